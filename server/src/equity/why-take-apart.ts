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
  /** Part of a settlement's residents whom a facility serves in a language they speak; undefined where nothing is known. */
  readonly spoken?: (settlement: number, facility: number) => number
  /** Part of each settlement's residents who are entitled. */
  readonly eligibility?: Float64Array
}

/**
 * Takes access by the enhanced two-step floating catchment apart, so that its factors multiply to it in every settlement.
 *
 * @see Luo & Qi (2009), Health & Place 15(4), eq. 2-3, of which this is the second sum as number × mean × mean; `virtualTwoStep`
 * for what is given at a distance
 */
export function takeApart({ rows, capacities, open, digital, online, spoken, eligibility }: Known): TakenApart {
  const demand = noDemand(capacities.length)
  twoStep.gather(rows, capacities, demand)
  const offers = offersOf(twoStep, capacities, demand)
  const { pairs, weights, people } = rows
  const settlements = people.length
  const [distance, capacity, hours, language] = Array.from({ length: 4 }, () => new Float64Array(settlements)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let s = 0; s < settlements; s++) {
    let [near, supply, opened, served] = [0, 0, 0, 0]
    for (let p = pairs.offsets[s] as number; p < (pairs.offsets[s + 1] as number); p++) {
      const f = pairs.facilities[p] as number
      const weight = weights[p] as number
      const offer = weight * (offers[f] as number)
      near += weight
      supply += offer
      const atOpen = offer * (open?.[f] ?? 1)
      opened += atOpen
      served += atOpen * (spoken?.(s, f) ?? 1)
    }
    distance[s] = near
    capacity[s] = (1000 * supply) / near
    hours[s] = opened / supply
    language[s] = opened > 0 ? served / opened : 1
  }
  const able = digital === undefined ? 0 : people.reduce((sum, residents, s) => sum + residents * (digital[s] as number), 0)
  const spread = able === 0 ? 0 : (1000 * capacities.reduce((sum, units) => sum + units, 0)) / able
  const known = { ...(digital && { digital }), ...(spoken && { language }), ...(eligibility && { eligibility }) }
  return { people, distance, capacity, hours, ...known, online, spread }
}
