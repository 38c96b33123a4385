import { cells, kmBetween, type Point, pointOf } from './grid.ts'
import type { Land } from './land.ts'
import { leastCost, wayBack } from './least-cost.ts'

export type BusStop = { readonly id: string; readonly name: string; readonly point: Point }

/** A line as it runs from its far end to the hub; it runs back the same way. */
export type BusLine = {
  readonly id: string
  /** What joins the chief towns to the city goes more often than what joins a town to its chief town. */
  readonly kind: 'city' | 'trunk' | 'town'
  readonly stops: readonly BusStop[]
  /** Kilometres by road from the far end, one per stop. */
  readonly kilometres: readonly number[]
}

/** A stop that lies so near to the road is served from it. */
const besideKm = 0.4

/** Lines from every part of the city and every chief town to the middle of the city, and from every other town to the nearest of these. */
export function layBusLines({ roads, divisions, facilities }: Pick<Land, 'roads' | 'divisions' | 'facilities'>): BusLine[] {
  const isRoad = new Uint8Array(cells)
  for (const { rank, way } of roads) if (rank !== 'lane') for (const cell of way) isRoad[cell] = 1
  const onRoad = (_from: number, to: number, km: number): number => (isRoad[to] === 1 ? km : Infinity)
  const roadCells = [...isRoad.keys()].filter((cell) => isRoad[cell] === 1)
  const nearestRoad = ({ x, y }: Point): number => nearest(roadCells, (cell) => kmBetween(pointOf(cell), { x, y }))
  const stops = facilities.filter(({ kind }) => kind === 'bus-stop').map(({ id, name, point }) => ({ id, name: name.en, point }))

  const [region] = divisions.areas
  const city = nearestRoad(region?.point ?? { x: 0, y: 0 })
  const isSeat = ({ code }: { readonly code: string }) => code.endsWith('101')
  const isCity = (town: { readonly class: string }) => town.class.startsWith('11')
  const seats = divisions.towns.filter((town) => isSeat(town) && !isCity(town))
  const toCity = leastCost([city], onRoad)
  const toHub = leastCost([city, ...seats.map(({ point }) => nearestRoad(point))], onRoad)
  return divisions.towns.flatMap((town): BusLine[] => {
    const kind = isCity(town) ? 'city' : isSeat(town) ? 'trunk' : 'town'
    const way = wayBack(kind === 'town' ? toHub : toCity, nearestRoad(town.point))
    const line = stopsAlong(way, stops)
    return line.stops.length < 2 ? [] : [{ id: `line-${town.code}`, kind, ...line }]
  })
}

/** The stops beside a way in its order, each where it is nearest to it; one at either end in any case. */
function stopsAlong(way: readonly number[], stops: readonly BusStop[]): Pick<BusLine, 'stops' | 'kilometres'> {
  const points = way.map(pointOf)
  const along = [0]
  for (let i = 1; i < points.length; i++) along.push((along[i - 1] ?? 0) + kmBetween(points[i - 1] as Point, points[i] as Point))
  const served = stops.flatMap((stop) => {
    const at = nearest([...points.keys()], (i) => kmBetween(points[i] as Point, stop.point))
    const point = points[at]
    return point !== undefined && kmBetween(point, stop.point) <= besideKm ? [{ stop, km: along[at] ?? 0 }] : []
  })
  const ends = [0, points.length - 1].flatMap((at) => {
    const [cell, point] = [way[at], points[at]]
    const km = along[at] ?? 0
    if (cell === undefined || point === undefined || served.some((one) => Math.abs(one.km - km) < 0.5)) return []
    return [{ stop: { id: `end-${cell}`, name: `End ${cell}`, point }, km }]
  })
  const ordered = [...served, ...ends].sort((a, b) => a.km - b.km || a.stop.id.localeCompare(b.stop.id))
  // Of stops that lie together, such as those of two sides of a road, the bus calls at one.
  const called = ordered.filter(({ km }, i) => i === 0 || km > (ordered[i - 1]?.km ?? 0))
  return { stops: called.map(({ stop }) => stop), kilometres: called.map(({ km }) => km) }
}

function nearest(all: readonly number[], distance: (one: number) => number): number {
  let [best, least] = [all[0] ?? 0, Infinity]
  for (const one of all) {
    const far = distance(one)
    if (far < least) [best, least] = [one, far]
  }
  return best
}
