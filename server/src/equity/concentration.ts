import { requireSpread, type Spread, totalOf } from './spread.ts'

/** A point of a Lorenz or concentration curve: this share of the people has this share of the whole. */
export type CurvePoint = readonly [people: number, whole: number]

/**
 * Gini: half the mean difference between any two people, by their mean. 0 is equality.
 *
 * It is that of the people as they are; ineq's `corr = TRUE`, n ÷ (n − 1) times this, corrects for a small sample.
 *
 * @returns NaN where nobody has anything
 * @throws {RangeError} when a value or a population is negative or not finite
 * @see Gini (1912); weighted as Lerman & Yitzhaki (1989), Journal of Econometrics 42(1), eq. 2-4
 */
export function gini(spread: Spread): number {
  return concentrationIndex(spread, spread.values)
}

/**
 * Concentration index: above 0 where those of a high rank have more, below where they have less. Equal ranks share their place.
 *
 * @param ranks income, remoteness or whatever people are ordered by, ascending; one per value
 * @returns from −1 to 1; NaN where nobody has anything
 * @see Kakwani, Wagstaff & van Doorslaer (1997), Journal of Econometrics 77(1), eq. 7, with weights
 */
export function concentrationIndex(spread: Spread, ranks: Float64Array): number {
  requireSpread(spread)
  const { values, people } = spread
  const order = orderBy(ranks)
  const { residents, total } = totalOf(spread)
  let before = 0
  let sum = 0
  for (let i = 0; i < order.length; ) {
    const rank = ranks[order[i] as number]
    let here = 0
    let had = 0
    for (; i < order.length && ranks[order[i] as number] === rank; i++) {
      const k = order[i] as number
      here += people[k] as number
      had += (people[k] as number) * (values[k] as number)
    }
    sum += had * (before + here / 2)
    before += here
  }
  return (2 * sum) / (residents * total) - 1
}

/** The index in units of the value. @see Wagstaff, Paci & van Doorslaer (1991), Social Science & Medicine 33(5) */
export const generalisedConcentration = (index: number, mean: number): number => index * mean

/** For shares, which cannot be as unequal the higher they are. @see Wagstaff (2005), Health Economics 14(4) */
export const wagstaffIndex = (index: number, mean: number): number => index / (1 - mean)

/** For shares, the same for who has as for who has not. @see Erreygers (2009), Journal of Health Economics 28(2), for bounds 0 and 1 */
export const erreygersIndex = (index: number, mean: number): number => 4 * mean * index

/** Lorenz curve: the shares of the whole that the poorest have, from (0, 0) to (1, 1). */
export function lorenzCurve(spread: Spread): CurvePoint[] {
  return concentrationCurve(spread, spread.values)
}

/** Concentration curve: the same with people in the order of their ranks. One point per rank, after a first of (0, 0). */
export function concentrationCurve(spread: Spread, ranks: Float64Array): CurvePoint[] {
  requireSpread(spread)
  const { values, people } = spread
  const { residents, total } = totalOf(spread)
  const order = orderBy(ranks)
  const points: CurvePoint[] = [[0, 0]]
  let before = 0
  let had = 0
  order.forEach((k, i) => {
    before += people[k] as number
    had += (people[k] as number) * (values[k] as number)
    const next = order[i + 1]
    if (next === undefined || ranks[next] !== ranks[k]) points.push([before / residents, had / total])
  })
  return points
}

/** The mean of the highest tenth against that of the lowest two fifths; who stands on a border counts in part on either side. */
export function palma(spread: Spread, ranks: Float64Array = spread.values): number {
  requireSpread(spread)
  const { residents } = totalOf(spread)
  const order = orderBy(ranks)
  const low = meanOfFirst(spread, order, residents * 0.4)
  return low === 0 ? Number.NaN : meanOfFirst(spread, order.reverse(), residents * 0.1) / low
}

/** A curve read at every tenth of the people, between its points in a straight line: eleven shares of the whole. */
export function readTenths(curve: readonly CurvePoint[]): number[] {
  return Array.from({ length: 11 }, (_, tenth) => {
    const x = tenth / 10
    const after = curve.findIndex(([people]) => people >= x)
    const [x1, y1] = curve[after] ?? [1, 1]
    const [x0, y0] = curve[after - 1] ?? [x1, y1]
    return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)
  })
}

function meanOfFirst({ values, people }: Spread, order: Uint32Array, residents: number): number {
  let left = residents
  let had = 0
  for (const k of order) {
    const here = Math.min(left, people[k] as number)
    had += here * (values[k] as number)
    left -= here
    if (left <= 0) break
  }
  return had / residents
}

export function orderBy(keys: Float64Array): Uint32Array {
  const order = Uint32Array.from(keys.keys())
  return order.sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b)
}
