import { type Program, type ProgramRow, solveProgram } from './locate-highs.ts'
import type { Flow, Rooms } from './locate-rooms.ts'
import type { Watch } from './locate-watch.ts'

/** Ways up to which a proof is tried. */
export const mostWays = 40_000

/** The best filling of the open sites, by linear programming. */
export async function fillBest(
  rooms: Rooms,
  open: Uint8Array,
  watch: Pick<Watch, 'isOver'>,
): Promise<readonly Flow[] | undefined> {
  const { program, ways } = toProgram(rooms, (site) => open[site] === 1, false)
  if (ways.length === 0) return []
  const answer = await solveProgram(program, { isOver: watch.isOver })
  if (answer.state !== 'optimal' || answer.values === undefined) return undefined
  return toFlows(rooms, ways, answer.values)
}

export type RoomsProof = { readonly open?: Uint8Array; readonly bound: number }

/** Which sites to open, by mixed-integer programming. @param constant what all pay who go nowhere */
export async function proveRooms(
  rooms: Rooms,
  constant: number,
  watch: Pick<Watch, 'isOver'>,
  onBound: (bound: number) => void,
): Promise<RoomsProof> {
  const { program, ways } = toProgram(rooms, () => true, true)
  const answer = await solveProgram(program, {
    isOver: watch.isOver,
    onProgress: (_, bound) => {
      onBound(bound + constant)
      return false
    },
  })
  if (answer.state === 'impossible') throw new Error('to open no site is always possible')
  const { values, bound } = answer
  if (values === undefined) return { bound: bound + constant }
  return { bound: bound + constant, open: Uint8Array.from(values.subarray(ways.length), Math.round) }
}

type Way = { readonly p: number; readonly site: number }

/** A column for each way, the part of the client's residents that goes it, and where sites are chosen, one for each site. */
function toProgram(rooms: Rooms, isIn: (site: number) => boolean, isChoosing: boolean): { program: Program; ways: Way[] } {
  const { starts, clients, costs, people, without, room, prices, budget } = rooms
  const ways: Way[] = []
  for (let site = 0; site < prices.length; site++)
    if (isIn(site)) for (let p = starts[site] as number; p < (starts[site + 1] as number); p++) ways.push({ p, site })
  const byClient = Map.groupBy(ways.keys(), (way) => clients[ways[way]?.p ?? 0] as number)
  const bySite = Map.groupBy(ways.keys(), (way) => ways[way]?.site ?? 0)
  const peopleOf = (way: number) => people[clients[ways[way]?.p ?? 0] as number] as number
  const siteColumn = (site: number) => ways.length + site
  const below = Number.NEGATIVE_INFINITY
  const rows: ProgramRow[] = [...byClient.values()].map((own) => ({
    columns: own,
    values: own.map(() => 1),
    least: below,
    most: 1,
  }))
  for (const [site, own] of bySite) {
    const columns = isChoosing ? [...own, siteColumn(site)] : own
    const values = [...own.map(peopleOf), ...(isChoosing ? [-room] : [])]
    rows.push({ columns, values, least: below, most: isChoosing ? 0 : room })
    if (isChoosing) for (const way of own) rows.push({ columns: [way, siteColumn(site)], values: [1, -1], least: below, most: 0 })
  }
  if (isChoosing)
    rows.push({ columns: [...prices.keys()].map(siteColumn), values: [...prices], least: below, most: budget + 1e-9 })
  const count = ways.length + (isChoosing ? prices.length : 0)
  const gainOf = (way: number) => {
    const p = ways[way]?.p ?? 0
    return peopleOf(way) * ((costs[p] as number) - (without[clients[p] as number] as number))
  }
  const program = {
    costs: Float64Array.from({ length: count }, (_, v) => (v < ways.length ? gainOf(v) : 0)),
    upper: new Float64Array(count).fill(1),
    whole: Uint8Array.from({ length: count }, (_, v) => (v < ways.length ? 0 : 1)),
    rows,
  }
  return { program, ways }
}

function toFlows({ clients, costs, people }: Rooms, ways: readonly Way[], values: Float64Array): Flow[] {
  return ways.flatMap(({ p, site }, way) => {
    const client = clients[p] as number
    const go = (values[way] as number) * (people[client] as number)
    return go > 1e-6 ? [{ client, site, people: go, cost: costs[p] as number }] : []
  })
}
