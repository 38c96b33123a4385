import type { PlanFigures } from '#contract'
import { perPerson } from './catchment.ts'
import { twoStep } from './catchment-methods.ts'
import { usualSteps, weigh } from './decay.ts'
import { requireOnline } from './digital.ts'
import type { Facilities, Places, Standard } from './places.ts'
import type { Travel, TravelAsk } from './travel-service.ts'
import { jointAccess, virtualTwoStep } from './virtual.ts'

/** What is known of a service that is given at a distance, too; one value for each settlement of the region. */
export type Online = {
  /** Share of the residents who can use it so today, and with a point within reach. */
  readonly able: Float64Array
  readonly enabled: Float64Array
  /** Capacity per resident of what is given in place. */
  readonly inPlace: Float64Array
  /** What is given at a distance, in all. */
  readonly capacity: number
}

/** Nobody looks farther for capacity. */
const farthestStep = 60

/** @throws Invalid for a service that is not given at a distance, or where nobody knows who could use it */
export async function readOnline(
  places: Places,
  service: Standard,
  facilities: Facilities,
  { travel, ask }: { readonly travel: Travel; readonly ask: TravelAsk },
): Promise<Online> {
  const able = await requireOnline(travel, places, service)
  const part = service.online ?? 0
  const { pairs } = await travel.within(places, facilities, ask, farthestStep)
  const rows = { pairs, weights: weigh(pairs, usualSteps, farthestStep), people: places.settlements.people }
  return {
    able,
    enabled: places.digital?.coverage ?? able,
    inPlace: perPerson(
      twoStep,
      rows,
      facilities.capacities.map((capacity) => capacity * (1 - part)),
    ),
    capacity: part * facilities.capacities.reduce((sum, capacity) => sum + capacity, 0),
  }
}

/** Both ways together, per resident of each settlement. @param able share who can use it at a distance */
export function jointOf({ inPlace, capacity }: Online, people: Float64Array, able: Float64Array): Float64Array {
  return jointAccess(inPlace, virtualTwoStep(Float64Array.of(capacity), people, able))
}

/** Who can use it so, with points within reach of some settlements. @param isNear 1 for each of these, by its place in the region */
export function ableWith({ able, enabled }: Online, isNear: Uint8Array): Float64Array {
  return able.map((share, s) => (isNear[s] === 1 ? (enabled[s] as number) : share))
}

/** Figures of some settlements: the share that can use it at a distance, and capacity per 1,000 residents in both ways. */
export function onlineFigures(
  people: Float64Array,
  chosen: readonly number[],
  { able, joint }: { readonly able: Float64Array; readonly joint: Float64Array },
): Pick<PlanFigures, 'able' | 'jointPerThousand'> {
  const residents = chosen.reduce((sum, s) => sum + (people[s] as number), 0)
  if (residents === 0) return {}
  const mean = (values: Float64Array) =>
    chosen.reduce((sum, s) => sum + (people[s] as number) * (values[s] as number), 0) / residents
  return { able: mean(able), jointPerThousand: 1000 * mean(joint) }
}
