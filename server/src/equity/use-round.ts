import { isSmall, leastResidents } from './suppression.ts'

export type Rounded = {
  /** As many as there were parts, with the same sum; the largest can fall below 0 when many small ones went up. */
  readonly parts: readonly number[]
  /** What the variance of each part is at most; 0 where nothing had to be rounded. */
  readonly slack: number
}

/**
 * The parts of a whole of ten or more, where each part of 1 to 9 becomes none or ten, by chance, with the mean that it had; the
 * largest part takes up the difference. Whatever from 1 to 9 a part is, it may have been rounded so: the chances differ, no number is ruled out.
 *
 * @param random from 0 up to 1, drawn once for a whole: drawn again, it would give away by and by what it hides
 * @see Langsrud & Heldal (2018), Privacy in Statistical Databases: small count rounding, here without looking at totals
 */
export function roundParts(parts: readonly number[], random: () => number): Rounded {
  const largest = parts.indexOf(Math.max(...parts))
  const small = parts.filter((part, i) => i !== largest && isSmall(part)).length
  if (small === 0) return { parts, slack: 0 }
  const rounded = parts.map((part, i) => {
    if (i === largest || !isSmall(part)) return part
    return random() * leastResidents < part ? leastResidents : 0
  })
  const off = parts.reduce((sum, part, i) => sum + part - (rounded[i] ?? 0), 0)
  return { parts: rounded.map((part, i) => (i === largest ? part + off : part)), slack: (small * leastResidents ** 2) / 4 }
}
