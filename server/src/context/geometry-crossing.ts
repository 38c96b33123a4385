type Position = readonly number[]
type Segment = {
  readonly from: Position
  readonly to: Position
  readonly ring: number
  /** Its place in the ring, and how many there are. */
  readonly at: number
  readonly of: number
  readonly left: number
  readonly right: number
}

/** Pairs of segments that are looked at before a polygon counts as too tangled to be told. */
const mostPairs = 5_000_000

/**
 * Where the rings of a polygon cross or touch themselves, or cross each other, so that it has no inside (OGC Simple Features,
 * 6.1.11); undefined where they do not. Positions that are repeated in a row count once.
 */
export function findCrossing(rings: readonly (readonly Position[])[]): Position | undefined {
  const segmented = rings.map(segmentsOf)
  const flat = segmented.findIndex((ring) => ring.length < 3)
  if (flat >= 0) return rings[flat]?.[0]
  const segments = segmented.flat().sort((a, b) => a.left - b.left)
  let active: Segment[] = []
  let pairs = 0
  for (const segment of segments) {
    active = active.filter((other) => other.right >= segment.left)
    pairs += active.length
    if (pairs > mostPairs) return segment.from
    if (active.some((other) => areCrossing(other, segment))) return segment.from
    active.push(segment)
  }
  return undefined
}

function segmentsOf(ring: readonly Position[], index: number): Segment[] {
  const positions = ring.filter((position, at) => at === 0 || !isSame(position, ring[at - 1] as Position))
  return positions.slice(1).map((to, at) => {
    const from = positions[at] as Position
    const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))]
    return { from, to, ring: index, at, of: positions.length - 1, left, right }
  })
}

const x = (position: Position) => position[0] as number
const y = (position: Position) => position[1] as number
const isSame = (a: Position, b: Position) => x(a) === x(b) && y(a) === y(b)

function areCrossing(one: Segment, other: Segment): boolean {
  if (one.ring !== other.ring) return isProper(one, other)
  const isNext = (a: Segment, b: Segment) => (a.at + 1) % a.of === b.at
  if (isNext(one, other)) return isFoldedBack(one.from, one.to, other.to)
  if (isNext(other, one)) return isFoldedBack(other.from, other.to, one.to)
  return isProper(one, other) || isTouching(one, other)
}

/** On which side of the line from a to b a position lies: above zero on the left, below on the right. */
const side = (a: Position, b: Position, c: Position) => (x(b) - x(a)) * (y(c) - y(a)) - (y(b) - y(a)) * (x(c) - x(a))

const isProper = (one: Segment, other: Segment) =>
  side(one.from, one.to, other.from) * side(one.from, one.to, other.to) < 0 &&
  side(other.from, other.to, one.from) * side(other.from, other.to, one.to) < 0

const isTouching = (one: Segment, other: Segment) =>
  isOn(one, other.from) || isOn(one, other.to) || isOn(other, one.from) || isOn(other, one.to)

const isOn = ({ from, to, left, right }: Segment, position: Position) =>
  x(position) >= left &&
  x(position) <= right &&
  y(position) >= Math.min(y(from), y(to)) &&
  y(position) <= Math.max(y(from), y(to)) &&
  side(from, to, position) === 0

/** A way to and back over itself. */
const isFoldedBack = (a: Position, b: Position, c: Position) =>
  side(a, b, c) === 0 && (x(b) - x(a)) * (x(c) - x(b)) + (y(b) - y(a)) * (y(c) - y(b)) < 0
