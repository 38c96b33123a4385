/**
 * The regularised incomplete beta function I_x(a, b): the distribution function of the beta, and through it of Student's t and the
 * binomial.
 *
 * @see DLMF (https://dlmf.nist.gov) 8.17.22, its continued fraction, evaluated from the front as Lentz (1976), Applied Optics 15(3)
 */
function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  const tiny = 1e-300
  let fraction = 1
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny)
  fraction = d
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let change = 1
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || tiny)
      c = 1 + term / c || tiny
      change = c * d
      fraction *= change
    }
    if (Math.abs(change - 1) < 1e-15) break
  }
  return front * fraction
}

/** Above 0. @see Stirling's series, DLMF 5.11.1, after moving up by 5.5.1 to where it is exact to the last digits */
function logGamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 15; at++) shift -= Math.log(at)
  const square = at * at
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / at
  return shift + (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series
}

/** The chance that Student's t is above a value. @param degrees of freedom, any number above 0 */
export function chanceAbove(t: number, degrees: number): number {
  const tail = betaShare(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
  return t > 0 ? tail : 1 - tail
}

/** The value that Student's t stays below with a chance from 0.5 up to 1. */
export function quantileOfT(chance: number, degrees: number): number {
  let [low, high] = [0, 2]
  while (1 - chanceAbove(high, degrees) < chance) high *= 2
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (1 - chanceAbove(middle, degrees) < chance) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The chance of at most so many successes in trials that succeed with a chance each. */
export const chanceOfAtMost = (successes: number, trials: number, chance: number): number =>
  successes >= trials ? 1 : betaShare(1 - chance, trials - successes, successes + 1)
