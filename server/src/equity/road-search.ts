import type { Arcs } from './road-arcs.ts'
import { createHeap } from './road-heap.ts'

/** Calls back with each vertex within the limit, nearest first. */
export type Search = (start: number, limit: number, onVertex: (vertex: number, minutes: number) => void) => void

/**
 * Dijkstra's search from one vertex up to a limit of minutes. Its arrays are used again from search to search, and only what a
 * search has touched is cleared, so that a small one in a large network is cheap.
 *
 * @see Dijkstra (1959), Numerische Mathematik 1
 */
export function createSearch({ offsets, heads, minutes }: Arcs): Search {
  const heap = createHeap(offsets.length - 1)
  return (start, limit, onVertex) => {
    heap.clear()
    heap.lower(start, 0)
    for (let v = heap.take(); v >= 0; v = heap.take()) {
      const so = heap.keys[v] as number
      onVertex(v, so)
      const end = offsets[v + 1] as number
      for (let a = offsets[v] as number; a < end; a++) {
        const time = so + (minutes[a] as number)
        if (time <= limit) heap.lower(heads[a] as number, time)
      }
    }
  }
}
