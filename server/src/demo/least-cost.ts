import { cells, forNeighbours } from './grid.ts'

/** How every cell is reached most cheaply from the nearest of several sources. */
export type Reached = {
  /** Infinity where no way leads. */
  readonly cost: Float64Array
  /** The cell before this one on the way from the source; -1 at a source and where no way leads. */
  readonly before: Int32Array
  /** Index of the source in the list given; -1 where no way leads. */
  readonly source: Int32Array
  /** Cells in the order in which they were reached. */
  readonly order: Int32Array
}

/**
 * Spreads from all sources at once over the grid.
 *
 * @param step cost of going from one cell to its neighbour, `km` apart; Infinity where one cannot go
 * @param start cost a source begins with, for sources of unequal weight
 * @see Dijkstra (1959), A note on two problems in connexion with graphs
 */
export function leastCost(
  sources: readonly number[],
  step: (from: number, to: number, km: number) => number,
  start: (source: number) => number = () => 0,
): Reached {
  const cost = new Float64Array(cells).fill(Infinity)
  const before = new Int32Array(cells).fill(-1)
  const source = new Int32Array(cells).fill(-1)
  const order = new Int32Array(cells)
  const done = new Uint8Array(cells)
  const queue = costQueue()
  let reached = 0
  for (const [index, cell] of sources.entries()) {
    cost[cell] = start(index)
    source[cell] = index
    queue.push(cell, start(index))
  }
  for (let cell = queue.pop(); cell >= 0; cell = queue.pop()) {
    if (done[cell]) continue
    done[cell] = 1
    order[reached++] = cell
    const here = cost[cell] ?? Infinity
    forNeighbours(cell, (neighbour, km) => {
      const there = here + step(cell, neighbour, km)
      if (there >= (cost[neighbour] ?? Infinity)) return
      cost[neighbour] = there
      before[neighbour] = cell
      source[neighbour] = source[cell] ?? -1
      queue.push(neighbour, there)
    })
  }
  return { cost, before, source, order: order.subarray(0, reached) }
}

/** Cells from one reached cell back to its source, both included. */
export function wayBack(reached: Reached, cell: number): number[] {
  const way: number[] = []
  for (let at = cell; at >= 0; at = reached.before[at] ?? -1) way.push(at)
  return way
}

/** A binary heap: cheapest first, and of equals the one pushed first; `pop` answers -1 when empty. */
export function costQueue(): { push(item: number, cost: number): void; pop(): number } {
  const items: number[] = []
  const costs: number[] = []
  const turns: number[] = []
  let turn = 0
  const isBefore = (i: number, j: number): boolean => {
    const [a, b] = [costs[i] as number, costs[j] as number]
    return a < b || (a === b && (turns[i] as number) < (turns[j] as number))
  }
  const swap = (i: number, j: number): void => {
    for (const list of [items, costs, turns]) {
      const kept = list[i] as number
      list[i] = list[j] as number
      list[j] = kept
    }
  }
  return {
    push(item, cost) {
      let at = items.push(item) - 1
      costs.push(cost)
      turns.push(turn++)
      for (let up = (at - 1) >> 1; at > 0 && isBefore(at, up); up = (at - 1) >> 1) {
        swap(at, up)
        at = up
      }
    },
    pop() {
      if (items.length === 0) return -1
      swap(0, items.length - 1)
      costs.pop()
      turns.pop()
      const first = items.pop() as number
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2]
        let least = at
        if (left < items.length && isBefore(left, least)) least = left
        if (right < items.length && isBefore(right, least)) least = right
        if (least === at) return first
        swap(at, least)
        at = least
      }
    },
  }
}
