import { type Choice, priceOf } from './locate-choice.ts'
import { createDesk, type Desk, look } from './locate-desk.ts'
import type { Watch } from './locate-watch.ts'

/**
 * Adds the site that gains most for its price while the budget lasts, then exchanges one site for another as long as that gains:
 * from no site at all this is greedy and interchange.
 *
 * All exchanges are valued in one walk over the sites that are nearer to a client than its second open one.
 *
 * @param open 1 for each open site; changed to the better choice
 * @see Teitz & Bart (1968), Operations Research 16(5): interchange; Whitaker (1983), INFOR 21(2), and
 * Resende & Werneck (2007), European Journal of Operational Research 174(1): gain, loss and extra
 */
export function improve(choice: Choice, open: Uint8Array, watch: Pick<Watch, 'isOver'>): void {
  const desk = createDesk(choice)
  while (!watch.isOver()) {
    look(choice, open, desk)
    const move = bestMove(choice, open, desk, choice.budget - priceOf(choice, open))
    if (move === undefined) return
    open[move.add] = 1
    if (move.drop >= 0) open[move.drop] = 0
  }
}

type Move = { readonly add: number; readonly drop: number }

/** The addition that gains most for its price, or where none is possible the exchange that gains most; undefined where none gains. */
function bestMove({ prices }: Choice, open: Uint8Array, desk: Desk, left: number): Move | undefined {
  const opened = Uint32Array.from(open.keys()).filter((j) => open[j] === 1)
  const cheapest = opened.reduce((best, j) => ((desk.losses[j] as number) < (desk.losses[best] ?? Infinity) ? j : best), -1)
  let added = -1
  let bestRatio = 0
  let exchange: Move | undefined
  let bestGain = Math.max(1e-9, 1e-12 * desk.pays.reduce((sum, cost) => sum + cost, 0))
  for (let j = 0; j < open.length; j++) {
    if (open[j] === 1 || desk.starts[j] === desk.starts[j + 1]) continue
    const price = prices[j] as number
    const { gain, touched } = appraise(j, desk)
    if (price <= left + 1e-9 && gain / price > bestRatio) {
      added = j
      bestRatio = gain / price
    }
    const consider = (drop: number) => {
      if (price > left + (prices[drop] as number) + 1e-9) return
      const net = gain - (desk.losses[drop] as number) + (desk.extras[drop] as number)
      if (net <= bestGain) return
      bestGain = net
      exchange = { add: j, drop }
    }
    if (!desk.isUniform) opened.forEach(consider)
    else {
      for (let k = 0; k < touched; k++) consider(desk.touched[k] as number)
      if (cheapest >= 0) consider(cheapest)
    }
    for (let k = 0; k < touched; k++) desk.extras[desk.touched[k] as number] = 0
  }
  return added >= 0 ? { add: added, drop: -1 } : exchange
}

/** What a closed site gains by itself; the extras it gives to open ones are left on the desk. */
function appraise(site: number, desk: Desk): { readonly gain: number; readonly touched: number } {
  const { starts, clients, costs, first, pays, wouldPay, extras, touched } = desk
  let gain = 0
  let count = 0
  for (let p = starts[site] as number, end = starts[site + 1] as number; p < end; p++) {
    const c = clients[p] as number
    const cost = costs[p] as number
    const now = pays[c] as number
    if (cost < now) gain += now - cost
    const from = first[c] as number
    if (from < 0) continue
    if (extras[from] === 0) touched[count++] = from
    extras[from] = (extras[from] as number) + (wouldPay[c] as number) - Math.max(cost, now)
  }
  return { gain, touched: count }
}
