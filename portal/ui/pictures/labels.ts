/** Where names stand on a map: near their place, and where they cover least. */
import type { Frame, Spot } from './terrain.tsx'

export type Name = { readonly text: string; readonly spot: Spot }
export type PlacedName = { readonly text: string; readonly x: number; readonly y: number }

export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

const cell = 12
/** Distances from the place to the middle of the name, in heights of the letters. */
const rings = [0.9, 1.6, 2.4, 3.4, 4.6]
const directions = 12
/** Further from its place than this, in units of the drawing, a name would be taken for another's. */
const farthest = 60
/** Units further away that are as bad as one more point covered. */
const awayPerPoint = 4

/**
 * The names that find room, the first ones first; a name that would lie over another one or over the edge is left out.
 *
 * @param points what should not be covered
 * @param size height of the letters, in units of the drawing
 * @param reserved where no name may stand
 */
export function placeNames(
  names: readonly Name[],
  points: readonly Spot[],
  size: number,
  frame: Frame,
  reserved: readonly Box[],
): readonly PlacedName[] {
  const crowd = countByCell(points)
  const taken = [...reserved]
  return names.flatMap(({ text, spot }) => {
    const [width, height] = [widthOf(text) * size, size * 1.15]
    let best: { readonly cost: number; readonly box: Box } | undefined
    for (const [x, y] of around(spot, width, size)) {
      const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }
      const away = distance(spot, box)
      if (away > farthest || !isInside(box, frame) || taken.some((other) => overlaps(box, other))) continue
      const cost = covered(box, crowd) + away / awayPerPoint
      if (best === undefined || cost < best.cost) best = { cost, box }
    }
    if (best === undefined) return []
    const { box } = best
    taken.push(box)
    return [{ text, x: Math.round((box.left + box.right) / 2), y: Math.round(box.bottom - size * 0.28) }]
  })
}

/** Middles to try; wide names move further sideways than up. */
function* around([x, y]: Spot, width: number, size: number): Generator<Spot> {
  for (const ring of rings)
    for (let i = 0; i < directions; i++) {
      const angle = (i / directions) * 2 * Math.PI
      yield [x + Math.cos(angle) * (ring * size + width * 0.4), y + Math.sin(angle) * ring * size]
    }
}

function distance([x, y]: Spot, { left, top, right, bottom }: Box): number {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
}

function countByCell(points: readonly Spot[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [x, y] of points) {
    const key = `${Math.floor(x / cell)} ${Math.floor(y / cell)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function covered({ left, top, right, bottom }: Box, crowd: ReadonlyMap<string, number>): number {
  let sum = 0
  for (let x = Math.floor(left / cell); x <= Math.floor(right / cell); x++)
    for (let y = Math.floor(top / cell); y <= Math.floor(bottom / cell); y++) sum += crowd.get(`${x} ${y}`) ?? 0
  return sum
}

function isInside({ left, top, right, bottom }: Box, { width, height }: Frame): boolean {
  return left > 4 && top > 4 && right < width - 4 && bottom < height - 4
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** Roughly, in heights of the letters: a Chinese character is as wide as it is high. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) >= 0x2e80 ? 1 : 0.6), 0)
}
