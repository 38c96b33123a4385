import { cellKm, columns, type Point, rows } from './grid.ts'
import { relaxed, simplified } from './lines.ts'

/** A corner between cells, numbered row by row on a lattice one wider and higher than the grid. */
type Corner = number
const width = columns + 1

/**
 * Outlines of labelled cells as closed rings (first point repeated), anticlockwise around the land and clockwise around
 * holes. Two labels that meet share exactly the same points, also after smoothing.
 *
 * @param labels one whole number per cell; negative ones have no outline
 * @param meet labels that decide where three areas meet, when they are finer than `labels`
 */
export function outlinesOf(labels: Int32Array, meet: Int32Array = labels): Map<number, Point[][]> {
  const outlines = new Map<number, Point[][]>()
  for (const [label, next] of edgesByLabel(labels)) {
    outlines.set(
      label,
      ringsOf(next).map((ring) => smoothRing(ring, (corner) => isJunction(meet, corner))),
    )
  }
  return outlines
}

/** For each label its boundary as directed edges, corner → following corners, with the label on the left. */
function edgesByLabel(labels: Int32Array): Map<number, Map<Corner, Corner[]>> {
  const edges = new Map<number, Map<Corner, Corner[]>>()
  const add = (label: number, from: Corner, to: Corner): void => {
    const own = edges.get(label) ?? new Map<Corner, Corner[]>()
    edges.set(label, own.set(from, [...(own.get(from) ?? []), to]))
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const label = labelAt(labels, column, row)
      if (label < 0) continue
      const south = row * width + column
      const north = south + width
      if (labelAt(labels, column, row - 1) !== label) add(label, south, south + 1)
      if (labelAt(labels, column + 1, row) !== label) add(label, south + 1, north + 1)
      if (labelAt(labels, column, row + 1) !== label) add(label, north + 1, north)
      if (labelAt(labels, column - 1, row) !== label) add(label, north, south)
    }
  }
  return edges
}

/** Follows edges until they close; where two ways leave a corner the left one is taken, so that rings never cross. */
function ringsOf(next: Map<Corner, Corner[]>): Corner[][] {
  const rings: Corner[][] = []
  for (const start of next.keys()) {
    while (next.get(start)?.length) {
      const ring = [start]
      for (let [at, from] = [takeNext(next, start, undefined), start]; ; [at, from] = [takeNext(next, at, from), at]) {
        ring.push(at)
        if (at === start) break
      }
      rings.push(ring)
    }
  }
  return rings
}

function takeNext(next: Map<Corner, Corner[]>, at: Corner, from: Corner | undefined): Corner {
  const ways = next.get(at) ?? []
  const left = from === undefined ? -1 : ways.findIndex((to) => to - at === leftOf(at - from))
  const [taken] = ways.splice(Math.max(0, left), 1)
  if (taken === undefined) throw new Error(`the outline is open at corner ${at}`)
  return taken
}

function leftOf(direction: number): number {
  const turn = new Map([
    [1, width],
    [width, -1],
    [-1, -width],
    [-width, 1],
  ])
  return turn.get(direction) ?? 0
}

/** Smooths the pieces between junctions one by one and always in the same direction. */
function smoothRing(ring: readonly Corner[], isEnd: (corner: Corner) => boolean): Point[] {
  const open = ring.slice(0, -1)
  const ends = open.flatMap((corner, index) => (isEnd(corner) ? [index] : []))
  const least = open.reduce((best, corner, index) => (corner < (open[best] as Corner) ? index : best), 0)
  const first = ends[0] ?? least
  const turned = [...open.slice(first), ...open.slice(0, first + 1)]
  const points: Point[] = []
  let piece: Corner[] = []
  for (const [index, corner] of turned.entries()) {
    piece.push(corner)
    if (index > 0 && (isEnd(corner) || index === turned.length - 1)) {
      points.push(...smoothPiece(piece).slice(points.length > 0 ? 1 : 0))
      piece = [corner]
    }
  }
  return points
}

function smoothPiece(piece: readonly Corner[]): Point[] {
  const [first, last] = [piece[0] as Corner, piece.at(-1) as Corner]
  const isForward = first !== last ? first < last : (piece[1] as Corner) < (piece.at(-2) as Corner)
  const line = (isForward ? [...piece] : [...piece].reverse()).map(pointOfCorner)
  const half = Math.floor(line.length / 2)
  const smooth = first === last ? [...thinned(line.slice(0, half + 1)).slice(0, -1), ...thinned(line.slice(half))] : thinned(line)
  return isForward ? smooth : smooth.reverse()
}

function thinned(line: readonly Point[]): Point[] {
  return simplified(relaxed(line), 0.16)
}

/** Whether three areas, or two at a saddle, meet in a corner. */
function isJunction(labels: Int32Array, corner: Corner): boolean {
  const [column, row] = [corner % width, Math.floor(corner / width)]
  const around = [
    labelAt(labels, column - 1, row - 1),
    labelAt(labels, column, row - 1),
    labelAt(labels, column, row),
    labelAt(labels, column - 1, row),
  ]
  const changes = around.filter((label, index) => label !== around[(index + 1) % 4]).length
  return changes > 2
}

function labelAt(labels: Int32Array, column: number, row: number): number {
  if (column < 0 || row < 0 || column >= columns || row >= rows) return -1
  return labels[row * columns + column] ?? -1
}

function pointOfCorner(corner: Corner): Point {
  return { x: (corner % width) * cellKm, y: Math.floor(corner / width) * cellKm }
}
