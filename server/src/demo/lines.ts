import type { Point } from './grid.ts'

/** Takes the steps of the grid out of a line by moving each point towards its neighbours; the ends stay where they are. */
export function relaxed(line: readonly Point[], times = 4): Point[] {
  let current = [...line]
  for (let time = 0; time < times; time++) {
    current = current.map((point, i) => {
      const [before, after] = [current[i - 1], current[i + 1]]
      if (!before || !after) return point
      return { x: (before.x + 2 * point.x + after.x) / 4, y: (before.y + 2 * point.y + after.y) / 4 }
    })
  }
  return current
}

/**
 * Leaves out points that lie within the tolerance of the line without them.
 *
 * @see Douglas & Peucker (1973), Cartographica 10(2)
 */
export function simplified(line: readonly Point[], toleranceKm: number): Point[] {
  const [first, last] = [line[0], line.at(-1)]
  if (!first || !last || line.length < 3) return [...line]
  let [farthest, at] = [0, 0]
  for (let i = 1; i < line.length - 1; i++) {
    const off = offLine(line[i] as Point, first, last)
    if (off > farthest) [farthest, at] = [off, i]
  }
  if (farthest <= toleranceKm) return [first, last]
  return [...simplified(line.slice(0, at + 1), toleranceKm).slice(0, -1), ...simplified(line.slice(at), toleranceKm)]
}

function offLine(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = Math.hypot(dx, dy)
  if (length === 0) return Math.hypot(point.x - a.x, point.y - a.y)
  return Math.abs(dy * (point.x - a.x) - dx * (point.y - a.y)) / length
}
