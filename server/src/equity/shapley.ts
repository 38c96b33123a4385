/**
 * What each of some factors contributes to the difference that all of them make together, in whatever order they come: the mean
 * over all orders of what it adds when it joins those before it. The contributions add up to the difference.
 *
 * @param worth of a set of factors, as bits: bit 0 for the first
 * @param factors at most 20
 * @see Shapley (1953), Contributions to the Theory of Games II; for decompositions Shorrocks (2013), Journal of Economic Inequality 11(1)
 */
export function shapley(factors: number, worth: (set: number) => number): number[] {
  if (!(factors >= 0 && factors <= 20)) throw new RangeError(`the orders of ${factors} factors are too many`)
  const worths = Float64Array.from({ length: 2 ** factors }, (_, set) => worth(set))
  // The share of orders in which just so many factors, and just these, come before one.
  const weights = Array.from({ length: factors }, (_, before) => 1 / (factors * choose(factors - 1, before)))
  return Array.from({ length: factors }, (_, factor) => {
    const bit = 1 << factor
    return worths.reduce((sum, without, set) => {
      if ((set & bit) !== 0) return sum
      return sum + (weights[sizeOf(set)] as number) * ((worths[set | bit] as number) - without)
    }, 0)
  })
}

function choose(from: number, some: number): number {
  let ways = 1
  for (let k = 1; k <= some; k++) ways = (ways * (from - some + k)) / k
  return ways
}

function sizeOf(set: number): number {
  let size = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) size++
  return size
}
