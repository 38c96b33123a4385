import { type Flow, fillQuickly, payNobodyServed, payWith, type Rooms } from './locate-rooms.ts'
import { boundRooms } from './locate-rooms-bound.ts'
import { fillBest, mostWays, proveRooms } from './locate-rooms-exact.ts'
import type { Chosen } from './locate-solve.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

/** A choice of sites with who goes to which. */
export type Filled = Chosen & { readonly flows: readonly Flow[] }

/** Sites that are tried in exchange: those that are worth most at the prices of the bound. */
const mostTried = 60

/**
 * The sites at which all together pay least when each has room for so many: additions, prices of a Lagrangian bound and exchanges
 * first, then HiGHS where it is small enough. Who goes where is the best there is for the sites chosen.
 */
export async function solveRooms(rooms: Rooms, watch: Watch): Promise<Filled> {
  let best = addGreedily(rooms, watch)
  watch.tell({ stage: 'greedy', open: best.open, objective: best.value, bound: 0 })
  const { bound, savings } = boundRooms(rooms, best.value, watch, (open) => {
    const tried = fill(rooms, open)
    if (tried.value < best.value) best = tried
    return best.value
  })
  best = exchange(rooms, best, savings, watch)
  watch.tell({ stage: 'interchange', open: best.open, objective: best.value, bound: Math.min(bound, best.value) })
  const refined = await refine(rooms, best, watch)
  if (gapOf(refined.value, bound) <= provenGap || watch.isOver() || rooms.costs.length > mostWays)
    return answerOf(refined, bound, watch)
  const lift = (value: number) => Math.min(refined.value, Math.max(bound, value))
  const proof = await proveRooms(rooms, payNobodyServed(rooms), watch, (value) =>
    watch.tell({ stage: 'proving', bound: lift(value) }),
  )
  const proven = proof.open === undefined ? refined : await refine(rooms, fill(rooms, proof.open), watch)
  return answerOf(proven.value < refined.value ? proven : refined, Math.max(bound, proof.bound), watch)
}

type Best = { readonly open: Uint8Array; readonly value: number; readonly flows: readonly Flow[] }

function fill(rooms: Rooms, open: Uint8Array): Best {
  const flows = fillQuickly(rooms, open)
  return { open, flows, value: payWith(rooms, flows) }
}

async function refine(rooms: Rooms, best: Best, watch: Watch): Promise<Best> {
  const flows = await fillBest(rooms, best.open, watch)
  const value = flows === undefined ? best.value : payWith(rooms, flows)
  return flows !== undefined && value < best.value ? { ...best, flows, value } : best
}

function answerOf({ open, value, flows }: Best, bound: number, watch: Watch): Filled {
  const isStopped = gapOf(value, Math.min(value, bound)) > provenGap && watch.isOver()
  return { open, flows, objective: value, bound: Math.min(value, bound), isStopped }
}

/** Adds the site that gains most for its price, as long as the budget lasts: one that cannot gain more than what is known is passed over. */
function addGreedily(rooms: Rooms, watch: Watch): Best {
  const { prices, budget } = rooms
  let best = fill(rooms, new Uint8Array(prices.length))
  const most = new Float64Array(prices.length).fill(Number.POSITIVE_INFINITY)
  for (let left = budget; ; ) {
    let found: Best | undefined
    let ratio = 0
    for (const j of Uint32Array.from(most.keys()).sort((a, b) => (most[b] as number) - (most[a] as number))) {
      const price = prices[j] as number
      if (watch.isOver() || (most[j] as number) <= ratio) break
      if (best.open[j] === 1 || price > left + 1e-9) continue
      const open = best.open.slice()
      open[j] = 1
      const tried = fill(rooms, open)
      // With others open a site gains less, but for the quick filling: it is only where to begin.
      most[j] = (best.value - tried.value) / price
      if ((most[j] as number) > ratio) {
        found = tried
        ratio = most[j] as number
      }
    }
    if (found === undefined) return best
    left -= prices.reduce((sum, price, j) => sum + price * ((found.open[j] as number) - (best.open[j] as number)), 0)
    best = found
  }
}

function exchange(rooms: Rooms, start: Best, savings: Float64Array, watch: Watch): Best {
  const { prices, budget } = rooms
  const tried = [...savings.keys()].sort((a, b) => (savings[a] as number) - (savings[b] as number)).slice(0, mostTried)
  let best = start
  for (let isBetter = true; isBetter && !watch.isOver(); ) {
    isBetter = false
    const opened = [...best.open.keys()].filter((j) => best.open[j] === 1)
    const spent = opened.reduce((sum, j) => sum + (prices[j] as number), 0)
    for (const drop of opened)
      for (const add of tried) {
        if (isBetter || watch.isOver() || best.open[add] === 1) continue
        if (spent - (prices[drop] as number) + (prices[add] as number) > budget + 1e-9) continue
        const open = best.open.slice()
        open[drop] = 0
        open[add] = 1
        const next = fill(rooms, open)
        if (next.value >= best.value * (1 - 1e-12)) continue
        best = next
        isBetter = true
      }
  }
  return best
}
