import { leastCost, wayBack } from './least-cost.ts'
import type { TownSites } from './sites.ts'
import { isLand, riverFrom, type Terrain, wideRiverFrom } from './terrain.ts'

export type RoadRank = 'highway' | 'main' | 'lane'

/** A way as the cells it passes, from its far end to where it meets a road of its rank or above. */
export type Road = { readonly rank: RoadRank; readonly way: readonly number[] }

export type Roads = {
  readonly ways: readonly Road[]
  /** km over land to the nearest highway or main road. */
  readonly kmToMain: Float64Array
}

/** Highways run from the city to the seats, main roads from every town to the nearest of them; all of them avoid climbs. */
export function layRoads(terrain: Terrain, sites: TownSites): Roads {
  const fromCity = leastCost([sites.city], roadCost(terrain))
  const highways = sites.seats.map((seat) => wayBack(fromCity, seat))
  const ways = branches('highway', highways, new Set())
  const main = leastCost(cellsOf(ways), roadCost(terrain))
  const mains = [...sites.towns, ...sites.subdistricts].map((town) => wayBack(main, town))
  ways.push(...branches('main', mains, new Set(cellsOf(ways))))
  const kmToMain = leastCost(cellsOf(ways), (_from, to, km) => (isLand(terrain, to) ? km : Infinity)).cost
  return { ways, kmToMain }
}

/** Lanes join every village to the roads there are. */
export function layLanes(terrain: Terrain, roads: Roads, villages: readonly number[]): Road[] {
  const reached = leastCost(cellsOf(roads.ways), roadCost(terrain))
  const ways = villages.map((village) => wayBack(reached, village))
  return branches('lane', ways, new Set(cellsOf(roads.ways)))
}

/**
 * What a km of road costs, in km on the flat: four times as much at a grade of 6 %, and bridges extra.
 */
export function roadCost(terrain: Terrain): (from: number, to: number, km: number) => number {
  const grade = 35
  return (from, to, km) => {
    const there = terrain.height[to] ?? 0
    if (there <= 0) return Infinity
    const climb = Math.abs(there - (terrain.height[from] ?? 0)) / km
    const drained = terrain.drained[to] ?? 0
    const bridge = drained >= wideRiverFrom ? 2.5 : drained >= riverFrom ? 0.8 : 0
    return km * (1 + (climb / grade) ** 2) + bridge
  }
}

/** Cuts ways that run together, so that every stretch is in one of them only. */
function branches(rank: RoadRank, ways: readonly (readonly number[])[], laid: Set<number>): Road[] {
  const roads: Road[] = []
  for (const way of [...ways].sort((a, b) => b.length - a.length)) {
    const meets = way.findIndex((cell) => laid.has(cell))
    const own = meets < 0 ? way : way.slice(0, meets + 1)
    for (const cell of own) laid.add(cell)
    if (own.length > 1) roads.push({ rank, way: own })
  }
  return roads
}

function cellsOf(ways: readonly Road[]): number[] {
  return [...new Set(ways.flatMap((road) => road.way))]
}
