import { widestRow } from './access.ts'
import { type Pairs, requireCapacities, requirePeople } from './pairs.ts'
import { createQueue, order, type Queue, take } from './queue.ts'

export type RaamOptions = {
  readonly people: Float64Array
  /** Minutes that people travel to avoid a crowd as dense as the mean of the region. */
  readonly tau: number
  /** Residents per capacity unit that count as a crowd of 1; the mean of all residents and all capacity when missing. */
  readonly rho?: number
}

/**
 * Rational agent access: residents go where travel and crowding together cost them least, t_sf ÷ τ + (Σ_s P_sf ÷ S_f) ÷ ρ, until
 * nobody gains by going elsewhere. Loads at this equilibrium are unique (Beckmann, McGuire & Winsten 1956), and it is
 * approached by giving each settlement in turn its best answer to the others, which is exact.
 *
 * PySAL access moves whole people and stops after 150 cycles, so that its costs are off by up to some thousandths; this goes on until
 * less than 1e-12 of the residents would move.
 *
 * @returns cost (1 is τ minutes, or the mean crowd), one per settlement; less is better, `Infinity` where nothing can be reached
 * @throws {RangeError} when a capacity or a population is negative, or `tau` or `rho` not above zero
 * @see Saxon & Snow (2020), Annals of the American Association of Geographers 110(1), eq. 1-3
 */
export function rationalAgentAccess(pairs: Pairs, capacities: Float64Array, { people, tau, rho }: RaamOptions): Float64Array {
  requireCapacities(capacities)
  requirePeople(pairs, people)
  if (!(tau > 0 && (rho === undefined || rho > 0))) throw new RangeError('tau and rho must be above zero')
  const crowd = rho ?? sum(people) / sum(capacities)
  const state: State = {
    pairs,
    people,
    tau,
    room: capacities.map((capacity) => capacity * crowd),
    loads: new Float64Array(capacities.length),
    shares: new Float64Array(pairs.minutes.length),
    queue: createQueue(widestRow(pairs)),
    costs: new Float64Array(people.length),
  }
  const still = sum(people) * 1e-12
  for (let round = 0; round < mostRounds; round++) if (settleAll(state) <= still) break
  return state.costs
}

/** More than equilibria of tens of thousands of settlements have needed. */
const mostRounds = 5000

type State = {
  readonly pairs: Pairs
  readonly people: Float64Array
  readonly tau: number
  /** Residents that make a crowd of 1, per facility. */
  readonly room: Float64Array
  readonly loads: Float64Array
  /** Residents on each pair. */
  readonly shares: Float64Array
  readonly queue: Queue
  readonly costs: Float64Array
}

/** Gives each settlement its best answer to the others, in turn. @returns residents that changed their facility, counted twice */
function settleAll(state: State): number {
  let moved = 0
  for (let s = 0; s < state.people.length; s++) moved += settle(state, s)
  return moved
}

function settle({ pairs, people, tau, room, loads, shares, queue, costs }: State, s: number): number {
  const { offsets, facilities, minutes } = pairs
  const [from, end] = [offsets[s] as number, offsets[s + 1] as number]
  queue.size = 0
  for (let p = from; p < end; p++) {
    const f = facilities[p] as number
    const space = room[f] as number
    if (space === 0) continue
    queue.keys[queue.size] = (minutes[p] as number) / tau + ((loads[f] as number) - (shares[p] as number)) / space
    queue.values[queue.size] = space
    queue.size += 1
  }
  order(queue)
  const cost = levelOf(queue, people[s] as number)
  costs[s] = cost
  let moved = 0
  for (let p = from; p < end; p++) {
    const f = facilities[p] as number
    const space = room[f] as number
    if (space === 0) continue
    const before = shares[p] as number
    const others = (loads[f] as number) - before
    const now = Math.max(0, cost - (minutes[p] as number) / tau - others / space) * space
    shares[p] = now
    loads[f] = others + now
    moved += Math.abs(now - before)
  }
  return moved
}

/** The cost up to which the cheapest facilities are filled when so many residents come: what is poured finds its level. */
function levelOf(queue: Queue, residents: number): number {
  let level = Number.POSITIVE_INFINITY
  let space = 0
  let filled = residents
  while (queue.size > 0 && !((queue.keys[0] as number) >= level)) {
    take(queue)
    const size = queue.values[queue.size] as number
    space += size
    filled += (queue.keys[queue.size] as number) * size
    level = filled / space
  }
  return level
}

function sum(values: Float64Array): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i] as number
  return total
}
