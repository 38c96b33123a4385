import { cells, kmBetween, type Point, pointOf } from './grid.ts'
import type { Random } from './random.ts'

/**
 * Chooses cells by chance in proportion to their weight, none nearer to another or to the ones already taken than the
 * spacing, which gives way little by little when the land is full.
 *
 * @see Efraimidis & Spirakis (2006), Weighted random sampling with a reservoir
 */
export function scatter(
  random: Random,
  weight: (cell: number) => number,
  ask: { readonly count: number; readonly spacingKm: number; readonly apartFrom?: readonly Point[] },
): number[] {
  const keys = new Map<number, number>()
  for (let cell = 0; cell < cells; cell++) {
    const w = weight(cell)
    if (w > 0) keys.set(cell, Math.log(1 - random.next()) / w)
  }
  const inOrder = [...keys].sort((a, b) => b[1] - a[1]).map(([cell]) => cell)
  const chosen = new Set<number>()
  const taken: Point[] = [...(ask.apartFrom ?? [])]
  for (let spacing = ask.spacingKm; chosen.size < ask.count && spacing > 0.3; spacing *= 0.9) {
    for (const cell of inOrder) {
      if (chosen.size === ask.count) break
      const point = pointOf(cell)
      if (chosen.has(cell) || taken.some((other) => kmBetween(point, other) < spacing)) continue
      chosen.add(cell)
      taken.push(point)
    }
  }
  return [...chosen]
}
