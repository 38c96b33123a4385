import type { Estimate } from '#contract'
import { chanceOfAtMost, quantileOfT } from './distribution.ts'

/** Of the standard normal distribution: 95 % lie within so many standard deviations. */
const z = 1.959963984540054

/** A figure of which the logarithm is known with a standard error: what ratios are made of. */
export type LogEstimate = { readonly log: number; readonly error: number; readonly degrees: number }

/** How many out of how many, and by which variance at most the first number is blurred besides. */
export type Share = { readonly having: number; readonly of: number; readonly slack: number }

/** Mean with Student's interval; undefined for fewer than two values. */
export function estimateMean(values: Float64Array): Estimate | undefined {
  if (values.length < 2) return undefined
  const { mean, variance } = momentsOf(values)
  const off = quantileOfT(0.975, values.length - 1) * Math.sqrt(variance / values.length)
  return { value: mean, low: mean - off, high: mean + off }
}

/** Median with the interval between two of the values that holds it with 95 % at least. @param sorted ascending, six or more */
export function estimateMedian(sorted: Float64Array): Estimate | undefined {
  const count = sorted.length
  if (count < 6) return undefined
  let rank = Math.floor((count + 1) / 2 - (z * Math.sqrt(count)) / 2)
  while (rank > 1 && chanceOfAtMost(rank - 1, count, 0.5) > 0.025) rank--
  rank = Math.max(1, rank)
  return { value: medianOf(sorted), low: sorted[rank - 1] as number, high: sorted[count - rank] as number }
}

/** Wilson's interval, for as many cases as the blur leaves of them. @see Wilson (1927), JASA 22(158) */
export function estimateShare(share: Share): Estimate | undefined {
  if (share.of === 0) return undefined
  const value = clampShare(share.having / share.of)
  const cases = effectiveCases(share)
  const middle = (value + (z * z) / (2 * cases)) / (1 + (z * z) / cases)
  const off = (z * Math.sqrt((value * (1 - value)) / cases + (z * z) / (4 * cases * cases))) / (1 + (z * z) / cases)
  return { value, low: Math.max(0, middle - off), high: Math.min(1, middle + off) }
}

/** One mean, ready to be set against another; undefined where it is not above 0. @see Casella & Berger (2002), §5.5.4: delta method */
export function logOfMean(values: Float64Array): LogEstimate | undefined {
  if (values.length < 2) return undefined
  const { mean, variance } = momentsOf(values)
  if (!(mean > 0)) return undefined
  return { log: Math.log(mean), error: Math.sqrt(variance / values.length) / mean, degrees: values.length - 1 }
}

/**
 * One median, ready to be set against another, whatever the distribution; undefined where the lower of the values about it is 0.
 *
 * @param sorted ascending
 * @see Price & Bonett (2002), Journal of Statistical Computation and Simulation 72(2), eq. 4-6
 */
export function logOfMedian(sorted: Float64Array): LogEstimate | undefined {
  const count = sorted.length
  if (count < 6) return undefined
  const rank = Math.max(1, Math.round((count + 1) / 2 - Math.sqrt(count)))
  const [low, high] = [sorted[rank - 1] as number, sorted[count - rank] as number]
  const middle = medianOf(sorted)
  if (!(low > 0 && middle > 0)) return undefined
  const chance = 2 * chanceOfAtMost(rank - 1, count, 0.5)
  const width = 2 * quantileOfT(1 - chance / 2, 1e7)
  return { log: Math.log(middle), error: Math.log(high / low) / width, degrees: degreesOfSpacing(count + 1 - 2 * rank, count) }
}

/**
 * How well an error is known that was read off the distance between two values with so many gaps between them: such a distance varies
 * like a beta variable, its square like a variance of so many degrees of freedom.
 *
 * @see Pyke (1965), Journal of the Royal Statistical Society B 27(3), §2, for the distribution of spacings
 */
const degreesOfSpacing = (gaps: number, count: number): number => (gaps * (count + 2)) / (2 * (count + 1 - gaps))

/** One share, ready to be set against another: half a case more of either kind keeps 0 and 1 finite. @see Gart & Nam (1988), Biometrics 44(2) */
export function logOfShare(share: Share): LogEstimate | undefined {
  if (share.of === 0) return undefined
  const cases = effectiveCases(share)
  const having = clampShare(share.having / share.of) * cases + 0.5
  const variance = Math.max(0, 1 / having - 1 / (cases + 1))
  return { log: Math.log(having / (cases + 1)), error: Math.sqrt(variance), degrees: Number.POSITIVE_INFINITY }
}

/** One by the other. @see Welch (1947), Biometrika 34(1-2), for the degrees of freedom of two errors together */
export function divide(one: LogEstimate | undefined, other: LogEstimate | undefined): LogEstimate | undefined {
  if (one === undefined || other === undefined) return undefined
  const parts = [one, other].map(({ error, degrees }) => ({ variance: error * error, degrees }))
  const variance = parts.reduce((sum, part) => sum + part.variance, 0)
  const degrees = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0)
  return { log: one.log - other.log, error: Math.sqrt(variance), degrees: Number.isNaN(degrees) ? 1e7 : degrees }
}

export function toEstimate(ratio: LogEstimate | undefined): Estimate | undefined {
  if (ratio === undefined) return undefined
  const off = quantileOfT(0.975, Math.min(ratio.degrees, 1e7)) * ratio.error
  return { value: Math.exp(ratio.log), low: Math.exp(ratio.log - off), high: Math.exp(ratio.log + off) }
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, variance: squares / (values.length - 1) }
}

function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}

const clampShare = (share: number) => Math.min(1, Math.max(0, share))

/** As many cases without any blur would say as much of the share. */
function effectiveCases({ having, of, slack }: Share): number {
  const likely = (Math.min(of, Math.max(0, having)) + 2) / (of + 4)
  const variance = likely * (1 - likely)
  return variance / (variance / of + slack / (of * of))
}
