import { extentOf, type Pairs } from './pairs.ts'

/**
 * How much less a facility counts the longer the way to it is; t are minutes, and a weight is 1 at the door but for `power`.
 *
 * - `power`: (max(t, `least`) ÷ `scale`)^−`exponent` (Hansen 1959, Journal of the American Institute of Planners 25(2))
 * - `exponential`: e^(−`rate` t) (Wilson 1971, Environment and Planning 3)
 * - `gaussian`: e^(−t² ÷ 2 `sigma`²) (Ingram 1971, Regional Studies 5(2))
 * - `gaussian-to-zero`: the Gaussian with sigma = `limit`, moved and stretched to be 0 there (Dai 2010, Health & Place 16(5), eq. 3)
 * - `linear`: 1 − t ÷ `limit`, 0 from there on
 * - `logistic`: half at `midpoint`, `deviation` being that of the logistic distribution (Bauer & Groneberg 2016, PLoS ONE 11(7), eq. 5)
 * - `stepped`: the weight of the first of `until` that is not below t, 0 beyond the last (Luo & Qi 2009, Health & Place 15(4))
 */
export type Decay =
  | { readonly kind: 'power'; readonly exponent: number; readonly scale: number; readonly least: number }
  | { readonly kind: 'exponential'; readonly rate: number }
  | { readonly kind: 'gaussian'; readonly sigma: number }
  | { readonly kind: 'gaussian-to-zero'; readonly limit: number }
  | { readonly kind: 'linear'; readonly limit: number }
  | { readonly kind: 'logistic'; readonly midpoint: number; readonly deviation: number }
  | { readonly kind: 'stepped'; readonly until: readonly number[]; readonly weights: readonly number[] }

/** The steps of the enhanced two-step catchment that are usual here: 15, 30 and 60 minutes. @see Luo & Qi (2009), Health & Place 15(4) */
export const usualSteps: Decay = { kind: 'stepped', until: [15, 30, 60], weights: [1, 0.68, 0.22] }

/** Everything within the limit counts whole, the limit included: the catchment of the first 2SFCA. */
export const within = (limit: number): Decay => ({ kind: 'stepped', until: [limit], weights: [1] })

/**
 * The weight of each pair, evaluated once.
 *
 * @param limit minutes beyond which nothing counts, whatever the decay; exactly the limit does
 * @param weights where to write, one per pair of the whole matrix; made when missing
 * @throws {RangeError} when the decay has a parameter it cannot have
 */
export function weigh(
  pairs: Pairs,
  decay: Decay,
  limit = Number.POSITIVE_INFINITY,
  weights: Float64Array = new Float64Array(pairs.minutes.length),
): Float64Array {
  requireDecay(decay)
  const { minutes } = pairs
  const [first, end] = extentOf(pairs)
  fill(decay, minutes, weights, first, end)
  if (limit < Number.POSITIVE_INFINITY) for (let p = first; p < end; p++) if (!((minutes[p] as number) <= limit)) weights[p] = 0
  return weights
}

// One loop per kind: a function called for each pair would hand back a boxed number each time.
function fill(decay: Decay, minutes: Float64Array, weights: Float64Array, first: number, end: number): void {
  switch (decay.kind) {
    case 'power': {
      const { exponent, scale, least } = decay
      for (let p = first; p < end; p++) weights[p] = (Math.max(minutes[p] as number, least) / scale) ** -exponent
      return
    }
    case 'exponential': {
      const { rate } = decay
      for (let p = first; p < end; p++) weights[p] = Math.exp(-rate * (minutes[p] as number))
      return
    }
    case 'gaussian': {
      const half = -0.5 / (decay.sigma * decay.sigma)
      for (let p = first; p < end; p++) weights[p] = Math.exp(half * (minutes[p] as number) * (minutes[p] as number))
      return
    }
    case 'gaussian-to-zero': {
      const { limit } = decay
      const floor = Math.exp(-0.5)
      for (let p = first; p < end; p++) {
        const share = (minutes[p] as number) / limit
        weights[p] = share < 1 ? (Math.exp(-0.5 * share * share) - floor) / (1 - floor) : 0
      }
      return
    }
    case 'linear': {
      const { limit } = decay
      for (let p = first; p < end; p++) weights[p] = Math.max(0, 1 - (minutes[p] as number) / limit)
      return
    }
    case 'logistic': {
      const steepness = Math.PI / (decay.deviation * Math.sqrt(3))
      const atTheDoor = 1 + Math.exp(-steepness * decay.midpoint)
      for (let p = first; p < end; p++)
        weights[p] = atTheDoor / (1 + Math.exp(steepness * ((minutes[p] as number) - decay.midpoint)))
      return
    }
    case 'stepped': {
      const until = Float64Array.from(decay.until)
      const steps = Float64Array.of(...decay.weights, 0)
      for (let p = first; p < end; p++) {
        const time = minutes[p] as number
        let step = 0
        for (let k = 0; k < until.length; k++) step += time > (until[k] as number) ? 1 : 0
        weights[p] = steps[step] as number
      }
    }
  }
}

function requireDecay(decay: Decay): void {
  if (decay.kind === 'stepped') {
    requireSteps(decay.until, decay.weights)
    return
  }
  const { kind, ...parameters } = decay
  for (const [name, value] of Object.entries<number>(parameters))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`a decay that is ${kind} cannot have ${name} ${value}`)
}

function requireSteps(until: readonly number[], weights: readonly number[]): void {
  if (until.length === 0 || until.length !== weights.length)
    throw new RangeError('a stepped decay needs one weight for each step')
  if (until.some((minutes, k) => !(minutes >= (k === 0 ? 0 : (until[k - 1] as number)))))
    throw new RangeError('the steps of a decay must be in the order of their minutes')
  if (weights.some((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY)))
    throw new RangeError('the weights of a decay cannot be negative')
}
