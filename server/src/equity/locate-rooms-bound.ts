import { pick } from './locate-pick.ts'
import { payNobodyServed, type Rooms } from './locate-rooms.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

const patience = 15
const mostRounds = 400

/**
 * Lower bound by Lagrangian relaxation: that residents go somewhere once is bought with a price per client, at which every site by
 * itself takes those who are worth most until it is full.
 *
 * @param best what is known to be possible
 * @param onChosen hears of the sites that the prices choose, and answers what is possible now
 * @returns the bound, and what each site saved at its prices, 0 or below
 * @see Cornuejols, Sridharan & Thizy (1991), EJOR 50(3): relaxations of the capacitated plant location problem
 */
export function boundRooms(
  rooms: Rooms,
  best: number,
  watch: Watch,
  onChosen: (open: Uint8Array) => number,
): { readonly bound: number; readonly savings: Float64Array } {
  const { people, without, prices, budget } = rooms
  const state = {
    multipliers: without.slice(),
    served: new Float64Array(people.length),
    savings: new Float64Array(prices.length),
  }
  const chosen = new Float64Array(prices.length)
  let bound = 0
  let known = { multipliers: state.multipliers.slice(), savings: state.savings.slice() }
  let step = 1.2
  let idle = 0
  for (let round = 0; round < mostRounds && step > 0.005 && !watch.isOver(); round++) {
    const takings = takeAll(rooms, state)
    const value =
      people.reduce((sum, here, c) => sum + here * (state.multipliers[c] as number), 0) +
      pick(state.savings, prices, budget, chosen).total
    if (value > bound * (1 + 1e-6) || round === 0) {
      idle = value > bound * (1 + 1e-4) ? 0 : idle + 1
      bound = Math.max(bound, value)
      known = { multipliers: state.multipliers.slice(), savings: state.savings.slice() }
      watch.tell({ stage: 'bounding', bound })
    } else idle++
    if (round % 8 === 0) best = Math.min(best, onChosen(Uint8Array.from(chosen, (part) => (part === 1 ? 1 : 0))))
    if (gapOf(best, bound) <= provenGap) break
    if (idle >= patience) {
      step /= 2
      idle = 0
      state.multipliers.set(known.multipliers)
      continue
    }
    follow(rooms, state, takings, chosen, step * (best - value))
  }
  return { bound: Math.min(bound, payNobodyServed(rooms)), savings: known.savings }
}

type State = { readonly multipliers: Float64Array; readonly served: Float64Array; readonly savings: Float64Array }
type Taking = { readonly site: number; readonly client: number; readonly part: number }

/** Fills every site with whom it is worth most; a last client in part. */
function takeAll({ starts, clients, costs, people, room }: Rooms, { multipliers, savings }: State): Taking[] {
  const takings: Taking[] = []
  for (let site = 0; site < savings.length; site++) {
    const worth: { client: number; gain: number }[] = []
    for (let p = starts[site] as number; p < (starts[site + 1] as number); p++) {
      const client = clients[p] as number
      const gain = (costs[p] as number) - (multipliers[client] as number)
      if (gain < 0) worth.push({ client, gain })
    }
    worth.sort((a, b) => a.gain - b.gain)
    let [space, saving] = [room, 0]
    for (const { client, gain } of worth) {
      if (space <= 0) break
      const go = Math.min(space, people[client] as number)
      space -= go
      saving += go * gain
      takings.push({ site, client, part: go / (people[client] as number) })
    }
    savings[site] = saving
  }
  return takings
}

function follow(
  { people, without }: Rooms,
  { multipliers, served }: State,
  takings: readonly Taking[],
  chosen: Float64Array,
  push: number,
): void {
  served.fill(0)
  for (const { site, client, part } of takings) served[client] = (served[client] as number) + part * (chosen[site] as number)
  let norm = 0
  for (let c = 0; c < people.length; c++) {
    const wants = (people[c] as number) * (1 - (served[c] as number))
    // Who stays without at no loss wants nothing.
    served[c] = wants > 0 && (multipliers[c] as number) >= (without[c] as number) ? 0 : wants
    norm += (served[c] as number) ** 2
  }
  if (norm === 0) return
  for (let c = 0; c < people.length; c++)
    multipliers[c] = Math.min(
      without[c] as number,
      Math.max(0, (multipliers[c] as number) + (push / norm) * (served[c] as number)),
    )
}
