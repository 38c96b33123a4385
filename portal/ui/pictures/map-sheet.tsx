/** The sheet that every map of the region is drawn on: its land, rivers and roads, the places of a service, a scale and names. */
import type { Feature, Outline, Position } from '@datong/server/contract'
import { type GeoPermissibleObjects, type GeoProjection, geoMercator, geoPath } from 'd3-geo'
import type { ComponentChildren } from 'preact'
import { MapNames } from './map-names.tsx'
import { scaleBar } from './scale-bar.ts'
import { type DrawnKind, drawFeatures, type Place, type Spot, Terrain } from './terrain.tsx'
import { windForDrawing } from './winding.ts'

export type MapLabel = { readonly text: string; readonly position: Position }

/** What all maps are told. */
export type SheetProps = {
  readonly title: string
  readonly outlines: readonly Outline[]
  readonly features: readonly Feature[]
  readonly facilities: readonly Position[]
  /** The most important first. */
  readonly labels: readonly MapLabel[]
  readonly kilometres: (km: number) => string
  readonly isLargeText: boolean
}

/** What is this map's own. */
type OnSheet = {
  readonly className: string
  /** Where something is drawn: all of it has room on the sheet, and names keep clear of it. */
  readonly spots: readonly Position[]
  readonly landClass?: (code: string) => string
  /** Under the places of the service. */
  readonly dots: (at: Place) => ComponentChildren
  /** Over them. */
  readonly marks?: (at: Place) => ComponentChildren
}

const width = 900
const margin = 34

/** The drawing, and what of the features can be seen on it: for the legend. */
export function drawOnSheet(props: SheetProps, { className, spots, landClass = () => '', dots, marks }: OnSheet) {
  const { title, outlines, features, facilities, labels, kilometres, isLargeText } = props
  const lands = outlines.map(({ code, geometry }) => ({ code, shape: windForDrawing(geometry) }))
  const extent = { type: 'MultiPoint', coordinates: spots.map((position) => [...position]) } as GeoPermissibleObjects
  const { projection, height } = fit([...lands.map(({ shape }) => shape), extent])
  const frame = { width, height }
  const draw = geoPath(projection).digits(0)
  const at: Place = (position) => {
    const [x = 0, y = 0] = projection([...position]) ?? []
    return [Math.round(x), Math.round(y)]
  }
  const under = drawFeatures(features, at, frame)
  const places = facilities.map(at)
  // A place of the service covered by a name is as bad as several settlements.
  const points = [...spots.map(at), ...Array.from({ length: 6 }, () => places).flat()]
  const picture = (
    <svg
      class={className}
      width={width}
      height={height}
      fill="none"
      stroke="currentColor"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={title}
    >
      {lands.map(({ code, shape }) => (
        <path key={code} class={`land ${landClass(code)}`.trim()} d={draw(shape) ?? ''} />
      ))}
      <Terrain drawn={under} />
      {lands.length > 0 && <path class="border" d={lands.map(({ shape }) => draw(shape) ?? '').join('')} />}
      {dots(at)}
      {places.length > 0 && <path class="place" d={places.map(diamond).join('')} />}
      {marks?.(at)}
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

/** As tall as the region is for its width, within reason. */
function fit(shapes: readonly GeoPermissibleObjects[]): { projection: GeoProjection; height: number } {
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

function Scale({ projection, height, kilometres }: ScaleProps) {
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

const diamond = ([x, y]: Spot) => `M${x} ${y - 8}l8 8l-8 8l-8-8z`
