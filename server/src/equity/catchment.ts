import type { CatchmentMethod, Demand } from './catchment-methods.ts'
import { type Pairs, requireCapacities, requirePeople } from './pairs.ts'

/** Some rows of the matrix with what is known of each: `weights` like the pairs, `people` one per settlement of these rows. */
export type Rows = { readonly pairs: Pairs; readonly weights: Float64Array; readonly people: Float64Array }

/**
 * Supply per person by one of the floating catchment methods.
 *
 * What nobody competes for is shared by nobody: a facility that only settlements without residents can reach gives nothing.
 *
 * @param rows all settlements at once; `weights` from `weigh`
 * @param capacities one per facility, in any unit
 * @returns capacity units per resident, one per settlement; 0 where nothing is within reach
 * @throws {RangeError} when a capacity or a population is negative
 */
export function perPerson(method: CatchmentMethod, rows: Rows, capacities: Float64Array): Float64Array {
  return perPersonByBlocks(method, () => [rows], capacities, rows.people.length)
}

/**
 * The same for a matrix that is larger than memory: its blocks of rows are made twice, and one is held at a time.
 *
 * @param blocks gives the blocks from the first settlement on, the same each time it is called
 * @param settlements in all blocks together
 */
export function perPersonByBlocks(
  method: CatchmentMethod,
  blocks: () => Iterable<Rows>,
  capacities: Float64Array,
  settlements: number,
): Float64Array {
  requireCapacities(capacities)
  const demand = noDemand(capacities.length)
  for (const rows of blocks()) {
    requirePeople(rows.pairs, rows.people)
    method.gather(rows, capacities, demand)
  }
  const offers = offersOf(method, capacities, demand)
  const result = new Float64Array(settlements)
  let from = 0
  for (const rows of blocks()) {
    method.grant(rows, capacities, offers, result.subarray(from, from + rows.people.length))
    from += rows.people.length
  }
  return result
}

export function noDemand(facilities: number): Demand {
  return { people: new Float64Array(facilities), weights: new Float64Array(facilities) }
}

/** What each facility offers to a person, once the demand of all blocks is in; several workers add up their own first. */
export function offersOf(method: CatchmentMethod, capacities: Float64Array, { people, weights }: Demand): Float64Array {
  const offers = new Float64Array(capacities.length)
  for (let f = 0; f < offers.length; f++) {
    const asking = (people[f] as number) * (method.sharesByWeight ? (weights[f] as number) : 1)
    offers[f] = asking > 0 ? (capacities[f] as number) / asking : 0
  }
  return offers
}
