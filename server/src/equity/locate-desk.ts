import { type Choice, isUniform } from './locate-choice.ts'

/** Room for one look at all exchanges, used again by the next. */
export type Desk = {
  readonly isUniform: boolean
  /** Of each client: its open site or -1, what it pays, what it would pay without that site, and where its row stops to matter. */
  readonly first: Int32Array
  readonly pays: Float64Array
  readonly wouldPay: Float64Array
  readonly ends: Uint32Array
  /** Of each open site: what all would pay more without it. */
  readonly losses: Float64Array
  /** The entries that matter, by closed site: client and cost. */
  readonly starts: Uint32Array
  clients: Uint32Array
  costs: Float64Array
  /** Of each open site, for the closed one that is looked at: how much of its loss that one makes good. */
  readonly extras: Float64Array
  readonly touched: Uint32Array
}

export function createDesk(choice: Choice): Desk {
  const [clients, sites] = [choice.without.length, choice.prices.length]
  return {
    isUniform: isUniform(choice),
    first: new Int32Array(clients),
    pays: new Float64Array(clients),
    wouldPay: new Float64Array(clients),
    ends: new Uint32Array(clients),
    losses: new Float64Array(sites),
    starts: new Uint32Array(sites + 1),
    clients: new Uint32Array(1024),
    costs: new Float64Array(1024),
    extras: new Float64Array(sites),
    touched: new Uint32Array(sites),
  }
}

/** Lays out what every addition and exchange would gain and lose. @param open 1 for each open site */
export function look(choice: Choice, open: Uint8Array, desk: Desk): void {
  findTwo(choice, open, desk)
  const { offsets, sites, costs, without } = choice
  const { starts, ends } = desk
  starts.fill(0)
  for (let c = 0; c < without.length; c++)
    for (let p = offsets[c] as number, end = ends[c] as number; p < end; p++) {
      const site = sites[p] as number
      if (open[site] === 0) starts[site + 1] = (starts[site + 1] as number) + 1
    }
  for (let j = 1; j < starts.length; j++) starts[j] = (starts[j] as number) + (starts[j - 1] as number)
  const count = starts[starts.length - 1] as number
  if (desk.clients.length < count) {
    desk.clients = new Uint32Array(count * 2)
    desk.costs = new Float64Array(count * 2)
  }
  for (let c = without.length - 1; c >= 0; c--)
    for (let p = (ends[c] as number) - 1, from = offsets[c] as number; p >= from; p--) {
      const site = sites[p] as number
      if (open[site] === 1) continue
      // Filled from behind, so that each start ends where its entries begin.
      const at = (starts[site + 1] as number) - 1
      starts[site + 1] = at
      desk.clients[at] = c
      desk.costs[at] = costs[p] as number
    }
  starts.copyWithin(0, 1)
  starts[starts.length - 1] = count
}

/** The open site each client goes to and what its second one would cost. */
function findTwo({ offsets, sites, costs, without }: Choice, open: Uint8Array, desk: Desk): void {
  const { first, pays, wouldPay, ends, losses } = desk
  losses.fill(0)
  for (let c = 0; c < without.length; c++) {
    const end = offsets[c + 1] as number
    let p = offsets[c] as number
    while (p < end && open[sites[p] as number] === 0) p++
    const at = p
    first[c] = at < end ? (sites[at] as number) : -1
    pays[c] = at < end ? (costs[at] as number) : (without[c] as number)
    if (at < end) p++
    while (p < end && open[sites[p] as number] === 0) p++
    wouldPay[c] = p < end ? (costs[p] as number) : (without[c] as number)
    ends[c] = p
    if (at < end) {
      const site = sites[at] as number
      losses[site] = (losses[site] as number) + (wouldPay[c] as number) - (pays[c] as number)
    }
  }
}
