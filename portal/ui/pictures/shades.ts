/** Five shades from well to badly off, and where each begins. */
export const shades = 5

/** Borders between the shades, ascending; fewer where the values do not differ enough. */
export type Breaks = readonly number[]

/**
 * Round numbers near the fifths of the values, so that each shade is seen about as often as the others.
 *
 * @param values any order; those that are not finite are left out
 */
export function breaksOf(values: readonly number[]): Breaks {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b)
  if (sorted.length === 0) return []
  const fifths = [1, 2, 3, 4].map((fifth) => sorted[Math.floor((sorted.length * fifth) / shades)] ?? 0)
  const spread = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  const step = spread > 0 ? 10 ** Math.floor(Math.log10(spread / shades)) / 2 : 1
  const rounded = fifths.map((value) => Number((Math.round(value / step) * step).toPrecision(6)))
  return [...new Set(rounded)].filter((value) => value > (sorted[0] ?? 0) && value <= (sorted.at(-1) ?? 0))
}

/**
 * 0 is best off, 4 worst; undefined of a value that is not there.
 *
 * @param isBurden whether less is better
 */
export function shadeOf(value: number | undefined, breaks: Breaks, isBurden: boolean): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined
  const above = breaks.filter((border) => value >= border).length
  const place = breaks.length === 0 ? 0 : Math.round((above / breaks.length) * (shades - 1))
  return isBurden ? place : shades - 1 - place
}

/** Each shade that is in use, from the lowest value up: from and to, one of which the ends have not. */
export function rangesOf(breaks: Breaks, isBurden: boolean): readonly { shade: number; from?: number; to?: number }[] {
  return Array.from({ length: breaks.length + 1 }, (_, i) => {
    const [from, to] = [breaks[i - 1], breaks[i]]
    const sample = from ?? (to === undefined ? 0 : to - 1)
    return {
      shade: shadeOf(sample, breaks, isBurden) ?? 0,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    }
  })
}
