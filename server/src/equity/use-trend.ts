import type { UseWarning } from '#contract'
import { chanceAbove, quantileOfT } from './distribution.ts'
import type { LogEstimate } from './estimate.ts'

/** A gap by month: the logarithm of rural ÷ urban, missing where a month cannot tell it. */
export type GapByMonth = {
  readonly figure: UseWarning['figure']
  readonly months: readonly { readonly month: string; readonly ratio?: LogEstimate }[]
}

/** Fewer months say nothing of a trend. */
const leastMonths = 6
/** Chance of any false warning in a year, over all services and figures and twelve looks. */
const falseAlarmsPerYear = 0.05

type Trend = UseWarning & { readonly at: number }

/**
 * Which of several gaps grow, so that in 95 of 100 years without any growth there is no warning at all.
 *
 * A line through the logarithms, each weighted by its error (more where they scatter more than their errors say), one-sided;
 * the chance for one look is a twelfth of the year's, shared among the gaps.
 *
 * @returns for each gap its warning, or undefined
 * @see Holm (1979), Scandinavian Journal of Statistics 6(2); for the scatter Birge (1932), Physical Review 40(2)
 */
export function warnOfGrowth(gaps: readonly GapByMonth[]): (UseWarning | undefined)[] {
  const trends = gaps.map(trendOf).map((trend, at) => trend && { ...trend, at })
  const told = trends.filter((trend) => trend !== undefined).sort((a, b) => a.chance - b.chance)
  const warned = new Set<number>()
  for (const [place, { chance, at }] of told.entries()) {
    if (chance > falseAlarmsPerYear / 12 / (told.length - place)) break
    warned.add(at)
  }
  return trends.map((trend) => {
    if (trend === undefined || !warned.has(trend.at)) return undefined
    const { at: _, ...warning } = trend satisfies Trend
    return warning
  })
}

function trendOf({ figure, months }: GapByMonth): UseWarning | undefined {
  const points = months.flatMap(({ ratio }, x) => (ratio === undefined ? [] : [{ x, y: ratio.log, weight: weightOf(ratio) }]))
  const [first] = points
  if (first === undefined || points.length < leastMonths) return undefined
  const total = points.reduce((sum, { weight }) => sum + weight, 0)
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + point.weight * of(point), 0) / total
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)]
  const spread = mean(({ x }) => (x - x0) ** 2) * total
  const slope = (mean(({ x, y }) => (x - x0) * (y - y0)) * total) / spread
  const degrees = points.length - 2
  const scatter = (mean(({ x, y }) => (y - y0 - slope * (x - x0)) ** 2) * total) / degrees
  const error = Math.sqrt(Math.max(1, scatter) / spread)
  const grows = figure === 'waiting' ? slope : -slope
  const off = quantileOfT(0.975, degrees) * error
  return {
    figure,
    growth: { value: Math.exp(grows), low: Math.exp(grows - off), high: Math.exp(grows + off) },
    since: months[first.x]?.month ?? '',
    chance: chanceAbove(grows / error, degrees),
  }
}

const weightOf = ({ error }: LogEstimate) => 1 / Math.max(error, 1e-6) ** 2
