import { type Arcs, listArcs, reverseArcs } from './road-arcs.ts'

export type Contracted = {
  readonly arcs: Arcs
  /** The new number of each vertex, -1 for one that is gone. */
  readonly numbers: Int32Array
}

/**
 * The same journeys between the vertices to be kept, on far fewer vertices: dead ends that lead to none of them are cut off, and
 * a road without junctions becomes one arc in each direction it can be gone.
 *
 * @param keep 1 for each vertex that must remain
 */
export function contract(arcs: Arcs, keep: Uint8Array): Contracted {
  const around = neighbours(arcs)
  const ways = cutDeadEnds(around, keep)
  const isInner = (v: number) => keep[v] === 0 && ways[v] === 2
  const numbers = new Int32Array(keep.length).fill(-1)
  let count = 0
  keep.forEach((kept, v) => {
    if (kept === 1 || (ways[v] as number) > 2) numbers[v] = count++
  })
  const list = listArcs()
  for (let start = 0; start < keep.length; start++) {
    if (numbers[start] === -1) continue
    for (let n = around.offsets[start] as number; n < (around.offsets[start + 1] as number); n++) {
      let before = start
      let at = around.heads[n] as number
      if (numbers[at] === -1 && !isInner(at)) continue
      let minutes = minutesAlong(arcs, before, at)
      while (numbers[at] === -1 && minutes < Number.POSITIVE_INFINITY) {
        const on = beyond(around, ways, numbers, before, at)
        minutes += minutesAlong(arcs, at, on)
        before = at
        at = on
      }
      if (at !== start && minutes < Number.POSITIVE_INFINITY) list.add(numbers[start] as number, numbers[at] as number, minutes)
    }
  }
  return { arcs: list.toArcs(count), numbers }
}

/** Every vertex with each of its neighbours once, whichever way the arcs go. */
function neighbours(arcs: Arcs): Pick<Arcs, 'offsets' | 'heads'> {
  const back = reverseArcs(arcs)
  const list = listArcs()
  for (let v = 0; v + 1 < arcs.offsets.length; v++) {
    const out = arcs.heads.subarray(arcs.offsets[v], arcs.offsets[v + 1])
    const all = new Set([...out, ...back.heads.subarray(back.offsets[v], back.offsets[v + 1])])
    all.delete(v)
    for (const other of all) list.add(v, other, 0)
  }
  return list.toArcs(arcs.offsets.length - 1)
}

/** @returns how many neighbours each vertex has left; 0 where it was cut off */
function cutDeadEnds({ offsets, heads }: Pick<Arcs, 'offsets' | 'heads'>, keep: Uint8Array): Uint32Array {
  const ways = Uint32Array.from(keep, (_, v) => (offsets[v + 1] as number) - (offsets[v] as number))
  for (let start = 0; start < keep.length; start++) {
    let v = start
    while (keep[v] === 0 && ways[v] === 1) {
      ways[v] = 0
      const next = heads.subarray(offsets[v], offsets[v + 1]).find((other) => (ways[other] as number) > 0)
      if (next === undefined) break
      ways[next] = (ways[next] as number) - 1
      v = next
    }
  }
  return ways
}

/** The neighbour of an inner vertex that is not where one came from. */
function beyond(
  { offsets, heads }: Pick<Arcs, 'offsets' | 'heads'>,
  ways: Uint32Array,
  numbers: Int32Array,
  before: number,
  at: number,
): number {
  for (let n = offsets[at] as number; n < (offsets[at + 1] as number); n++) {
    const other = heads[n] as number
    if (other !== before && (numbers[other] !== -1 || (ways[other] as number) > 0)) return other
  }
  return before
}

function minutesAlong({ offsets, heads, minutes }: Arcs, tail: number, head: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let a = offsets[tail] as number; a < (offsets[tail + 1] as number); a++)
    if (heads[a] === head && (minutes[a] as number) < least) least = minutes[a] as number
  return least
}
