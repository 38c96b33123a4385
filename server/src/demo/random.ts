/** A repeatable source of chance: the same seed and purpose always give the same numbers. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** A whole number, both ends included. */
  whole(low: number, high: number): number
  /** Mean 0, standard deviation 1. */
  normal(): number
  pick<T>(list: readonly T[]): T
  shuffle<T>(list: readonly T[]): T[]
}

/**
 * Numbers for one purpose, independent of how many numbers other purposes draw, so that changing one part of the region
 * leaves the others as they are.
 *
 * @see Chris Doty-Humphrey, PractRand: the generator sfc32 with 96 bits of seed and a counter
 */
export function randomFor(seed: number, purpose: string): Random {
  let [a, b, c, counter] = [hashText(purpose, seed), hashText(purpose, ~seed), seed | 0, 1]
  const next = (): number => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let warm = 0; warm < 12; warm++) next()
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    between: (low, high) => low + next() * (high - low),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (list) => list[whole(0, list.length - 1)] as (typeof list)[number],
    shuffle: (list) => {
      const mixed = [...list]
      for (let i = mixed.length - 1; i > 0; i--) {
        const j = whole(0, i)
        const kept = mixed[i] as (typeof mixed)[number]
        mixed[i] = mixed[j] as (typeof mixed)[number]
        mixed[j] = kept
      }
      return mixed
    },
  }
}

/** 32 bits from a text and a number (FNV-1a, then mixed). */
export function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash)
}

/** A number in [0, 1) for a point of a lattice: chance that can be asked in any order. */
export function hashPoint(seed: number, x: number, y: number, z = 0): number {
  return (mix(Math.imul(x, 0x27d4eb2d) ^ mix(Math.imul(y, 0x165667b1) ^ mix(z ^ seed))) >>> 0) / 4294967296
}

function mix(value: number): number {
  let v = value | 0
  v = Math.imul(v ^ (v >>> 16), 0x7feb352d)
  v = Math.imul(v ^ (v >>> 15), 0x846ca68b)
  return v ^ (v >>> 16)
}
