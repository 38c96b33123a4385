import { day } from './local-time.ts'
import { findRhythm } from './rhythm.ts'
import type { Series } from './series.ts'

/** Everything measured against the rhythm: what is above zero is more free spaces than usual. */
export type Departures = {
  readonly usual: Float64Array
  readonly read: Float64Array
  readonly filled: Float64Array
  /** Mean of the departures read in the 24 hours up to and including a quarter. */
  readonly lastDay: Float64Array
}

export function findDepartures({ read, filled }: Series): Departures {
  const usual = findRhythm(filled)
  const departed = (values: Float64Array) => values.map((value, i) => value - (usual[i] as number))
  return { usual, read: departed(read), filled: departed(filled), lastDay: rollingMean(departed(read), day) }
}

/** Origins are an hour apart: forecasts made a quarter after each other tell little more. */
const leastApart = 4

/** Every origin with a reading (one an hour at most) and every reading after it, up to `furthest` quarters ahead. */
export function eachPair(
  { read }: Departures,
  from: number,
  until: number,
  furthest: number,
  visit: (origin: number, target: number) => void,
): void {
  let origin = Number.NEGATIVE_INFINITY
  for (let i = from; i < until; i++) {
    if (Number.isNaN(read[i]) || i - origin < leastApart) continue
    origin = i
    for (let target = i + 1; target <= i + furthest && target < until; target++)
      if (!Number.isNaN(read[target])) visit(origin, target)
  }
}

function rollingMean(values: Float64Array, length: number): Float64Array {
  let sum = 0
  let count = 0
  const add = (value: number | undefined, sign: 1 | -1) => {
    if (value === undefined || Number.isNaN(value)) return
    sum += sign * value
    count += sign
  }
  return values.map((value, i) => {
    add(value, 1)
    add(values[i - length], -1)
    return count === 0 ? Number.NaN : sum / count
  })
}
