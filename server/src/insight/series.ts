import { day, quarterHour } from './local-time.ts'

export type Reading = { readonly at: Date; readonly free: number }

/** Free spaces by quarter of an hour of local time; an index is a distance from `first`, `NaN` is not known. */
export type Series = {
  readonly first: number
  /** Where the known part ends; what follows is room for the longest silence and a day of forecasts. */
  readonly end: number
  /** The newest reading closest to this quarter: what is known at the time itself. */
  readonly read: Float64Array
  /** The same, with straight lines between readings that are not far apart. */
  readonly filled: Float64Array
}

/** Readings further apart are not joined: what was between them is not known. */
export const longestGap = 90 * 60_000

/** How many quarters after its own a filled value may have been drawn from. */
export const drawnFrom = longestGap / quarterHour

/** @param readings oldest first, at least one */
export function toSeries(readings: readonly Reading[], quarterOf: (epochMilliseconds: number) => number): Series {
  const nearest = (at: number) => quarterOf(at + quarterHour / 2)
  const first = nearest((readings[0] as Reading).at.getTime())
  const end = nearest((readings.at(-1) as Reading).at.getTime()) + 1 - first
  const read = new Float64Array(end + 5 * day).fill(Number.NaN)
  const filled = read.slice()
  readings.forEach((reading, i) => {
    for (const [at, free] of between(readings[i - 1], reading)) filled[quarterOf(at) - first] = free
    read[nearest(reading.at.getTime()) - first] = reading.free
  })
  read.forEach((free, i) => {
    if (Number.isNaN(filled[i])) filled[i] = free
  })
  return { first, end, read, filled }
}

/** A straight line between two readings, at every quarter from the first to the second. */
function* between(from: Reading | undefined, to: Reading): Generator<readonly [at: number, free: number]> {
  if (from === undefined) return
  const [start, end] = [from.at.getTime(), to.at.getTime()]
  if (end - start > longestGap || end === start) return
  for (let at = Math.ceil(start / quarterHour) * quarterHour; at <= end; at += quarterHour)
    yield [at, from.free + ((to.free - from.free) * (at - start)) / (end - start)]
}
