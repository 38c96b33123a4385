import { type Pairs, requireCapacities } from './pairs.ts'

/**
 * Cumulative opportunities: the capacity within reach, the limit included.
 *
 * @param pairs travel time per pair, in minutes
 * @param capacities one per facility, in any unit
 * @param limit minutes
 * @returns capacity units, one per settlement; 0 where nothing can be reached
 * @throws {RangeError} when a capacity is negative
 * @see Wachs & Kumagai (1973), Socio-Economic Planning Sciences 7(5)
 */
export function cumulativeOpportunities(
  { offsets, facilities, minutes }: Pairs,
  capacities: Float64Array,
  limit: number,
): Float64Array {
  requireCapacities(capacities)
  const result = new Float64Array(offsets.length - 1)
  for (let s = 0; s < result.length; s++) {
    let sum = 0
    for (let p = offsets[s] as number; p < (offsets[s + 1] as number); p++)
      if ((minutes[p] as number) <= limit) sum += capacities[facilities[p] as number] as number
    result[s] = sum
  }
  return result
}

/**
 * Cumulative opportunities averaged over the limits `from`, `from + step` … `to`, so that no single limit decides.
 *
 * The R package accessibility gives whole numbers where the capacities are whole, by leaving off the fraction; this does not.
 *
 * @returns mean capacity units, one per settlement; 0 where nothing can be reached
 * @throws {RangeError} when a capacity is negative, or the limits are not in order or the step not above zero
 * @see Tomasiello, Herszenhut, Oliveira, Braga & Pereira (2023), Applied Geography 157: time interval cumulative accessibility
 */
export function intervalOpportunities(
  { offsets, facilities, minutes }: Pairs,
  capacities: Float64Array,
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
): Float64Array {
  requireCapacities(capacities)
  if (!(from >= 0 && to >= from && step > 0)) throw new RangeError(`there is no interval from ${from} to ${to} by ${step}`)
  const limits = Math.floor((to - from) / step) + 1
  const result = new Float64Array(offsets.length - 1)
  for (let s = 0; s < result.length; s++) {
    let sum = 0
    for (let p = offsets[s] as number; p < (offsets[s + 1] as number); p++) {
      const missed = Math.max(0, Math.ceil(((minutes[p] as number) - from) / step))
      if (missed < limits) sum += (capacities[facilities[p] as number] as number) * (limits - missed)
    }
    result[s] = sum / limits
  }
  return result
}

/**
 * Gravity, or potential: the capacity within reach, each facility discounted by the way to it.
 *
 * @param weights one per pair, from `weigh`
 * @returns discounted capacity units, one per settlement; 0 where nothing can be reached
 * @throws {RangeError} when a capacity is negative
 * @see Hansen (1959), Journal of the American Institute of Planners 25(2)
 */
export function gravity({ offsets, facilities }: Pairs, capacities: Float64Array, weights: Float64Array): Float64Array {
  requireCapacities(capacities)
  const result = new Float64Array(offsets.length - 1)
  for (let s = 0; s < result.length; s++) {
    let sum = 0
    for (let p = offsets[s] as number; p < (offsets[s + 1] as number); p++)
      sum += (weights[p] as number) * (capacities[facilities[p] as number] as number)
    result[s] = sum
  }
  return result
}
