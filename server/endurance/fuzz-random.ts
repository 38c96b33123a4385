/** Choices that are the same for the same seed. */
export type Chance = {
  /** A whole number from 0 below the limit. */
  below(limit: number): number
  /** True once in so many times. */
  oneIn(times: number): boolean
  of<T>(items: readonly T[]): T
}

/** Mulberry32: small, quick, and good enough to choose what to break. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, oneIn: (times) => below(times) === 0, of: (items) => items[below(items.length)] as never }
}
