import type { Pairs } from './pairs.ts'

/**
 * Sites with room for so many residents each: the residents of a client may go to several, and who finds no room pays `without`.
 * Costs are per resident.
 */
export type Rooms = {
  /** The ways that cost less than `without`, by site. */
  readonly starts: Uint32Array
  readonly clients: Uint32Array
  readonly costs: Float64Array
  readonly people: Float64Array
  readonly without: Float64Array
  /** Residents that each site has room for. */
  readonly room: number
  readonly prices: Float64Array
  readonly budget: number
}

/** So many residents of a client go to a site. */
export type Flow = { readonly client: number; readonly site: number; readonly people: number; readonly cost: number }

export type RoomsParts = Omit<Rooms, 'starts' | 'clients' | 'costs'> & {
  readonly pairs: Pairs
  readonly costOf: (client: number, minutes: number) => number
}

export function toRooms({ pairs, costOf, ...rest }: RoomsParts): Rooms {
  const { people, without, prices } = rest
  const ways: { client: number; site: number; cost: number }[] = []
  for (let client = 0; client < people.length; client++) {
    if (people[client] === 0) continue
    for (let p = pairs.offsets[client] as number; p < (pairs.offsets[client + 1] as number); p++) {
      const cost = costOf(client, pairs.minutes[p] as number)
      if (cost < (without[client] as number)) ways.push({ client, site: pairs.facilities[p] as number, cost })
    }
  }
  ways.sort((a, b) => a.site - b.site || a.client - b.client)
  const starts = new Uint32Array(prices.length + 1)
  for (const { site } of ways) starts[site + 1] = (starts[site + 1] as number) + 1
  for (let j = 0; j < prices.length; j++) starts[j + 1] = (starts[j + 1] as number) + (starts[j] as number)
  return {
    ...rest,
    starts,
    clients: Uint32Array.from(ways, ({ client }) => client),
    costs: Float64Array.from(ways, ({ cost }) => cost),
  }
}

/** What all pay who go nowhere. */
export const payNobodyServed = ({ people, without }: Rooms): number =>
  people.reduce((sum, here, c) => sum + here * (without[c] as number), 0)

/** Fills the open sites, whoever gains most first: quick, and seldom far from the best filling. */
export function fillQuickly(rooms: Rooms, open: Uint8Array): Flow[] {
  const { starts, clients, costs, people, without, room } = rooms
  const ways: { site: number; p: number; gain: number }[] = []
  for (let site = 0; site < open.length; site++)
    if (open[site] === 1)
      for (let p = starts[site] as number; p < (starts[site + 1] as number); p++)
        ways.push({ site, p, gain: (without[clients[p] as number] as number) - (costs[p] as number) })
  ways.sort((a, b) => b.gain - a.gain || a.p - b.p)
  const left = people.slice()
  const space = Float64Array.from(open, (isOpen) => isOpen * room)
  const flows: Flow[] = []
  for (const { site, p } of ways) {
    const client = clients[p] as number
    const go = Math.min(left[client] as number, space[site] as number)
    if (go <= 0) continue
    left[client] = (left[client] as number) - go
    space[site] = (space[site] as number) - go
    flows.push({ client, site, people: go, cost: costs[p] as number })
  }
  return flows
}

/** What all pay with these flows. */
export function payWith(rooms: Rooms, flows: readonly Flow[]): number {
  const gained = flows.reduce((sum, { client, people, cost }) => sum + people * ((rooms.without[client] as number) - cost), 0)
  return payNobodyServed(rooms) - gained
}
