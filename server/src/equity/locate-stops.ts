import { type ProgramRow, solveProgram } from './locate-highs.ts'
import { mergeLists } from './locate-lists.ts'
import type { Chosen } from './locate-solve.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

/** Stops to be chosen within a budget, some of them too near to each other, so that least is missed. */
export type Stops = {
  /** Which stops serve each client, and what is missed where none is chosen. */
  readonly lists: readonly Uint32Array[]
  readonly weights: Float64Array
  readonly prices: Float64Array
  readonly budget: number
  /** Of each of these sets, one stop at most. */
  readonly apart: readonly Uint32Array[]
  /** Chosen in any case. */
  readonly fixed: readonly number[]
}

/**
 * Maximal cover with stops that keep apart: one after the other by what each adds, then HiGHS for the proof.
 *
 * @returns with the weight that is missed as the objective
 * @see Church & ReVelle (1974), Papers of the Regional Science Association 32: maximal covering; Moon & Chaudhry (1984), Management
 * Science 30(3): sites that conflict
 */
export async function solveStops(stops: Stops, watch: Watch): Promise<Chosen> {
  const merged = { ...stops, ...mergeLists(stops.lists, stops.weights) }
  const open = chooseGreedily(merged)
  const objective = missed(merged, open)
  watch.tell({ stage: 'greedy', open, objective, bound: 0 })
  const proven = await prove(merged, open, objective, watch)
  const isStopped = gapOf(proven.objective, proven.bound) > provenGap && watch.isOver()
  return { ...proven, isStopped }
}

function chooseGreedily({ lists, weights, prices, budget, apart, fixed }: Stops): Uint8Array {
  const open = new Uint8Array(prices.length)
  const setsOf = Array.from(prices, (): number[] => [])
  apart.forEach((set, k) => {
    for (const j of set) setsOf[j]?.push(k)
  })
  const isTaken = new Uint8Array(apart.length)
  const isServed = new Uint8Array(lists.length)
  let left = budget
  const choose = (stop: number) => {
    open[stop] = 1
    left -= prices[stop] as number
    for (const k of setsOf[stop] ?? []) isTaken[k] = 1
    lists.forEach((list, c) => {
      if (list.includes(stop)) isServed[c] = 1
    })
  }
  for (const stop of fixed) choose(stop)
  for (;;) {
    const gains = new Float64Array(prices.length)
    lists.forEach((list, c) => {
      if (isServed[c] === 0) for (const j of list) gains[j] = (gains[j] as number) + (weights[c] as number)
    })
    const isFree = (j: number) =>
      open[j] === 0 && (prices[j] as number) <= left + 1e-9 && !setsOf[j]?.some((k) => isTaken[k] === 1)
    const ratio = (j: number) => (gains[j] as number) / (prices[j] as number)
    const best = [...gains.keys()]
      .filter((j) => ratio(j) > 0 && isFree(j))
      .reduce((a, b) => (a < 0 || ratio(b) > ratio(a) ? b : a), -1)
    if (best < 0) return open
    choose(best)
  }
}

async function prove({ lists, weights, prices, budget, apart, fixed }: Stops, start: Uint8Array, known: number, watch: Watch) {
  const sites = prices.length
  const most = (columns: readonly number[], values: readonly number[], limit: number): ProgramRow => ({
    columns,
    values,
    least: Number.NEGATIVE_INFINITY,
    most: limit,
  })
  const atLeastOne = (columns: readonly number[]): ProgramRow => ({
    columns,
    values: columns.map(() => 1),
    least: 1,
    most: Number.POSITIVE_INFINITY,
  })
  const program = {
    costs: Float64Array.from([...new Float64Array(sites), ...weights]),
    upper: new Float64Array(sites + lists.length).fill(1),
    whole: Uint8Array.from({ length: sites + lists.length }, (_, v) => Number(v < sites)),
    rows: [
      most([...prices.keys()], [...prices], budget + 1e-9),
      ...apart.map((set) => most([...set], Array(set.length).fill(1), 1)),
      ...fixed.map((stop) => atLeastOne([stop])),
      ...lists.map((list, c) => atLeastOne([...list, sites + c])),
    ],
  }
  const answer = await solveProgram(program, {
    isOver: watch.isOver,
    onProgress: (_, bound) => {
      watch.tell({ stage: 'proving', bound: Math.min(known, Math.max(0, bound)) })
      return false
    },
  })
  if (answer.state === 'impossible') throw new Error('stops that keep apart and within the budget were known, yet there are none')
  const found = answer.values && Uint8Array.from(answer.values.subarray(0, sites), Math.round)
  const value = found === undefined ? Number.POSITIVE_INFINITY : missed({ lists, weights }, found)
  const open = found !== undefined && value < known ? found : start
  const objective = Math.min(known, value)
  return { open, objective, bound: Math.max(0, Math.min(objective, answer.bound)) }
}

/** The weight of the clients without a chosen stop. */
export function missed({ lists, weights }: Pick<Stops, 'lists' | 'weights'>, open: Uint8Array): number {
  return lists.reduce((sum, list, c) => (list.some((j) => open[j] === 1) ? sum : sum + (weights[c] as number)), 0)
}
