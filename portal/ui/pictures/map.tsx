/** The map of a gap: areas, their settlements as dots (reached) or rings (not reached), and where the service is given. */
import type { GapOfSettlement, Outline, Position } from '@datong/server/contract'
import { type GeoPermissibleObjects, type GeoProjection, geoMercator, geoPath } from 'd3-geo'
import { scaleBar } from './scale-bar.ts'
import { windForDrawing } from './winding.ts'

export type MapLabel = { readonly text: string; readonly position: Position; readonly isMinor: boolean }

type Props = {
  readonly title: string
  readonly outlines: readonly Outline[]
  readonly settlements: readonly GapOfSettlement[]
  readonly facilities: readonly Position[]
  readonly labels: readonly MapLabel[]
  readonly kilometres: (km: number) => string
}

type Place = (position: Position) => readonly [x: number, y: number]

const sizes = ['small', 'middle', 'large'] as const
const width = 900
const margin = 34

export function GapMap({ title, outlines, settlements, facilities, labels, kilometres }: Props) {
  const lands = outlines.map(({ code, geometry }) => ({ code, shape: windForDrawing(geometry) }))
  const points = { type: 'MultiPoint' as const, coordinates: settlements.map(({ position }) => [...position]) }
  const extent = { type: 'GeometryCollection', geometries: [...lands.map((land) => land.shape), points] } as GeoPermissibleObjects
  const { projection, height } = fit(extent)
  const draw = geoPath(projection).digits(0)
  const at: Place = (position) => {
    const [x = 0, y = 0] = projection([...position]) ?? []
    return [Math.round(x), Math.round(y)]
  }
  return (
    <svg class="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      {lands.map((land) => (
        <path key={land.code} class="land" d={draw(land.shape) ?? ''} />
      ))}
      <Settlements settlements={settlements} at={at} />
      {facilities.length > 0 && <path class="place" d={facilities.map((position) => diamond(at(position))).join('')} />}
      <Scale projection={projection} height={height} kilometres={kilometres} />
      {labels.map((label) => {
        const [x, y] = at(label.position)
        return (
          <text key={label.text} class={label.isMinor ? 'minor' : undefined} x={x} y={y - 10} text-anchor={anchorAt(x)}>
            {label.text}
          </text>
        )
      })}
    </svg>
  )
}

/** As tall as the region is for its width, within reason. */
function fit(extent: GeoPermissibleObjects): { projection: GeoProjection; height: number } {
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

/** Each kind of settlement is one path of zero-length lines: 900 villages in a few kilobytes. */
function Settlements({ settlements, at }: { settlements: readonly GapOfSettlement[]; at: Place }) {
  return (
    <>
      {[true, false].flatMap((isReached) =>
        sizes.map((size) => {
          const found = settlements.filter((one) => one.isReached === isReached && sizeOf(one.population) === size)
          const path = found.map(({ position }) => dot(at(position))).join('')
          if (path === '') return null
          if (isReached) return <path key={size} class={`dots reached ${size}`} d={path} />
          return (
            <g key={size}>
              <path class={`dots beyond ${size}`} d={path} />
              <path class={`dots hollow ${size}`} d={path} />
            </g>
          )
        }),
      )}
    </>
  )
}

function Scale({
  projection,
  height,
  kilometres,
}: {
  projection: GeoProjection
  height: number
  kilometres: (km: number) => string
}) {
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

function sizeOf(population: number): (typeof sizes)[number] {
  if (population >= 5_000) return 'large'
  return population >= 1_000 ? 'middle' : 'small'
}

function dot([x, y]: readonly [number, number]): string {
  return `M${x} ${y}h0`
}

function diamond([x, y]: readonly [number, number]): string {
  return `M${x} ${y - 8}l8 8l-8 8l-8-8z`
}

/** Names near the edge grow inwards. */
function anchorAt(x: number): 'start' | 'middle' | 'end' {
  if (x > width * 0.82) return 'end'
  return x < width * 0.18 ? 'start' : 'middle'
}
