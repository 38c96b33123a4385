import { type Departures, eachPair } from './departures.ts'
import { week } from './local-time.ts'
import { hourOf, hoursAhead, learnShares, nearestKnown, type Predict } from './shares.ts'

/** Forecasts of one site; all indices are those of its series. */
export type Model = {
  readonly predict: Predict
  /** The error that is exceeded with this probability, by how many quarters ahead the target is. */
  errorAt(quantile: number, ahead: number): number
}

/**
 * Learns from the readings before `until`. The errors are those of forecasts by a model that had not learned from the week they
 * are for: of two models, from the odd and from the even weeks, each is tried on the weeks of the other (cross-validation).
 *
 * @param capacity forecasts stay from 0 to this
 */
export function learn(departures: Departures, until: number, capacity: number): Model {
  const halfOf = (target: number) => Math.floor(target / week) % 2
  const halves = [1, 0].map((half) => learnShares(departures, until, capacity, (target) => halfOf(target) === half))
  const errors = Array.from({ length: hoursAhead }, (): number[] => [])
  eachPair(departures, 0, until, hoursAhead * 4, (origin, target) => {
    const actual = (departures.read[target] as number) + (departures.usual[target] as number)
    const expected = halves[halfOf(target)]?.(origin, target) ?? actual
    errors[hourOf(target - origin)]?.push(actual - expected)
  })
  const sorted = errors.map((some) => (some.length === 0 ? undefined : Float64Array.from(some).sort()))
  return {
    predict: learnShares(departures, until, capacity),
    errorAt: (quantile, ahead) => {
      const known = nearestKnown(sorted, hourOf(ahead))
      return known === undefined ? 0 : (known[Math.min(known.length - 1, Math.floor(quantile * known.length))] as number)
    },
  }
}
