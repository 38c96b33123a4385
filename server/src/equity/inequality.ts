import { gini, lorenzCurve, orderBy } from './concentration.ts'
import { generalisedEntropy } from './entropy.ts'
import { meanOf, requireSpread, type Spread, totalOf } from './spread.ts'

/**
 * Atkinson: the share of the whole that could be given up for equality without anybody caring, by how much the worst-off count.
 *
 * @param aversion above 0; 2 looks mostly at the worst-off
 * @returns from 0 to 1; 1 for an aversion from 1 up where somebody has nothing
 * @throws {RangeError} when the aversion is not above 0, a value or a population negative or not finite
 * @see Atkinson (1970), Journal of Economic Theory 2(3)
 */
export function atkinson(spread: Spread, aversion: number): number {
  if (!(aversion > 0)) throw new RangeError(`an aversion to inequality cannot be ${aversion}`)
  requireSpread(spread)
  const mean = meanOf(spread)
  if (aversion === 1) return 1 - Math.exp(average(spread, (value) => Math.log(value / mean)))
  return 1 - average(spread, (value) => (value / mean) ** (1 - aversion)) ** (1 / (1 - aversion))
}

/**
 * Hoover: the share of the whole that would have to change hands for equality (Schutz, Pietra, Robin Hood).
 *
 * @see Hoover (1936), Review of Economics and Statistics 18(4)
 */
export function hoover(spread: Spread): number {
  requireSpread(spread)
  const mean = meanOf(spread)
  return average(spread, (value) => Math.abs(value - mean)) / (2 * mean)
}

/** Standard deviation by mean, of the people as they are (by n, not n − 1). */
export const coefficientOfVariation = (spread: Spread): number => Math.sqrt(2 * generalisedEntropy(spread, 2))

/**
 * Kolm: what equality would be worth, in units of the value, which the same more for everybody leaves as it is.
 *
 * @see Kolm (1976), Journal of Economic Theory 12(3)
 */
export function kolm(spread: Spread, aversion: number): number {
  requireSpread(spread)
  const mean = meanOf(spread)
  return Math.log(average(spread, (value) => Math.exp(aversion * (mean - value)))) / aversion
}

/** Herfindahl: the sum of the squared shares of the whole, from 1 ÷ n to 1. */
export function herfindahl(spread: Spread): number {
  requireSpread(spread)
  const { total } = totalOf(spread)
  let sum = 0
  spread.values.forEach((value, i) => {
    sum += (((spread.people[i] as number) * value) / total) ** 2
  })
  return sum
}

/**
 * Wolfson: how far the middle has emptied, (2 (½ − L(½)) − G) × mean ÷ median. It is PySAL's; some print twice this.
 *
 * @see Wolfson (1994), American Economic Review 84(2)
 */
export function wolfson(spread: Spread): number {
  const lower = shareOfLowerHalf(spread)
  return ((2 * (0.5 - lower) - gini(spread)) * meanOf(spread)) / medianOf(spread)
}

/**
 * Foster–Greer–Thorbecke: 0 for the share of people below the line, 1 for how far they are below, 2 for that squared.
 *
 * @param line of access, above 0; exactly on it is not below
 * @see Foster, Greer & Thorbecke (1984), Econometrica 52(3)
 */
export function fgt(spread: Spread, line: number, alpha: number): number {
  if (!(line > 0)) throw new RangeError(`a line cannot be ${line}`)
  requireSpread(spread)
  return average(spread, (value) => (value < line ? ((line - value) / line) ** alpha : 0))
}

function average({ values, people }: Spread, of: (value: number) => number): number {
  let sum = 0
  let residents = 0
  for (let i = 0; i < values.length; i++) {
    const here = people[i] as number
    if (here === 0) continue
    sum += here * of(values[i] as number)
    residents += here
  }
  return sum / residents
}

function shareOfLowerHalf(spread: Spread): number {
  const curve = lorenzCurve(spread)
  const after = curve.findIndex(([people]) => people >= 0.5)
  const [[x0, y0], [x1, y1]] = [curve[after - 1] ?? [0, 0], curve[after] ?? [1, 1]]
  return x1 === x0 ? y1 : y0 + ((0.5 - x0) / (x1 - x0)) * (y1 - y0)
}

/** The value of the middle person; between two middle ones, halfway. */
function medianOf({ values, people }: Spread): number {
  const order = orderBy(values).filter((k) => (people[k] as number) > 0)
  const half = order.reduce((sum, k) => sum + (people[k] as number), 0) / 2
  let before = 0
  const at = order.findIndex((k) => {
    before += people[k] as number
    return before >= half
  })
  const middle = values[order[at] as number] as number
  const next = order[at + 1]
  return before === half && next !== undefined ? (middle + (values[next] as number)) / 2 : middle
}
