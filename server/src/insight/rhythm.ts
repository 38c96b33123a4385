import { week } from './local-time.ts'

/** What a week ago counts, compared with now: half after two weeks. */
const weightOfWeek = Math.SQRT1_2

/**
 * The usual value of each quarter of an hour of the week: the mean of the same quarter in all weeks before, the recent ones
 * counting more (exponential smoothing of the seasonal pattern).
 *
 * @returns `NaN` where earlier weeks weigh less than last week alone would: what was seen once, long ago, is no rhythm
 * @see Hyndman & Athanasopoulos (2021), Forecasting: principles and practice, §8.3
 */
export function findRhythm(values: Float64Array): Float64Array {
  const weights = new Float64Array(values.length)
  const sums = new Float64Array(values.length)
  const usual = new Float64Array(values.length).fill(Number.NaN)
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i - week] ?? 0
    const sum = sums[i - week] ?? 0
    if (weight >= 1) usual[i] = sum / weight
    const value = values[i] as number
    const isKnown = !Number.isNaN(value)
    weights[i] = weight * weightOfWeek + (isKnown ? 1 : 0)
    sums[i] = sum * weightOfWeek + (isKnown ? value : 0)
  }
  return usual
}
