import type { Forecast } from '#contract'
import { type Departures, eachPair } from './departures.ts'
import { day, week } from './local-time.ts'
import { learn } from './model.ts'
import type { Series } from './series.ts'

type Score = Extract<Forecast, { ok: true }>['error']

const heldBack = 7

/**
 * The error over the newest seven days, of a model that learned from the time before them alone. Forecasts are made from each
 * reading (one an hour at most) for every reading of the 24 hours after it, and compared with the one of the same time last week.
 *
 * @param quantiles the two ends of the interval
 * @returns undefined when there is nothing to compare with
 */
export function score(
  series: Series,
  departures: Departures,
  capacity: number,
  [low, high]: readonly [number, number],
): Score | undefined {
  const start = series.end - heldBack * day
  const model = learn(departures, start, capacity)
  const readings = new Set<number>()
  let pairs = 0
  let ours = 0
  let seasonalNaive = 0
  let covered = 0
  eachPair(departures, Math.max(0, start - day), series.end, day, (origin, target) => {
    const lastWeek = series.filled[target - week]
    if (target < start || lastWeek === undefined || Number.isNaN(lastWeek)) return
    const actual = series.read[target] as number
    const free = model.predict(origin, target)
    const ahead = target - origin
    readings.add(target)
    pairs++
    ours += Math.abs(actual - free)
    seasonalNaive += Math.abs(actual - lastWeek)
    const isCovered = actual >= free + model.errorAt(low, ahead) && actual <= free + model.errorAt(high, ahead)
    if (isCovered) covered++
  })
  if (pairs === 0) return undefined
  return {
    ours: ours / pairs,
    seasonalNaive: seasonalNaive / pairs,
    covered: covered / pairs,
    readings: readings.size,
    days: heldBack,
  }
}
