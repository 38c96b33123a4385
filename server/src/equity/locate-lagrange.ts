import { type Choice, isWhole, payAll } from './locate-choice.ts'
import { improve } from './locate-interchange.ts'
import { pick } from './locate-pick.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

/** A choice of sites and what it costs all clients. */
export type Best = { readonly open: Uint8Array; readonly value: number }

/** Prices per client with which a bound was reached, the bound itself, and what each site is worth at them. */
export type Dual = {
  readonly value: number
  readonly multipliers: Float64Array
  /** What each site saves at these prices, 0 or below, and how much of it they choose. */
  readonly savings: Float64Array
  readonly chosen: Float64Array
  /** The savings per price of the last site chosen, and of the first that is not. */
  readonly lastRatio: number
  readonly nextRatio: number
}

export type Bounded = { readonly dual: Dual; readonly bound: number; readonly best: Best }

const patience = 25
const mostRounds = 3000

/**
 * Lower bound by Lagrangian relaxation: that every client is served once is bought with a price per client, which a smoothed
 * subgradient raises or lowers; every now and then the sites that the prices choose are the start of an interchange.
 *
 * @param best known so far
 * @returns the best bound, and a choice at least as good as the one known
 * @see Cornuejols, Fisher & Nemhauser (1977), Management Science 23(8); Camerini, Fratta & Maffioli (1975), Mathematical
 * Programming Study 3: smoothing; Beasley (1993), EJOR 65(3): Lagrangian heuristics
 */
export function boundBelow(choice: Choice, best: Best, watch: Watch): Bounded {
  const clients = choice.without.length
  const whole = isWhole(choice)
  const state = createState(choice, best.open)
  const direction = new Float64Array(clients)
  const seen = new Set<string>()
  let dual: Dual | undefined
  let step = 1.5
  let idle = 0
  for (let round = 0; round < mostRounds && step > 1e-3; round++) {
    const value = relax(choice, state)
    if (dual === undefined || value > dual.value + 1e-7 * Math.abs(value)) {
      idle = value > (dual?.value ?? 0) * (1 + 1e-5) ? 0 : idle + 1
      dual = keep(state, value)
      if (round % 10 === 0) watch.tell({ stage: 'bounding', bound: roundUp(value, whole) })
    } else idle++
    if (idle >= patience) {
      step /= 1.7
      idle = 0
      state.multipliers.set(dual.multipliers)
      direction.fill(0)
    } else follow(choice, state, direction, step * (best.value - value) || 0)
    if (round % 12 === 5) best = tryChosen(choice, state, best, seen, watch)
    if (gapOf(best.value, roundUp(dual.value, whole)) <= provenGap || watch.isOver()) break
  }
  const found = dual ?? keep(state, relax(choice, state))
  return { dual: found, bound: Math.min(best.value, roundUp(found.value, whole)), best }
}

/** @param whole every solution's value is a whole number */
export const roundUp = (bound: number, whole: boolean): number =>
  whole ? Math.ceil(bound - 1e-6 * Math.max(1, Math.abs(bound) * 1e-6)) : bound

type State = {
  readonly multipliers: Float64Array
  readonly savings: Float64Array
  /** How much of each site is chosen: of the last one, where prices differ, perhaps a part. */
  readonly chosen: Float64Array
  lastRatio: number
  nextRatio: number
}

/** A client begins at halfway between what it pays and what its second site would cost. */
function createState(choice: Choice, open: Uint8Array): State {
  const { offsets, sites, costs, without, prices } = choice
  const multipliers = without.map((most, c) => {
    const paid: number[] = []
    for (let p = offsets[c] as number; p < (offsets[c + 1] as number) && paid.length < 2; p++)
      if (open[sites[p] as number] === 1) paid.push(costs[p] as number)
    return ((paid[0] ?? most) + (paid[1] ?? most)) / 2
  })
  return {
    multipliers,
    savings: new Float64Array(prices.length),
    chosen: new Float64Array(prices.length),
    lastRatio: 0,
    nextRatio: 0,
  }
}

const keep = ({ multipliers, savings, chosen, lastRatio, nextRatio }: State, value: number): Dual => ({
  value,
  multipliers: multipliers.slice(),
  savings: savings.slice(),
  chosen: chosen.slice(),
  lastRatio,
  nextRatio,
})

/** The bound at these multipliers, and the sites that they choose. */
function relax({ offsets, sites, costs, without, prices, budget }: Choice, state: State): number {
  const { multipliers, savings, chosen } = state
  savings.fill(0)
  let total = 0
  for (let c = 0; c < without.length; c++) {
    const most = multipliers[c] as number
    total += most
    for (let p = offsets[c] as number, end = offsets[c + 1] as number; p < end; p++) {
      const cost = costs[p] as number
      if (cost >= most) break
      const site = sites[p] as number
      savings[site] = (savings[site] as number) + cost - most
    }
  }
  const picked = pick(savings, prices, budget, chosen)
  state.lastRatio = picked.lastRatio
  state.nextRatio = picked.nextRatio
  return total + picked.total
}

/** Moves the multipliers along the smoothed direction in which clients are served too little or too often. */
function follow({ offsets, sites, costs, without }: Choice, state: State, direction: Float64Array, push: number): void {
  const { multipliers, chosen } = state
  let norm = 0
  for (let c = 0; c < without.length; c++) {
    const most = multipliers[c] as number
    let served = 0
    for (let p = offsets[c] as number, end = offsets[c + 1] as number; p < end && (costs[p] as number) < most; p++)
      served += chosen[sites[p] as number] as number
    // Who stays without at no loss is served by that.
    const wants = 1 - served
    const toward = wants > 0 && most >= (without[c] as number) ? 0 : wants
    const way = 0.7 * toward + 0.3 * (direction[c] as number)
    direction[c] = way
    norm += way * way
  }
  if (norm === 0) return
  const length = push / norm
  for (let c = 0; c < without.length; c++) {
    const from = offsets[c] as number
    const least = from < (offsets[c + 1] as number) ? (costs[from] as number) : (without[c] as number)
    const moved = (multipliers[c] as number) + length * (direction[c] as number)
    multipliers[c] = Math.min(without[c] as number, Math.max(least, moved))
  }
}

/** The chosen sites, improved by interchange where they are not far from the best. */
function tryChosen(choice: Choice, { chosen }: State, best: Best, seen: Set<string>, watch: Watch): Best {
  const open = Uint8Array.from(chosen, (part) => (part === 1 ? 1 : 0))
  const name = Buffer.from(open).toString('latin1')
  if (seen.has(name)) return best
  seen.add(name)
  if (payAll(choice, open) > best.value * 1.1) return best
  improve(choice, open, watch)
  const value = payAll(choice, open)
  if (value >= best.value) return best
  watch.tell({ stage: 'bounding', open, objective: value })
  return { open, value }
}
