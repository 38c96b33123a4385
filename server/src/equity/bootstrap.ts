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
 * each with all its residents, and within their own group where there are groups.
 *
 * @param figure of some settlements, given by their places, which may repeat; a figure that is not a number is left out
 * @param groups the group of each settlement
 * @returns undefined where fewer than half of the resamples have the figure
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13
 */
export function bootstrap(
  groups: Uint8Array,
  figure: (drawn: Uint32Array) => number,
  { seed, resamples, level }: BootstrapOptions,
): Interval | undefined {
  const members = [...Map.groupBy(groups.keys(), (i) => groups[i]).values()].map((group) => Uint32Array.from(group))
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
  return { low: quantile(figures, (1 - level) / 2), high: quantile(figures, (1 + level) / 2) }
}

/** Type 7 of Hyndman & Fan (1996), The American Statistician 50(4). */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  const below = sorted[low] as number
  return below + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - below)
}

/** Numbers from 0 up to 1. @see Steele, Lea & Flood (2014), OOPSLA: SplitMix, here over a 32-bit state */
function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}
