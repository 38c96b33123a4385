import { chanceAbove, quantileOfT } from './distribution.ts'

/** Between these lies a figure with the level asked for. */
export type Interval = { readonly low: number; readonly high: number }

export type BootstrapOptions = {
  /** The same seed gives the same interval. */
  readonly seed: number
  readonly resamples: number
  /** For example 0.95. */
  readonly level: number
}

/**
 * The percentile interval of a figure, had other settlements like these been there: settlements are drawn again with repetition,
 * each with all its residents, and within their own group where there are groups. It reaches further out than its level says
 * by as much as Student's t does beyond the normal for the smallest group, because draws from a few vary less than the world does.
 *
 * @param figure of some settlements, given by their places, which may repeat; a figure that is not a number is left out
 * @param groups the group of each settlement
 * @returns undefined where fewer than half of the resamples have the figure, or a group has fewer than two members
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13; Hesterberg (2015), The American Statistician 69(4), §5.2,
 * for the expanded percentiles
 */
export function bootstrap(
  groups: Uint8Array,
  figure: (drawn: Uint32Array) => number,
  { seed, resamples, level }: BootstrapOptions,
): Interval | undefined {
  const members = [...Map.groupBy(groups.keys(), (i) => groups[i]).values()].map((group) => Uint32Array.from(group))
  const fewest = Math.min(...members.map((group) => group.length))
  if (fewest < 2) return undefined
  const random = createRandom(seed)
  const drawn = new Uint32Array(groups.length)
  const figures: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    let at = 0
    for (const group of members)
      for (let i = 0; i < group.length; i++) drawn[at++] = group[Math.floor(random() * group.length)] as number
    const value = figure(drawn)
    if (Number.isFinite(value)) figures.push(value)
  }
  if (figures.length === 0 || figures.length * 2 < resamples) return undefined
  figures.sort((a, b) => a - b)
  const reach = Math.sqrt(fewest / (fewest - 1)) * quantileOfT((1 + level) / 2, fewest - 1)
  const outside = chanceAbove(reach, normal)
  return { low: quantile(figures, outside), high: quantile(figures, 1 - outside) }
}

/** With so many degrees of freedom, Student's t is the normal distribution. */
const normal = 1e7

/** Type 7 of Hyndman & Fan (1996), The American Statistician 50(4). */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  const below = sorted[low] as number
  return below + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - below)
}

/** Numbers from 0 up to 1. @see Steele, Lea & Flood (2014), OOPSLA: SplitMix, here over a 32-bit state */
export function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}
