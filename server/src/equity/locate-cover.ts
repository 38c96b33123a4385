import { type ProgramRow, solveProgram } from './locate-highs.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

/** Sites to be chosen so that every client has one of its own among them. */
export type Cover = {
  /** Which sites serve each client; nobody's list is empty, and none comes twice. */
  readonly lists: readonly Uint32Array[]
  readonly prices: Float64Array
}

export type Covered = { readonly open: Uint8Array; readonly objective: number; readonly bound: number }

/** Lists of sites per client, each kept once: who has the same sites is served together. */
export function toCover(lists: Iterable<Uint32Array>, prices: Float64Array): Cover {
  const known = new Map<string, Uint32Array>()
  for (const list of lists) known.set(list.toSorted().join(), list)
  return { lists: [...known.values()], prices }
}

/**
 * The cheapest sites that serve everybody: greedy first, a bound by dual ascent, and HiGHS for what lies between.
 *
 * @param target where this price is reached or proven to be out of reach, that is enough
 * @see Toregas, Swain, ReVelle & Bergman (1971), Operations Research 19(6): location set covering
 */
export async function solveCover(cover: Cover, watch: Watch, target = Number.NEGATIVE_INFINITY): Promise<Covered> {
  const open = coverGreedily(cover)
  const objective = priceOf(cover, open)
  const bound = Math.min(objective, ascend(cover))
  watch.tell({ stage: 'greedy', open, objective, bound })
  const isDecided = objective <= target + 1e-9 || bound > target + 1e-9
  if (gapOf(objective, bound) <= provenGap || (target >= 0 && isDecided) || watch.isOver()) return { open, objective, bound }
  const known = { open, objective, bound }
  const proven = await prove(cover, known, watch, target)
  return proven
}

async function prove({ lists, prices }: Cover, known: Covered, watch: Watch, target: number): Promise<Covered> {
  const rows = lists.map(
    (list): ProgramRow => ({ columns: [...list], values: [...list].map(() => 1), least: 1, most: Number.POSITIVE_INFINITY }),
  )
  const whole = prices.every(Number.isInteger)
  const roundUp = (bound: number) => (whole ? Math.ceil(bound - 1e-6) : bound)
  const program = {
    costs: prices,
    upper: new Float64Array(prices.length).fill(1),
    whole: new Uint8Array(prices.length).fill(1),
    rows,
  }
  const answer = await solveProgram(program, {
    isOver: watch.isOver,
    start: Float64Array.from(known.open),
    onProgress: (objective, bound) => {
      watch.tell({ stage: 'proving', bound: Math.min(known.objective, Math.max(known.bound, roundUp(bound))) })
      return target >= 0 && (objective <= target + 1e-9 || bound > target + 1e-6)
    },
  })
  if (answer.state === 'impossible') throw new Error('a cover without an empty list cannot be impossible')
  const found = answer.values === undefined ? known.open : Uint8Array.from(answer.values, Math.round)
  const price = priceOf({ prices }, found)
  const open = price < known.objective ? found : known.open
  const objective = Math.min(price, known.objective)
  return { open, objective, bound: Math.min(objective, Math.max(known.bound, roundUp(answer.bound))) }
}

function coverGreedily({ lists, prices }: Cover): Uint8Array {
  const open = new Uint8Array(prices.length)
  const serves = Array.from(prices, (): number[] => [])
  lists.forEach((list, client) => {
    for (const j of list) serves[j]?.push(client)
  })
  const isServed = new Uint8Array(lists.length)
  const counts = Float64Array.from(serves, (clients) => clients.length)
  for (let left = lists.length; left > 0; ) {
    let best = 0
    for (let j = 1; j < counts.length; j++)
      if ((counts[j] as number) / (prices[j] as number) > (counts[best] as number) / (prices[best] as number)) best = j
    open[best] = 1
    for (const client of serves[best] ?? []) {
      if (isServed[client] === 1) continue
      isServed[client] = 1
      left--
      for (const j of lists[client] ?? []) counts[j] = (counts[j] as number) - 1
    }
  }
  return dropSpare({ lists, prices }, serves, open)
}

/** Closes sites, dearest first, whose clients have another. */
function dropSpare({ lists, prices }: Cover, serves: readonly (readonly number[])[], open: Uint8Array): Uint8Array {
  const times = Uint32Array.from(lists, (list) => list.reduce((sum, j) => sum + (open[j] as number), 0))
  const opened = [...open.keys()].filter((j) => open[j] === 1).sort((a, b) => (prices[b] as number) - (prices[a] as number))
  for (const j of opened) {
    if (!serves[j]?.every((client) => (times[client] as number) > 1)) continue
    open[j] = 0
    for (const client of serves[j] ?? []) times[client] = (times[client] as number) - 1
  }
  return open
}

/** Lower bound: clients, those with the fewest sites first, raise what they would pay until one of their sites is paid for. */
function ascend({ lists, prices }: Cover): number {
  const left = prices.slice()
  let bound = 0
  for (const list of lists.toSorted((a, b) => a.length - b.length)) {
    const pays = list.reduce((least, j) => Math.min(least, left[j] as number), Number.POSITIVE_INFINITY)
    bound += pays
    for (const j of list) left[j] = (left[j] as number) - pays
  }
  return bound
}

function priceOf({ prices }: Pick<Cover, 'prices'>, open: Uint8Array): number {
  return prices.reduce((sum, price, j) => sum + (open[j] === 1 ? price : 0), 0)
}
