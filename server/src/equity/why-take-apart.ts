import { noDemand, offersOf, type Rows } from './catchment.ts'
import { twoStep } from './catchment-methods.ts'
import type { TakenApart } from './why.ts'

/** What is known of a kind of service and of who lives where. */
export type Known = {
  readonly rows: Rows
  readonly capacities: Float64Array
  /** Part of the week that each facility is open; undefined where too little is known of it. */
  readonly open?: Float64Array
  /** Part of each settlement's residents who can use what is given at a distance. */
  readonly digital?: Float64Array
  readonly online: number
}

/**
 * Takes access by the enhanced two-step floating catchment apart, so that its factors multiply to it in every settlement.
 *
 * @see Luo & Qi (2009), Health & Place 15(4), eq. 2-3, of which this is the second sum as number × mean × mean; `virtualTwoStep`
 * for what is given at a distance
 */
export function takeApart({ rows, capacities, open, digital, online }: Known): TakenApart {
  const demand = noDemand(capacities.length)
  twoStep.gather(rows, capacities, demand)
  const offers = offersOf(twoStep, capacities, demand)
  const { pairs, weights, people } = rows
  const settlements = people.length
  const [distance, capacity, hours] = [
    new Float64Array(settlements),
    new Float64Array(settlements),
    new Float64Array(settlements),
  ]
  for (let s = 0; s < settlements; s++) {
    let [near, supply, opened] = [0, 0, 0]
    for (let p = pairs.offsets[s] as number; p < (pairs.offsets[s + 1] as number); p++) {
      const f = pairs.facilities[p] as number
      const weight = weights[p] as number
      const offer = weight * (offers[f] as number)
      near += weight
      supply += offer
      opened += offer * (open?.[f] ?? 1)
    }
    distance[s] = near
    capacity[s] = (1000 * supply) / near
    hours[s] = opened / supply
  }
  const able = digital === undefined ? 0 : people.reduce((sum, residents, s) => sum + residents * (digital[s] as number), 0)
  const spread = able === 0 ? 0 : (1000 * capacities.reduce((sum, units) => sum + units, 0)) / able
  return { people, distance, capacity, hours, ...(digital && { digital }), online, spread }
}
