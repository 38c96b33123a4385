/** The map of a measure: areas or settlements in five shades, and where the service is given. */
import type { Feature, Outline, Position } from '@datong/server/contract'
import { type GeoPermissibleObjects, geoPath } from 'd3-geo'
import { fit, Scale } from './map.tsx'
import { MapNames } from './map-names.tsx'
import { type DrawnKind, drawFeatures, type Place, type Spot, Terrain } from './terrain.tsx'
import { windForDrawing } from './winding.ts'

export type ShadedArea = { readonly code: string; readonly shade?: number }
export type ShadedPlace = { readonly position: Position; readonly shade?: number }

export type MeasureMapProps = {
  readonly title: string
  readonly outlines: readonly Outline[]
  readonly features: readonly Feature[]
  readonly areas: readonly ShadedArea[]
  readonly places: readonly ShadedPlace[]
  readonly facilities: readonly Position[]
  readonly marks?: readonly { readonly position: Position; readonly kind: 'added' | 'closed' }[]
  readonly labels: readonly { readonly text: string; readonly position: Position }[]
  readonly kilometres: (km: number) => string
  readonly isLargeText: boolean
}

const width = 900

/** The drawing, and what of the features can be seen on it: for the legend. */
export function drawMeasureMap(props: MeasureMapProps) {
  const { title, outlines, features, areas, places, facilities, marks = [], labels, kilometres, isLargeText } = props
  const lands = outlines.map(({ code, geometry }) => ({ code, shape: windForDrawing(geometry) }))
  const spots = { type: 'MultiPoint', coordinates: places.map(({ position }) => [...position]) } as GeoPermissibleObjects
  const { projection, height } = fit([...lands.map(({ shape }) => shape), spots])
  const frame = { width, height }
  const draw = geoPath(projection).digits(0)
  const at: Place = (position) => {
    const [x = 0, y = 0] = projection([...position]) ?? []
    return [Math.round(x), Math.round(y)]
  }
  const shadeOf = new Map(areas.map(({ code, shade }) => [code, shade]))
  const under = drawFeatures(features, at, frame)
  const points = [...places.map(({ position }) => at(position)), ...Array.from({ length: 6 }, () => facilities.map(at)).flat()]
  const picture = (
    <svg
      class="map measure"
      width={width}
      height={height}
      fill="none"
      stroke="currentColor"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={title}
    >
      {lands.map(({ code, shape }) => (
        <path key={code} class={`land ${areaShade(shadeOf, code)}`} d={draw(shape) ?? ''} />
      ))}
      <Terrain drawn={under} />
      {lands.length > 0 && <path class="border" d={lands.map(({ shape }) => draw(shape) ?? '').join('')} />}
      {[...Map.groupBy(places, ({ shade }) => shade)].map(([shade, group]) => (
        <path
          key={shade ?? 'none'}
          class={`dots spot ${shade === undefined ? 'without' : `shade-${shade}`}`}
          d={group.map(({ position }) => dot(at(position))).join('')}
        />
      ))}
      {facilities.length > 0 && <path class="place" d={facilities.map((position) => diamond(at(position))).join('')} />}
      {marks.map(({ position, kind }) => (
        <path
          key={`${kind} ${position.join()}`}
          class={`mark ${kind}`}
          d={kind === 'added' ? star(at(position)) : cross(at(position))}
        />
      ))}
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

function areaShade(shades: ReadonlyMap<string, number | undefined>, code: string): string {
  if (!shades.has(code)) return ''
  const shade = shades.get(code)
  return shade === undefined ? 'without' : `shade-${shade}`
}

const dot = ([x, y]: Spot) => `M${x} ${y}h0`
const diamond = ([x, y]: Spot) => `M${x} ${y - 8}l8 8l-8 8l-8-8z`
const cross = ([x, y]: Spot) => `M${x - 9} ${y - 9}l18 18m0-18l-18 18`
const star = ([x, y]: Spot) => `M${x} ${y - 18}l5 13l13 5l-13 5l-5 13l-5-13l-13-5l13-5z`
