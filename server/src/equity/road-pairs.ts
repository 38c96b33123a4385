import type { Pairs } from './pairs.ts'
import { type Arcs, reverseArcs } from './road-arcs.ts'
import { contract } from './road-contract.ts'
import { createHeap } from './road-heap.ts'
import { type Joined, joinPlaces, type Points } from './road-join.ts'
import type { RoadNetwork } from './road-network.ts'
import type { Profile } from './road-profile.ts'
import { createSearch } from './road-search.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'
import { listPairs } from './travel-pairs.ts'

export type RoadPairs = {
  /** Minutes from the settlement to the facility, for each pair within the limit. */
  readonly pairs: Pairs
  /** 1 for each settlement that is on the network; the others have no pair, and need another method. */
  readonly settlementsOn: Uint8Array
  readonly facilitiesOn: Uint8Array
}

/** Journeys between settlements and facilities, ready to be searched for one limit or another, all facilities or those open. */
export type Routes = {
  readonly homes: Joined
  readonly goals: Joined
  /** Against the direction of travel, contracted to the places and the junctions between them. */
  readonly arcs: Arcs
  /** The number of each facility's vertex in `arcs`, -1 where it is not on the network. */
  readonly ends: Int32Array
  /** The settlements at each vertex of `arcs`, as compressed sparse rows. */
  readonly residents: { readonly offsets: Uint32Array; readonly members: Uint32Array }
  /** Minutes from a settlement to a facility straight over land: who would leave the network where they got on never goes there. */
  readonly straight: (settlement: number, facility: number) => number
}

/** Joins settlements and facilities to a network and contracts it to them. */
export function layRoutes(network: RoadNetwork, settlements: Points, facilities: Points): Routes {
  const { profile, entrances } = network
  const homes = joinPlaces(entrances, profile, settlements)
  const goals = joinPlaces(entrances, profile, facilities)
  const keep = new Uint8Array(network.points.length / 3)
  for (const { vertices } of [homes, goals]) for (const v of vertices) if (v >= 0) keep[v] = 1
  const { arcs, numbers } = contract(network.arcs, keep)
  return {
    homes,
    goals,
    arcs: reverseArcs(arcs),
    ends: goals.vertices.map((v) => (v < 0 ? -1 : (numbers[v] as number))),
    residents: groupByVertex(homes.vertices, numbers, arcs.offsets.length - 1),
    straight: minutesOffRoad(settlements, facilities, profile),
  }
}

/**
 * Travel by road between all settlements and facilities that are no further than a limit: one bounded search per facility against
 * the direction of travel, on a network contracted to the places and the junctions between them.
 *
 * @param limit minutes, the way to the network and from it included
 */
export function pairByRoad(network: RoadNetwork, settlements: Points, facilities: Points, limit: number): RoadPairs {
  const routes = layRoutes(network, settlements, facilities)
  const on = ({ vertices }: Joined) => Uint8Array.from(vertices, (v) => Number(v >= 0))
  return { pairs: pairOnRoutes(routes, limit), settlementsOn: on(routes.homes), facilitiesOn: on(routes.goals) }
}

/** @param limit minutes, the way to the network and from it included */
export function pairOnRoutes({ homes, goals, arcs, ends, residents, straight }: Routes, limit: number): Pairs {
  const search = createSearch(arcs)
  const list = listPairs()
  ends.forEach((goal, facility) => {
    const last = goals.minutes[facility] as number
    if (goal < 0 || last > limit) return
    search(goal, limit - last, (vertex, minutes) => {
      for (let r = residents.offsets[vertex] as number; r < (residents.offsets[vertex + 1] as number); r++) {
        const settlement = residents.members[r] as number
        const total = minutes === 0 ? straight(settlement, facility) : (homes.minutes[settlement] as number) + minutes + last
        if (total <= limit) list.add(settlement, facility, total)
      }
    })
  })
  return list.toPairs(homes.vertices.length)
}

/** Minutes by road to the nearest of some facilities, and which it is: one search from all of them at once. */
export type NearestByRoad = { readonly minutes: Float64Array; readonly facilities: Int32Array }

/**
 * @param isOpen 1 for each facility that counts
 * @returns `Infinity` and -1 where none can be reached by road
 */
export function nearestOnRoutes({ homes, goals, arcs, ends, residents, straight }: Routes, isOpen: Uint8Array): NearestByRoad {
  const heap = createHeap(arcs.offsets.length - 1)
  const from = new Int32Array(arcs.offsets.length - 1).fill(-1)
  const minutes = new Float64Array(homes.vertices.length).fill(Number.POSITIVE_INFINITY)
  const facilities = new Int32Array(homes.vertices.length).fill(-1)
  const improve = (settlement: number, facility: number, time: number) => {
    if (time >= (minutes[settlement] as number)) return
    minutes[settlement] = time
    facilities[settlement] = facility
  }
  ends.forEach((goal, facility) => {
    if (goal < 0 || isOpen[facility] !== 1) return
    for (let r = residents.offsets[goal] as number; r < (residents.offsets[goal + 1] as number); r++)
      improve(residents.members[r] as number, facility, straight(residents.members[r] as number, facility))
    const last = goals.minutes[facility] as number
    if (last >= (heap.keys[goal] as number)) return
    heap.lower(goal, last)
    from[goal] = facility
  })
  for (let v = heap.take(); v >= 0; v = heap.take()) {
    const so = heap.keys[v] as number
    for (let r = residents.offsets[v] as number; r < (residents.offsets[v + 1] as number); r++) {
      const settlement = residents.members[r] as number
      improve(settlement, from[v] as number, (homes.minutes[settlement] as number) + so)
    }
    for (let a = arcs.offsets[v] as number; a < (arcs.offsets[v + 1] as number); a++) {
      const head = arcs.heads[a] as number
      const time = so + (arcs.minutes[a] as number)
      if (time >= (heap.keys[head] as number)) continue
      heap.lower(head, time)
      from[head] = from[v] as number
    }
  }
  return { minutes, facilities }
}

function minutesOffRoad(from: Points, to: Points, { offRoad }: Profile): (a: number, b: number) => number {
  const [froms, tos] = [from, to].map(({ longitudes, latitudes }) => toUnitVectors(longitudes, latitudes)) as [
    Float64Array,
    Float64Array,
  ]
  return (a, b) => {
    let squared = 0
    for (let k = 0; k < 3; k++) squared += ((froms[a * 3 + k] as number) - (tos[b * 3 + k] as number)) ** 2
    return (chordToKilometres(squared) / offRoad) * 60
  }
}

/** The places at each vertex, as compressed sparse rows. */
function groupByVertex(vertices: Int32Array, numbers: Int32Array, count: number) {
  const offsets = new Uint32Array(count + 1)
  const at = vertices.map((v) => (v < 0 ? -1 : (numbers[v] as number)))
  for (const v of at) if (v >= 0) offsets[v + 1] = (offsets[v + 1] as number) + 1
  for (let v = 0; v < count; v++) offsets[v + 1] = (offsets[v + 1] as number) + (offsets[v] as number)
  const free = offsets.slice()
  const members = new Uint32Array(offsets[count] as number)
  at.forEach((v, place) => {
    if (v < 0) return
    members[free[v] as number] = place
    free[v] = (free[v] as number) + 1
  })
  return { offsets, members }
}
