import type { Pairs } from './pairs.ts'
import { reverseArcs } from './road-arcs.ts'
import { contract } from './road-contract.ts'
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

/**
 * Travel by road between all settlements and facilities that are no further than a limit: one bounded search per facility against
 * the direction of travel, on a network contracted to the places and the junctions between them.
 *
 * @param limit minutes, the way to the network and from it included
 */
export function pairByRoad(network: RoadNetwork, settlements: Points, facilities: Points, limit: number): RoadPairs {
  const { profile, entrances } = network
  const homes = joinPlaces(entrances, profile, settlements)
  const goals = joinPlaces(entrances, profile, facilities)
  const keep = new Uint8Array(network.points.length / 3)
  for (const { vertices } of [homes, goals]) for (const v of vertices) if (v >= 0) keep[v] = 1
  const { arcs, numbers } = contract(network.arcs, keep)
  const search = createSearch(reverseArcs(arcs))
  const residents = groupByVertex(homes.vertices, numbers, arcs.offsets.length - 1)
  const list = listPairs()
  // Who would leave the network where they got on never goes there.
  const straight = minutesOffRoad(settlements, facilities, profile)
  goals.vertices.forEach((goal, facility) => {
    const last = goals.minutes[facility] as number
    if (goal < 0 || last > limit) return
    search(numbers[goal] as number, limit - last, (vertex, minutes) => {
      for (let r = residents.offsets[vertex] as number; r < (residents.offsets[vertex + 1] as number); r++) {
        const settlement = residents.members[r] as number
        const total = minutes === 0 ? straight(settlement, facility) : (homes.minutes[settlement] as number) + minutes + last
        if (total <= limit) list.add(settlement, facility, total)
      }
    })
  })
  const on = ({ vertices }: Joined) => Uint8Array.from(vertices, (v) => Number(v >= 0))
  return { pairs: list.toPairs(homes.vertices.length), settlementsOn: on(homes), facilitiesOn: on(goals) }
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
