import type { Pairs } from './pairs.ts'

/**
 * Minutes to the nearest facility that serves anybody: one with a capacity of zero does not count.
 *
 * @param pairs travel time per pair, in minutes
 * @param capacities one per facility, in any unit
 * @returns minutes, one per settlement; `Infinity` where nothing can be reached
 * @throws {RangeError} when a capacity is negative
 * @see Pereira & Herszenhut (2023), Introduction to urban accessibility, §1.3: minimum travel cost
 */
export function minutesToNearest(pairs: Pairs, capacities: Float64Array): Float64Array {
  requireCapacities(capacities)
  return overSettlements(pairs, Number.POSITIVE_INFINITY, (nearest, minutes, facility) =>
    (capacities[facility] as number) > 0 && minutes < nearest ? minutes : nearest,
  )
}

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
export function cumulativeOpportunities(pairs: Pairs, capacities: Float64Array, limit: number): Float64Array {
  requireCapacities(capacities)
  return overSettlements(pairs, 0, (sum, minutes, facility) => (minutes <= limit ? sum + (capacities[facility] as number) : sum))
}

type Step = (soFar: number, minutes: number, facility: number) => number

function overSettlements({ offsets, facilities, minutes }: Pairs, start: number, step: Step): Float64Array {
  const result = new Float64Array(offsets.length - 1).fill(start)
  for (let s = 0; s < result.length; s++) {
    let value = start
    for (let p = offsets[s] as number; p < (offsets[s + 1] as number); p++)
      value = step(value, minutes[p] as number, facilities[p] as number)
    result[s] = value
  }
  return result
}

function requireCapacities(capacities: Float64Array): void {
  for (const capacity of capacities) if (!(capacity >= 0)) throw new RangeError(`a capacity cannot be ${capacity}`)
}
