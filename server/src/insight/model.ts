import { addSample, type Moments, noMoments, solve } from './least-squares.ts'
import { day, week } from './local-time.ts'
import { findRhythm } from './rhythm.ts'
import { drawnFrom, type Series } from './series.ts'

/** Forecasts of one site; all indices are those of its series. */
export type Model = {
  /** `NaN` where the rhythm says nothing about the target. */
  predict(origin: number, target: number): number
  /** The error that is exceeded with this probability, by how far ahead the target is. */
  errorAt(quantile: number, ahead: number): number
}

/** Everything measured against the rhythm: what is above zero is more free spaces than usual. */
export type Departures = {
  readonly usual: Float64Array
  readonly read: Float64Array
  readonly filled: Float64Array
  /** Mean of the departures read in the 24 hours up to and including a quarter. */
  readonly lastDay: Float64Array
}

const signalCount = 4
const ridge = 0.1
const hour = 4
/** Two nights and a day: the furthest that is learned, counted from the newest reading. */
const hoursAhead = 40

export function findDepartures({ read, filled }: Series): Departures {
  const usual = findRhythm(filled)
  const departed = (values: Float64Array) => values.map((value, i) => value - (usual[i] as number))
  return { usual, read: departed(read), filled: departed(filled), lastDay: rollingMean(departed(read), day) }
}

/**
 * Learns, for each hour ahead, how much of four departures lives on: the newest one, the mean of the last day, the last one at
 * the target's time of day, and last week's at the target's time. From readings before `until` alone.
 *
 * @param capacity forecasts stay from 0 to this
 */
export function learn(departures: Departures, until: number, capacity: number): Model {
  const moments = Array.from({ length: hoursAhead }, () => noMoments(signalCount))
  const signals = new Float64Array(signalCount)
  eachPair(departures, 0, until, hoursAhead * hour, (origin, target) => {
    readSignals(departures, origin, target, signals)
    const sums = moments[hourOf(target - origin)] as Moments
    addSample(sums, signals, departures.read[target] as number)
    sums.count++
  })
  const weights = moments.map((sums) => (sums.count === 0 ? undefined : solve(sums, ridge)))
  const predict: Model['predict'] = (origin, target) => {
    readSignals(departures, origin, target, signals)
    const shares = nearestKnown(weights, hourOf(target - origin)) ?? signals.map(() => 0)
    const departure = shares.reduce((sum, share, i) => sum + share * (signals[i] as number), 0)
    return Math.min(capacity, Math.max(0, (departures.usual[target] as number) + departure))
  }
  return { predict, errorAt: findErrors(departures, until, predict) }
}

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
    if (Number.isNaN(read[i]) || i - origin < hour) continue
    origin = i
    for (let target = i + 1; target <= i + furthest && target < until; target++)
      if (!Number.isNaN(read[target])) visit(origin, target)
  }
}

function readSignals({ read, filled, lastDay }: Departures, origin: number, target: number, signals: Float64Array): void {
  const days = Math.max(1, Math.ceil((target - origin + drawnFrom) / day))
  signals[0] = orZero(read[origin])
  signals[1] = orZero(lastDay[origin])
  signals[2] = orZero(filled[target - days * day])
  signals[3] = orZero(filled[target - week])
}

function findErrors(departures: Departures, until: number, predict: Model['predict']): Model['errorAt'] {
  const errors = Array.from({ length: hoursAhead }, (): number[] => [])
  eachPair(departures, 0, until, hoursAhead * hour, (origin, target) => {
    const actual = (departures.read[target] as number) + (departures.usual[target] as number)
    errors[hourOf(target - origin)]?.push(actual - predict(origin, target))
  })
  const sorted = errors.map((some) => (some.length === 0 ? undefined : Float64Array.from(some).sort()))
  return (quantile, ahead) => {
    const known = nearestKnown(sorted, hourOf(ahead))
    return known === undefined ? 0 : (known[Math.min(known.length - 1, Math.floor(quantile * known.length))] as number)
  }
}

const hourOf = (quartersAhead: number) => Math.min(hoursAhead - 1, Math.floor((quartersAhead - 1) / hour))

const orZero = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? 0 : value)

function nearestKnown<Value>(values: readonly (Value | undefined)[], at: number): Value | undefined {
  for (let distance = 0; distance < values.length; distance++) {
    const found = values[at - distance] ?? values[at + distance]
    if (found !== undefined) return found
  }
  return undefined
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
