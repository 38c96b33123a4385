/** The map of a gap: areas, their settlements as dots (reached) or crosses (not reached), larger where more people live. */
import type { GapOfSettlement, Outline, Position } from '@datong/server/contract'
import { type GeoPermissibleObjects, geoMercator, geoPath } from 'd3-geo'
import { windForDrawing } from './winding.ts'

export type MapLabel = { readonly text: string; readonly position: Position; readonly isMinor: boolean }

type Props = {
  readonly title: string
  readonly outlines: readonly Outline[]
  readonly settlements: readonly GapOfSettlement[]
  readonly labels: readonly MapLabel[]
}

const sizes = ['small', 'middle', 'large'] as const
const width = 900

export function GapMap({ title, outlines, settlements, labels }: Props) {
  const lands = outlines.map(({ code, geometry }) => ({ code, shape: windForDrawing(geometry) }))
  const extent: GeoPermissibleObjects = {
    type: 'GeometryCollection',
    geometries: [
      ...lands.map((land) => land.shape as never),
      { type: 'MultiPoint', coordinates: settlements.map(({ position }) => [...position]) },
    ],
  }
  const projection = geoMercator().fitWidth(width - 60, extent)
  const flat = geoPath(projection)
  const [[x0, y0], [x1, y1]] = flat.bounds(extent)
  const height = Math.min(1100, Math.max(420, y1 - y0 + 60))
  projection.fitExtent(
    [
      [30, 30],
      [width - 30, height - 30],
    ],
    extent,
  )
  if (!Number.isFinite(x0 + x1)) return null
  const draw = geoPath(projection).digits(0)
  const at = (position: Position): readonly [number, number] => {
    const [x = 0, y = 0] = projection([...position]) ?? []
    return [Math.round(x), Math.round(y)]
  }
  return (
    <svg class="map" viewBox={`0 0 ${width} ${Math.round(height)}`} role="img" aria-label={title}>
      {lands.map((land) => (
        <path key={land.code} class="land" d={draw(land.shape) ?? ''} />
      ))}
      {[true, false].flatMap((isReached) =>
        sizes.map((size) => {
          const found = settlements.filter((one) => one.isReached === isReached && sizeOf(one.population) === size)
          const path = found.map((one) => (isReached ? dot(at(one.position)) : cross(at(one.position), size))).join('')
          return (
            path && <path key={`${isReached}${size}`} class={`dots ${isReached ? 'reached' : 'beyond cross'} ${size}`} d={path} />
          )
        }),
      )}
      {labels.map((label) => {
        const [x, y] = at(label.position)
        return (
          <text key={label.text} class={label.isMinor ? 'minor' : undefined} x={x} y={y - 10} text-anchor="middle">
            {label.text}
          </text>
        )
      })}
    </svg>
  )
}

function sizeOf(population: number): (typeof sizes)[number] {
  if (population >= 5_000) return 'large'
  return population >= 1_000 ? 'middle' : 'small'
}

function dot([x, y]: readonly [number, number]): string {
  return `M${x} ${y}h0`
}

function cross([x, y]: readonly [number, number], size: (typeof sizes)[number]): string {
  const arm = { small: 3, middle: 5, large: 8 }[size]
  return `M${x - arm} ${y - arm}l${2 * arm} ${2 * arm}m0${-2 * arm}l${-2 * arm} ${2 * arm}`
}
