/** Arcs as compressed sparse rows: those that leave vertex `v` are `offsets[v]` up to `offsets[v + 1]`. */
export type Arcs = {
  readonly offsets: Uint32Array
  readonly heads: Uint32Array
  readonly minutes: Float64Array
}

export type ArcList = {
  add(tail: number, head: number, minutes: number): void
  /** @throws {RangeError} when a tail is not below `vertices` */
  toArcs(vertices: number): Arcs
}

/** Gathers arcs in any order, in typed arrays that double. */
export function listArcs(): ArcList {
  let count = 0
  let ends = new Uint32Array(1024)
  let times = new Float64Array(512)
  return {
    add(tail, head, minutes) {
      if (count === times.length) {
        ends = grow(ends, new Uint32Array(ends.length * 2))
        times = grow(times, new Float64Array(times.length * 2))
      }
      ends[count * 2] = tail
      ends[count * 2 + 1] = head
      times[count++] = minutes
    },
    toArcs(vertices) {
      const offsets = new Uint32Array(vertices + 1)
      for (let a = 0; a < count; a++) {
        const tail = ends[a * 2] as number
        if (tail >= vertices) throw new RangeError(`there is no vertex ${tail}`)
        offsets[tail + 1] = (offsets[tail + 1] as number) + 1
      }
      for (let v = 0; v < vertices; v++) offsets[v + 1] = (offsets[v + 1] as number) + (offsets[v] as number)
      const free = offsets.slice()
      const heads = new Uint32Array(count)
      const minutes = new Float64Array(count)
      for (let a = 0; a < count; a++) {
        const tail = ends[a * 2] as number
        const at = free[tail] as number
        free[tail] = at + 1
        heads[at] = ends[a * 2 + 1] as number
        minutes[at] = times[a] as number
      }
      return { offsets, heads, minutes }
    },
  }
}

/** The same arcs the other way round: a search on them finds minutes *to* where it starts. */
export function reverseArcs({ offsets, heads, minutes }: Arcs): Arcs {
  const list = listArcs()
  for (let v = 0; v + 1 < offsets.length; v++)
    for (let a = offsets[v] as number; a < (offsets[v + 1] as number); a++) list.add(heads[a] as number, v, minutes[a] as number)
  return list.toArcs(offsets.length - 1)
}

function grow<Numbers extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
