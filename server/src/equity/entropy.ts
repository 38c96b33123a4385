import { meanOf, only, requireSpread, type Spread, totalOf } from './spread.ts'

/**
 * Generalised entropy: GE(1) is Theil T, GE(0) Theil L (mean log deviation), GE(2) half the squared coefficient of variation.
 *
 * @param alpha the higher, the more the differences at the top count
 * @returns 0 for equality; `Infinity` for an alpha of 0 or less where somebody has nothing, NaN where nobody has anything
 * @throws {RangeError} when a value or a population is negative or not finite
 * @see Shorrocks (1980), Econometrica 48(3), eq. 19
 */
export function generalisedEntropy(spread: Spread, alpha: number): number {
  requireSpread(spread)
  const { values, people } = spread
  const { residents, total } = totalOf(spread)
  const mean = total / residents
  let sum = 0
  for (let i = 0; i < values.length; i++)
    if ((people[i] as number) > 0) sum += (people[i] as number) * difference((values[i] as number) / mean, alpha)
  return sum / residents
}

/** Theil T, which the region's largest values move most. @see Theil (1967), Economics and Information Theory, ch. 4 */
export const theilT = (spread: Spread): number => generalisedEntropy(spread, 1)

/** Theil L, or mean log deviation, which its smallest move most: `Infinity` where somebody has nothing. */
export const theilL = (spread: Spread): number => generalisedEntropy(spread, 0)

export type Decomposition = {
  readonly total: number
  readonly between: number
  readonly within: number
  /** What each group adds to either; the parts of `between` may be negative. */
  readonly groups: readonly { readonly between: number; readonly within: number; readonly own: number }[]
}

/**
 * How much of the inequality lies between groups, and how much within them: total = between + within.
 *
 * A group is weighted by its share of the whole (T), or by its share of the people (L).
 *
 * @param groups the group of each value, 0 up to `count`
 * @see Shorrocks (1980), Econometrica 48(3), eq. 28-31
 */
export function decomposeTheil(spread: Spread, groups: ArrayLike<number>, count: number, index: 'T' | 'L'): Decomposition {
  const alpha = index === 'T' ? 1 : 0
  const { residents, total } = totalOf(spread)
  const mean = total / residents
  const parts = Array.from({ length: count }, (_, group) => {
    const part = only(spread, groups, group)
    const whole = totalOf(part)
    if (whole.residents === 0) return { between: 0, within: 0, own: 0 }
    const share = index === 'T' ? whole.total / total : whole.residents / residents
    const own = whole.total === 0 && index === 'T' ? 0 : generalisedEntropy(part, alpha)
    const relative = meanOf(part) / mean
    const between = share === 0 ? 0 : share * (index === 'T' ? Math.log(relative) : -Math.log(relative))
    return { between, within: share === 0 ? 0 : share * own, own }
  })
  const sum = (field: 'between' | 'within') => parts.reduce((all, part) => all + part[field], 0)
  return { total: generalisedEntropy(spread, alpha), between: sum('between'), within: sum('within'), groups: parts }
}

function difference(share: number, alpha: number): number {
  if (alpha === 1) return share === 0 ? 0 : share * Math.log(share)
  if (alpha === 0) return -Math.log(share)
  return (share ** alpha - 1) / (alpha * (alpha - 1))
}
