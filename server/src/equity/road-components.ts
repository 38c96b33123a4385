import type { Arcs } from './road-arcs.ts'

/**
 * How many vertices each vertex can go to and come back from, itself included: the size of its strongly connected component.
 *
 * @returns one per vertex
 * @see Tarjan (1972), SIAM Journal on Computing 1(2), with a stack of its own instead of the language's
 */
export function sizesOfComponents({ offsets, heads }: Arcs): Uint32Array {
  const count = offsets.length - 1
  const sizes = new Uint32Array(count)
  const seenAs = new Uint32Array(count)
  const lowest = new Uint32Array(count)
  const next = offsets.slice(0, count)
  const path = new Uint32Array(count)
  const open = new Uint32Array(count)
  let seen = 0
  let opened = 0

  const enter = (v: number) => {
    seenAs[v] = lowest[v] = ++seen
    open[opened++] = v
  }
  const close = (v: number) => {
    let from = opened
    do from--
    while (open[from] !== v)
    for (let i = from; i < opened; i++) sizes[open[i] as number] = opened - from
    opened = from
  }
  const lower = (v: number, to: number) => {
    if (to < (lowest[v] as number)) lowest[v] = to
  }

  for (let root = 0; root < count; root++) {
    if (seenAs[root] !== 0) continue
    let depth = 0
    path[0] = root
    enter(root)
    while (depth >= 0) {
      const v = path[depth] as number
      const a = next[v] as number
      if (a < (offsets[v + 1] as number)) {
        next[v] = a + 1
        const head = heads[a] as number
        if (seenAs[head] === 0) {
          path[++depth] = head
          enter(head)
        } else if (sizes[head] === 0) lower(v, seenAs[head] as number)
        continue
      }
      if (lowest[v] === seenAs[v]) close(v)
      depth--
      if (depth >= 0) lower(path[depth] as number, lowest[v] as number)
    }
  }
  return sizes
}
