import { type Choice, payAll, priceOf } from './locate-choice.ts'
import { createDesk, type Desk, look } from './locate-desk.ts'
import { improve } from './locate-interchange.ts'
import { boundBelow } from './locate-lagrange.ts'
import type { Chosen } from './locate-solve.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

/** Clients of several classes; what a client pays is its residents × minutes. */
export type Classes = {
  readonly choice: Choice
  /** Residents and class of each client. */
  readonly people: Float64Array
  readonly classes: Uint8Array
  readonly count: number
}

/**
 * The sites at which the classes' mean minutes are least unequal: additions and exchanges by the Theil index between classes.
 *
 * The bound is that of the most equal means that any sites could bring: sites only lower a class's mean, and none lowers it below
 * the bound that Lagrangian relaxation gives when only that class counts.
 *
 * @see Theil (1967), Economics and Information Theory, ch. 4; Marsh & Schilling (1994), EJOR 74(1): equity in location
 */
export function solveClasses(problem: Classes, watch: Watch): Chosen {
  const { choice } = problem
  const open = new Uint8Array(choice.prices.length)
  lessen(problem, open, watch)
  const objective = theilOf(problem, sumsOf(problem, open))
  watch.tell({ stage: 'interchange', open, objective, bound: 0 })
  const bound = Math.min(objective, boundOf(problem, watch))
  const isStopped = gapOf(objective, bound) > provenGap && watch.isOver()
  return { open, objective, bound, isStopped }
}

/** Theil T between the classes, of their mean minutes. */
export function theilOf({ people, classes, count }: Omit<Classes, 'choice'>, sums: Float64Array): number {
  const residents = new Float64Array(count)
  people.forEach((here, c) => {
    residents[classes[c] as number] = (residents[classes[c] as number] as number) + here
  })
  return theilBetween(residents, sums)
}

function theilBetween(residents: Float64Array, sums: Float64Array): number {
  let people = 0
  let total = 0
  for (let g = 0; g < sums.length; g++) {
    people += residents[g] as number
    total += sums[g] as number
  }
  if (total <= 0) return 0
  let theil = 0
  for (let g = 0; g < sums.length; g++) {
    const share = (sums[g] as number) / total
    if (share > 0) theil += share * Math.log((share * people) / (residents[g] as number))
  }
  return Math.max(0, theil)
}

/** What each class pays. */
function sumsOf({ choice, classes, count }: Classes, open: Uint8Array): Float64Array {
  const { offsets, sites, costs, without } = choice
  const sums = new Float64Array(count)
  for (let c = 0; c < without.length; c++) {
    let p = offsets[c] as number
    const end = offsets[c + 1] as number
    while (p < end && open[sites[p] as number] === 0) p++
    const g = classes[c] as number
    sums[g] = (sums[g] as number) + (p < end ? (costs[p] as number) : (without[c] as number))
  }
  return sums
}

/** Additions and exchanges as long as the index falls. */
function lessen(problem: Classes, open: Uint8Array, watch: Watch): void {
  const { choice, people, classes, count } = problem
  const residents = new Float64Array(count)
  people.forEach((here, c) => {
    residents[classes[c] as number] = (residents[classes[c] as number] as number) + here
  })
  const desk = createDesk(choice)
  for (let best = theilBetween(residents, sumsOf(problem, open)); !watch.isOver(); ) {
    look(choice, open, desk)
    const move = bestMove(problem, residents, open, desk)
    if (move === undefined || move.theil >= best - 1e-12) return
    open[move.add] = 1
    if (move.drop >= 0) open[move.drop] = 0
    best = move.theil
  }
}

type Move = { readonly add: number; readonly drop: number; readonly theil: number }

function bestMove(problem: Classes, residents: Float64Array, open: Uint8Array, desk: Desk): Move | undefined {
  const { choice, classes, count } = problem
  const sums = sumsOf(problem, open)
  const losses = lossesOf(problem, desk)
  const opened = [...open.keys()].filter((j) => open[j] === 1)
  const left = choice.budget - priceOf(choice, open)
  const gains = new Float64Array(count)
  const extras = new Float64Array(open.length * count)
  const after = new Float64Array(count)
  let best: Move | undefined
  for (let j = 0; j < open.length; j++) {
    if (open[j] === 1) continue
    gains.fill(0)
    for (let p = desk.starts[j] as number; p < (desk.starts[j + 1] as number); p++) {
      const c = desk.clients[p] as number
      const cost = desk.costs[p] as number
      const now = desk.pays[c] as number
      const g = classes[c] as number
      if (cost < now) gains[g] = (gains[g] as number) + now - cost
      const from = desk.first[c] as number
      if (from < 0) continue
      const at = from * count + g
      extras[at] = (extras[at] as number) + (desk.wouldPay[c] as number) - Math.max(cost, now)
    }
    const price = choice.prices[j] as number
    for (const drop of price <= left + 1e-9 ? [-1] : opened) {
      if (drop >= 0 && price > left + (choice.prices[drop] as number) + 1e-9) continue
      for (let g = 0; g < count; g++) {
        const lost = drop < 0 ? 0 : (losses[drop * count + g] as number) - (extras[drop * count + g] as number)
        after[g] = (sums[g] as number) - (gains[g] as number) + lost
      }
      const theil = theilBetween(residents, after)
      if (best === undefined || theil < best.theil) best = { add: j, drop, theil }
    }
    for (const drop of opened) extras.fill(0, drop * count, drop * count + count)
  }
  return best
}

function lossesOf({ classes, count }: Classes, desk: Desk): Float64Array {
  const losses = new Float64Array(desk.losses.length * count)
  desk.first.forEach((from, c) => {
    if (from < 0) return
    const at = from * count + (classes[c] as number)
    losses[at] = (losses[at] as number) + (desk.wouldPay[c] as number) - (desk.pays[c] as number)
  })
  return losses
}

function boundOf(problem: Classes, watch: Watch): number {
  const { choice, people, classes, count } = problem
  const residents = new Float64Array(count)
  people.forEach((here, c) => {
    residents[classes[c] as number] = (residents[classes[c] as number] as number) + here
  })
  const most = sumsOf(problem, new Uint8Array(choice.prices.length))
  const least = most.map((sum, g) => {
    const own = { ...choice, ...rowsOf(choice, (c) => classes[c] === g) }
    const open = new Uint8Array(choice.prices.length)
    improve(own, open, watch)
    const { bound } = boundBelow(own, { open, value: payAll(own, open) }, { ...watch, tell: () => undefined })
    return Math.min(sum, bound)
  })
  return mostEqual(residents, least, most)
}

/** The same clients, those of another class with nothing to pay. */
function rowsOf({ offsets, sites, costs, without }: Choice, isIn: (client: number) => boolean) {
  const kept = new Uint32Array(offsets.length)
  const places: number[] = []
  for (let c = 0; c < without.length; c++) {
    if (isIn(c)) for (let p = offsets[c] as number; p < (offsets[c + 1] as number); p++) places.push(p)
    kept[c + 1] = places.length
  }
  return {
    offsets: kept,
    sites: Uint32Array.from(places, (p) => sites[p] as number),
    costs: Float64Array.from(places, (p) => costs[p] as number),
    without: without.map((most, c) => (isIn(c) ? most : 0)),
  }
}

/**
 * The least Theil index of means that each lie between a least and a most. The most equal are all at one value, or as near to it
 * as they may be; between two limits the index has one lowest point, which is found by thirds.
 */
function mostEqual(residents: Float64Array, least: Float64Array, most: Float64Array): number {
  const mean = (sums: Float64Array) => sums.map((sum, g) => ((residents[g] as number) > 0 ? sum / (residents[g] as number) : 0))
  const [low, high] = [mean(least), mean(most)]
  const at = (value: number) =>
    theilBetween(
      residents,
      residents.map((people, g) => people * Math.min(high[g] as number, Math.max(low[g] as number, value))),
    )
  const limits = [...low, ...high].filter((_, k) => (residents[k % residents.length] as number) > 0).sort((a, b) => a - b)
  let best = Math.min(...limits.map(at))
  for (let k = 1; k < limits.length; k++) {
    let [from, to] = [limits[k - 1] as number, limits[k] as number]
    for (let round = 0; round < 100; round++) {
      const [a, b] = [from + (to - from) / 3, to - (to - from) / 3]
      if (at(a) < at(b)) to = b
      else from = a
    }
    best = Math.min(best, at((from + to) / 2))
  }
  return best
}
