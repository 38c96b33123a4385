import { type Departures, eachPair } from './departures.ts'
import { addSample, type Moments, noMoments, solve } from './least-squares.ts'
import { day, week } from './local-time.ts'
import { drawnFrom } from './series.ts'

/** Free spaces expected at a target as seen from an origin; `NaN` where the rhythm says nothing about the target. */
export type Predict = (origin: number, target: number) => number

const signalCount = 4
const ridge = 0.1
const hour = 4
/** Two nights and a day: the furthest that is learned, counted from the newest reading. */
export const hoursAhead = 40

/**
 * Learns, for each hour ahead, how much of four departures lives on: the newest one, the mean of the last day, the last one at
 * the target's time of day, and last week's at the target's time.
 *
 * @param until nothing from here on is looked at
 * @param isUsed whether to learn from a target
 * @param capacity what is expected stays from 0 to this
 */
export function learnShares(
  departures: Departures,
  until: number,
  capacity: number,
  isUsed: (target: number) => boolean = () => true,
): Predict {
  const moments = Array.from({ length: hoursAhead }, () => noMoments(signalCount))
  const signals = new Float64Array(signalCount)
  eachPair(departures, 0, until, hoursAhead * hour, (origin, target) => {
    if (!isUsed(target)) return
    readSignals(departures, origin, target, signals)
    addSample(moments[hourOf(target - origin)] as Moments, signals, departures.read[target] as number)
  })
  const shares = moments.map((sums) => (sums.count === 0 ? undefined : solve(sums, ridge)))
  const none = new Float64Array(signalCount)
  return (origin, target) => {
    readSignals(departures, origin, target, signals)
    const weights = nearestKnown(shares, hourOf(target - origin)) ?? none
    const departure = weights.reduce((sum, weight, i) => sum + weight * (signals[i] as number), 0)
    return Math.min(capacity, Math.max(0, (departures.usual[target] as number) + departure))
  }
}

/** The place, in a list by the hour, of a target so many quarters ahead. */
export const hourOf = (quartersAhead: number) => Math.min(hoursAhead - 1, Math.floor((quartersAhead - 1) / hour))

/** The value for this hour ahead or, where nothing was learned about it, for the nearest one. */
export function nearestKnown<Value>(values: readonly (Value | undefined)[], at: number): Value | undefined {
  for (let distance = 0; distance < values.length; distance++) {
    const found = values[at - distance] ?? values[at + distance]
    if (found !== undefined) return found
  }
  return undefined
}

function readSignals({ read, filled, lastDay }: Departures, origin: number, target: number, signals: Float64Array): void {
  const days = Math.max(1, Math.ceil((target - origin + drawnFrom) / day))
  signals[0] = orZero(read[origin])
  signals[1] = orZero(lastDay[origin])
  signals[2] = orZero(filled[target - days * day])
  signals[3] = orZero(filled[target - week])
}

const orZero = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? 0 : value)
