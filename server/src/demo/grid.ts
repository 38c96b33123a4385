import type { Position } from '#contract'

/** Kilometres east and north of the south-western corner of the map. */
export type Point = { readonly x: number; readonly y: number }

/** The map: 100 × 80 km in square cells, numbered row by row from the south-west. */
export const cellKm = 0.5
export const columns = 200
export const rows = 160
export const cells = columns * rows

/**
 * The island lies in the open Pacific, more than 1,000 km from any land, so that no place of it can be taken for a real one.
 */
const corner: Position = [154.5, 29.64]
const kmPerDegree = 111.195
const kmPerDegreeEast = kmPerDegree * Math.cos((30 * Math.PI) / 180)

export function pointOf(cell: number): Point {
  return { x: ((cell % columns) + 0.5) * cellKm, y: (Math.floor(cell / columns) + 0.5) * cellKm }
}

/** The cell under a point; points outside the map fall into its nearest edge cell. */
export function cellAt(point: Point): number {
  const column = Math.min(columns - 1, Math.max(0, Math.floor(point.x / cellKm)))
  const row = Math.min(rows - 1, Math.max(0, Math.floor(point.y / cellKm)))
  return row * columns + column
}

/** WGS 84, to five decimals (about a metre). */
export function positionOf(point: Point): Position {
  return [round5(corner[0] + point.x / kmPerDegreeEast), round5(corner[1] + point.y / kmPerDegree)]
}

export const mapBounds = [...positionOf({ x: 0, y: 0 }), ...positionOf({ x: columns * cellKm, y: rows * cellKm })] as const

export function kmBetween(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** The up to eight cells around a cell, with the distance to each in km. */
export function forNeighbours(cell: number, visit: (neighbour: number, km: number) => void): void {
  const [column, row] = [cell % columns, Math.floor(cell / columns)]
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const inside = column + i >= 0 && column + i < columns && row + j >= 0 && row + j < rows
      if (inside && (i !== 0 || j !== 0)) visit(cell + j * columns + i, i !== 0 && j !== 0 ? cellKm * Math.SQRT2 : cellKm)
    }
  }
}

function round5(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5
}
