import type { Pairs } from './pairs.ts'

/**
 * Sites to be chosen within a budget so that all clients together pay least: each pays its cheapest chosen site, or `without` where
 * none is cheaper. That is the p-median problem where every price is 1, and the maximal cover problem where costs are 0 within the
 * standard and `without` is who lives there.
 */
export type Choice = {
  /** The sites of client `c` are those from `offsets[c]` up to `offsets[c + 1]`: only such as cost less than `without`, cheapest first. */
  readonly offsets: Uint32Array
  readonly sites: Uint32Array
  readonly costs: Float64Array
  readonly without: Float64Array
  /** What each site takes of the budget, above 0. */
  readonly prices: Float64Array
  readonly budget: number
}

export type ChoiceParts = {
  readonly pairs: Pairs
  /** What a client pays for a site so many minutes away. */
  readonly costOf: (client: number, minutes: number) => number
  readonly without: Float64Array
  readonly prices: Float64Array
  readonly budget: number
}

/** @throws {RangeError} when a cost is negative or not a number, or a price not above 0 */
export function toChoice({ pairs, costOf, without, prices, budget }: ChoiceParts): Choice {
  if (prices.some((price) => !(price > 0))) throw new RangeError('a price must be above 0')
  const offsets = new Uint32Array(without.length + 1)
  const order = new Uint32Array(pairs.minutes.length)
  const paid = new Float64Array(pairs.minutes.length)
  let count = 0
  for (let c = 0; c < without.length; c++) {
    const from = count
    for (let p = pairs.offsets[c] as number; p < (pairs.offsets[c + 1] as number); p++) {
      const cost = costOf(c, pairs.minutes[p] as number)
      if (!(cost >= 0)) throw new RangeError(`a cost cannot be ${cost}`)
      paid[p] = cost
      if (cost < (without[c] as number)) order[count++] = p
    }
    order.subarray(from, count).sort((a, b) => (paid[a] as number) - (paid[b] as number) || a - b)
    offsets[c + 1] = count
  }
  const kept = order.subarray(0, count)
  return {
    offsets,
    sites: Uint32Array.from(kept, (p) => pairs.facilities[p] as number),
    costs: Float64Array.from(kept, (p) => paid[p] as number),
    without,
    prices,
    budget,
  }
}

/** What all clients pay when these sites are open. @param open 1 for each site that is */
export function payAll({ offsets, sites, costs, without }: Choice, open: Uint8Array): number {
  let total = 0
  for (let c = 0; c < without.length; c++) {
    let pays = without[c] as number
    for (let p = offsets[c] as number, end = offsets[c + 1] as number; p < end; p++)
      if (open[sites[p] as number] === 1) {
        pays = costs[p] as number
        break
      }
    total += pays
  }
  return total
}

/** Every cost is a whole number, so that a bound may be rounded up. */
export function isWhole({ costs, without }: Choice): boolean {
  return costs.every(Number.isInteger) && without.every(Number.isInteger)
}

export const isUniform = ({ prices }: Choice): boolean => prices.every((price) => price === prices[0])

/** What the open sites cost. */
export function priceOf({ prices }: Choice, open: Uint8Array): number {
  let sum = 0
  for (let j = 0; j < open.length; j++) if (open[j] === 1) sum += prices[j] as number
  return sum
}
