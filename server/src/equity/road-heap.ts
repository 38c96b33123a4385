/** A queue of vertices by key, least first. */
export type Heap = {
  /** The least key each vertex has been given since `clear`; `Infinity` where none. */
  readonly keys: Float64Array
  /** Gives a vertex a key, where that is lower than the one it has. A vertex that was taken may not be lowered again. */
  lower(vertex: number, key: number): void
  /** The vertex of the least key, -1 when there is none left. */
  take(): number
  clear(): void
}

/**
 * A heap with four children to a node, on typed arrays of which nothing is allocated while it is used.
 *
 * @see Johnson (1975), Information Processing Letters 4(3): d-heaps
 */
export function createHeap(vertices: number): Heap {
  const keys = new Float64Array(vertices).fill(Number.POSITIVE_INFINITY)
  const places = new Int32Array(vertices)
  const queue = new Int32Array(vertices)
  const touched = new Int32Array(vertices)
  let size = 0
  let touches = 0

  const rise = (vertex: number, key: number, from: number) => {
    let at = from
    while (at > 0) {
      const above = (at - 1) >> 2
      const parent = queue[above] as number
      if ((keys[parent] as number) <= key) break
      queue[at] = parent
      places[parent] = at
      at = above
    }
    queue[at] = vertex
    places[vertex] = at
  }
  const sink = (vertex: number) => {
    const key = keys[vertex] as number
    let at = 0
    for (let child = 1; child < size; child = at * 4 + 1) {
      let least = child
      let leastKey = keys[queue[child] as number] as number
      const end = child + 4 < size ? child + 4 : size
      for (let other = child + 1; other < end; other++) {
        const otherKey = keys[queue[other] as number] as number
        if (otherKey < leastKey) {
          leastKey = otherKey
          least = other
        }
      }
      if (leastKey >= key) break
      const up = queue[least] as number
      queue[at] = up
      places[up] = at
      at = least
    }
    queue[at] = vertex
    places[vertex] = at
  }

  return {
    keys,
    lower(vertex, key) {
      const known = keys[vertex] as number
      if (key >= known) return
      if (known === Number.POSITIVE_INFINITY) {
        touched[touches++] = vertex
        places[vertex] = size++
      }
      keys[vertex] = key
      rise(vertex, key, places[vertex] as number)
    },
    take() {
      if (size === 0) return -1
      const first = queue[0] as number
      size--
      if (size > 0) sink(queue[size] as number)
      return first
    },
    clear() {
      for (let i = 0; i < touches; i++) keys[touched[i] as number] = Number.POSITIVE_INFINITY
      touches = 0
      size = 0
    },
  }
}
