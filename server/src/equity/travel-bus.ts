import type { Pairs } from './pairs.ts'
import type { Points } from './road-join.ts'
import type { RoadNetwork } from './road-network.ts'
import { pairByRoad } from './road-pairs.ts'
import { pairByTransit, type Walks } from './transit-pairs.ts'
import type { Timetable } from './transit-timetable.ts'
import { visitPairsWithin } from './travel-line.ts'
import { listPairs } from './travel-pairs.ts'
import type { Departure } from './travel-task.ts'

/** Minutes that people walk to a stop or from it, and between two stops; vehicles they board. */
const [walkToStop, walkBetween, rides] = [20, 10, 4]
/** Seconds between departures, at least; and departures, at most. */
const [step, mostDepartures] = [300, 24]

export type Walkers = {
  /** Of people on foot; without, they walk in straight lines with the detour. */
  readonly network?: RoadNetwork
  readonly detour: number
  /** km/h */
  readonly speed: number
}

/**
 * Travel by bus, train and on foot: the median over the departures of a window, or what 85 of 100 stay within.
 *
 * @param limit minutes
 */
export function pairByBus(
  timetable: Timetable,
  { settlements, facilities }: { readonly settlements: Points; readonly facilities: Points },
  walkers: Walkers,
  departure: Departure,
  limit: number,
): Pairs {
  const { stops } = timetable
  const walk = (from: Points, to: Points, minutes: number) => walkBetweenPoints(walkers, from, to, Math.min(minutes, limit))
  const walks: Walks = {
    toStops: walk(settlements, stops, walkToStop),
    betweenStops: walk(stops, stops, walkBetween),
    fromStops: walk(stops, facilities, walkToStop),
    direct: walk(settlements, facilities, limit),
  }
  const { from, to } = departure
  const window = { from, to, step: Math.max(step, Math.ceil((to - from) / mostDepartures)) }
  const found = pairByTransit(timetable, walks, facilities.longitudes.length, window, { rides, limit })
  return departure.percentile === 50 ? found.pairs : { ...found.pairs, minutes: found.slow }
}

function walkBetweenPoints({ network, detour, speed }: Walkers, from: Points, to: Points, limit: number): Pairs {
  if (network !== undefined) return pairByRoad(network, from, to, limit).pairs
  const list = listPairs()
  const everywhere = { ...from, classes: new Uint8Array(from.longitudes.length) }
  const open = { ...to, capacities: new Float64Array(to.longitudes.length).fill(1) }
  const line = { detour, speed: { urban: speed, town: speed, rural: speed } }
  visitPairsWithin(everywhere, open, line, limit, (s, f, minutes) => list.add(s, f, minutes))
  return list.toPairs(from.longitudes.length)
}
