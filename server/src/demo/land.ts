import { type DigitalMeans, equip } from './digital.ts'
import { type Divisions, divide } from './divisions.ts'
import { type Facility, provide } from './facilities.ts'
import { cellAt } from './grid.ts'
import { type Settlement, settle } from './people.ts'
import { layLanes, layRoads, type Road } from './roads.ts'
import { siteTowns, siteVillages } from './sites.ts'
import { makeTerrain, type Terrain } from './terrain.ts'

/** Everything of the made-up region that does not move. */
export type Land = {
  readonly terrain: Terrain
  readonly divisions: Divisions
  readonly roads: readonly Road[]
  readonly settlements: readonly Settlement[]
  readonly facilities: readonly Facility[]
  readonly digital: readonly DigitalMeans[]
}

/** The seed of the region that every new node is shown. */
export const usualSeed = 7

/** Makes the whole region; the same seed makes the same one. */
export function makeLand(seed: number): Land {
  const terrain = makeTerrain(seed)
  const sites = siteTowns(seed, terrain)
  const roads = layRoads(terrain, sites)
  const villages = siteVillages(seed, terrain, sites, roads)
  const lanes = layLanes(terrain, roads, villages.map(cellAt))
  const divisions = divide(seed, terrain, sites, villages)
  const settlements = settle(seed, divisions)
  const ways = [...roads.ways, ...lanes]
  const facilities = provide(seed, settlements, ways)
  return { terrain, divisions, roads: ways, settlements, facilities, digital: equip(seed, settlements) }
}
