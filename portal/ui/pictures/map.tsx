/** The map of a gap: areas, their settlements as dots (reached) or rings (not reached), and where the service is given. */
import type { Feature, GapOfSettlement, Outline, Position } from '@datong/server/contract'
import { type GeoPermissibleObjects, type GeoProjection, geoMercator, geoPath } from 'd3-geo'
import { MapNames } from './map-names.tsx'
import { scaleBar } from './scale-bar.ts'
import { SettlementDots } from './settlement-dots.tsx'
import { type DrawnKind, drawFeatures, type Place, type Spot, Terrain } from './terrain.tsx'
import { windForDrawing } from './winding.ts'

export type MapLabel = { readonly text: string; readonly position: Position }

export type MapProps = {
  readonly title: string
  readonly outlines: readonly Outline[]
  readonly features: readonly Feature[]
  readonly settlements: readonly GapOfSettlement[]
  readonly facilities: readonly Position[]
  /** The most important first. */
  readonly labels: readonly MapLabel[]
  readonly kilometres: (km: number) => string
  readonly isLargeText: boolean
}

const width = 900
const margin = 34

/** The drawing, and what of the features can be seen on it: for the legend. */
export function drawMap(props: MapProps) {
  const { title, outlines, features, settlements, facilities, labels, kilometres, isLargeText } = props
  const lands = outlines.map(({ code, geometry }) => ({ code, shape: windForDrawing(geometry) }))
  const { projection, height } = fit([...lands.map(({ shape }) => shape), pointsOf(settlements)])
  const frame = { width, height }
  const draw = geoPath(projection).digits(0)
  const at: Place = (position) => {
    const [x = 0, y = 0] = projection([...position]) ?? []
    return [Math.round(x), Math.round(y)]
  }
  const under = drawFeatures(features, at, frame)
  const places = facilities.map(at)
  // A place of the service covered by a name is as bad as several settlements.
  const points = [...settlements.map(({ position }) => at(position)), ...Array.from({ length: 6 }, () => places).flat()]
  const picture = (
    <svg
      class="map"
      width={width}
      height={height}
      fill="none"
      stroke="currentColor"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={title}
    >
      {lands.map(({ code, shape }) => (
        <path key={code} class="land" d={draw(shape) ?? ''} />
      ))}
      <Terrain drawn={under} />
      {lands.length > 0 && <path class="border" d={lands.map(({ shape }) => draw(shape) ?? '').join('')} />}
      <SettlementDots settlements={settlements} at={at} />
      {places.length > 0 && <path class="place" d={places.map(diamond).join('')} />}
      <Scale projection={projection} height={height} kilometres={kilometres} />
      <MapNames
        names={labels.map(({ text, position }) => ({ text, spot: at(position) }))}
        points={points}
        frame={frame}
        taken={[{ left: width - 260, top: height - 60, right: width, bottom: height }]}
        isLargeText={isLargeText}
      />
    </svg>
  )
  return { picture, kinds: new Set<DrawnKind>(under.map(({ kind }) => kind)) }
}

function pointsOf(settlements: readonly GapOfSettlement[]): GeoPermissibleObjects {
  return { type: 'MultiPoint', coordinates: settlements.map(({ position }) => [...position]) }
}

/** As tall as the region is for its width, within reason. */
export function fit(shapes: readonly GeoPermissibleObjects[]): { projection: GeoProjection; height: number } {
  const extent = { type: 'GeometryCollection', geometries: shapes } as GeoPermissibleObjects
  const projection = geoMercator().fitWidth(width - 2 * margin, extent)
  const [[, top], [, bottom]] = geoPath(projection).bounds(extent)
  const tall = Number.isFinite(bottom - top) ? bottom - top : 0
  const height = Math.round(Math.min(1000, Math.max(420, tall + 2 * margin)))
  projection.fitExtent(
    [
      [margin, margin],
      [width - margin, height - margin],
    ],
    extent,
  )
  return { projection, height }
}

type ScaleProps = {
  readonly projection: GeoProjection
  readonly height: number
  readonly kilometres: (km: number) => string
}

export function Scale({ projection, height, kilometres }: ScaleProps) {
  const y = height - margin
  const [a, b] = [projection.invert?.([margin, y]), projection.invert?.([margin + 100, y])]
  if (!a || !b) return null
  const bar = scaleBar(a, b, 100, 220)
  const [x, from] = [width - 20, width - 20 - bar.width]
  return (
    <>
      <path class="scale" d={`M${from} ${height - 24}v8H${x}v-8`} />
      <text x={x} y={height - 32} text-anchor="end">
        {kilometres(bar.km)}
      </text>
    </>
  )
}

function diamond([x, y]: Spot): string {
  return `M${x} ${y - 8}l8 8l-8 8l-8-8z`
}
