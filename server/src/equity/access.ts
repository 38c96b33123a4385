import { type Pairs, requireCapacities, requirePeople } from './pairs.ts'
import { createQueue, order, type Queue, take } from './queue.ts'

/**
 * Minutes to the nearest facility that serves anybody: one with a capacity of zero does not count.
 *
 * @param pairs travel time per pair, in minutes
 * @param capacities one per facility, in any unit
 * @returns minutes, one per settlement; `Infinity` where nothing can be reached
 * @throws {RangeError} when a capacity is negative
 * @see Pereira & Herszenhut (2023), Introduction to urban accessibility, §1.3: minimum travel cost
 */
export function minutesToNearest({ offsets, facilities, minutes }: Pairs, capacities: Float64Array): Float64Array {
  requireCapacities(capacities)
  const result = new Float64Array(offsets.length - 1)
  for (let s = 0; s < result.length; s++) {
    let nearest = Number.POSITIVE_INFINITY
    for (let p = offsets[s] as number; p < (offsets[s + 1] as number); p++) {
      const time = minutes[p] as number
      if (time < nearest && (capacities[facilities[p] as number] as number) > 0) nearest = time
    }
    result[s] = nearest
  }
  return result
}

/**
 * Minutes to the k-th nearest facility that serves anybody: how far it is when the nearer ones are shut or full.
 *
 * @param k 1 for the nearest
 * @returns minutes, one per settlement; `Infinity` where fewer than k can be reached
 * @throws {RangeError} when a capacity is negative, or k is not a whole number from 1 up
 */
export function minutesToKth(pairs: Pairs, capacities: Float64Array, k: number): Float64Array {
  requireCapacities(capacities)
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`there is no nearest facility number ${k}`)
  return untilEnough(
    pairs,
    capacities.map((capacity) => (capacity > 0 ? 1 : 0)),
    () => k,
  )
}

/**
 * Minutes until so much capacity is within reach: the inverse of cumulative opportunities.
 *
 * @param amount capacity units
 * @returns minutes, one per settlement; 0 for no amount, `Infinity` where so much cannot be reached
 * @throws {RangeError} when a capacity or the amount is negative
 * @see Pereira & Herszenhut (2023), Introduction to urban accessibility, §1.3: cost to reach a number of opportunities
 */
export function minutesToReach(pairs: Pairs, capacities: Float64Array, amount: number): Float64Array {
  requireCapacities(capacities)
  if (!(amount >= 0)) throw new RangeError(`an amount cannot be ${amount}`)
  return untilEnough(pairs, capacities, () => amount)
}

/**
 * Balancing time: minutes until the capacity within reach equals what the settlement's own residents need.
 *
 * @param people residents per settlement
 * @param needed capacity units per resident
 * @param increment minutes to which it is rounded up; 0 for the exact time, where the R package accessibility rounds up to 1
 * @returns minutes, one per settlement; `Infinity` where so much cannot be reached
 * @throws {RangeError} when a capacity, a population, `needed` or `increment` is negative
 * @see Barboza, Carneiro, Falavigna, Luz & Orrico (2021), Journal of Transport Geography 91: balancing time
 */
export function balancingTime(
  pairs: Pairs,
  capacities: Float64Array,
  { people, needed, increment }: { readonly people: Float64Array; readonly needed: number; readonly increment: number },
): Float64Array {
  requireCapacities(capacities)
  requirePeople(pairs, people)
  if (!(needed >= 0 && increment >= 0)) throw new RangeError('what is needed and the increment cannot be negative')
  const exact = untilEnough(pairs, capacities, (s) => (people[s] as number) * needed)
  return increment === 0 ? exact : exact.map((minutes) => Math.ceil(minutes / increment) * increment)
}

function untilEnough(pairs: Pairs, capacities: Float64Array, amountOf: (settlement: number) => number): Float64Array {
  const { offsets } = pairs
  const result = new Float64Array(offsets.length - 1)
  const queue = createQueue(widestRow(pairs))
  for (let s = 0; s < result.length; s++) {
    queueRow(queue, pairs, capacities, s)
    result[s] = drain(queue, amountOf(s))
  }
  return result
}

function drain(queue: Queue, amount: number): number {
  let sum = 0
  let time = 0
  while (sum < amount) {
    if (queue.size === 0) return Number.POSITIVE_INFINITY
    take(queue)
    time = queue.keys[queue.size] as number
    sum += queue.values[queue.size] as number
  }
  return time
}

function queueRow(queue: Queue, { offsets, facilities, minutes }: Pairs, capacities: Float64Array, s: number): void {
  queue.size = 0
  for (let p = offsets[s] as number; p < (offsets[s + 1] as number); p++) {
    const capacity = capacities[facilities[p] as number] as number
    if (capacity === 0) continue
    queue.keys[queue.size] = minutes[p] as number
    queue.values[queue.size] = capacity
    queue.size += 1
  }
  order(queue)
}

/** The most pairs that one settlement has. */
export function widestRow({ offsets }: Pairs): number {
  let most = 0
  for (let s = 0; s + 1 < offsets.length; s++) most = Math.max(most, (offsets[s + 1] as number) - (offsets[s] as number))
  return most
}
