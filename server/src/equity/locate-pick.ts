export type Picked = {
  readonly total: number
  /** The savings per price of the last site chosen, and of the first that is not; 0 where the budget is not used up. */
  readonly lastRatio: number
  readonly nextRatio: number
}

/**
 * The sites that save most within the budget: those that save most for their price, the last of them in part where prices differ.
 *
 * @param savings 0 or below; what does not save is never chosen
 * @param chosen becomes how much of each site is
 */
export function pick(savings: Float64Array, prices: Float64Array, budget: number, chosen: Float64Array): Picked {
  const isUniform = prices.every((price) => price === prices[0])
  const ratio = (j: number) => (savings[j] as number) / (prices[j] as number)
  const order = Uint32Array.from(savings.keys()).filter((j) => (savings[j] as number) < 0)
  order.sort((a, b) => ratio(a) - ratio(b))
  chosen.fill(0)
  let [total, left, at] = [0, budget, 0]
  for (; at < order.length && left > 0; at++) {
    const j = order[at] as number
    const part = Math.min(1, left / (prices[j] as number))
    if (part < 1 && isUniform) break
    chosen[j] = part
    total += part * (savings[j] as number)
    left -= part * (prices[j] as number)
  }
  const [last, next] = [order[at - 1], order[at]]
  // A site in part is neither chosen nor not: both stand at its ratio.
  if (last !== undefined && (chosen[last] as number) < 1) return { total, lastRatio: ratio(last), nextRatio: ratio(last) }
  if (next === undefined || (left > 1e-9 && !isUniform)) return { total, lastRatio: 0, nextRatio: 0 }
  return { total, lastRatio: last === undefined ? 0 : ratio(last), nextRatio: ratio(next) }
}
