import type { PlanCandidate, PlanObjective, PlanQuestion } from '#contract'
import { Invalid } from '#kernel'
import { minutesToNearest } from './access.ts'
import { helperMinutesOf } from './digital.ts'
import { findKind, spanOf } from './find.ts'
import type { Pairs } from './pairs.ts'
import { areaClasses, type Places } from './places.ts'
import { goalsOf, keepRows, settlementsOf } from './plan-candidates.ts'
import { checkQuestion } from './plan-check.ts'
import { type LinePlace, layLine, tooNear } from './plan-line.ts'
import { type Online, readOnline } from './plan-online.ts'
import { type RoundWays, readRounds } from './plan-rounds.ts'
import { readRouteStops } from './plan-route.ts'
import { none } from './reckoning.ts'
import type { Travel } from './travel-service.ts'

export const planObjectives = [
  'minutes',
  'farthest',
  'reached',
  'sites',
  'worst-off',
  'classes',
  'online',
  'stops',
  'rounds',
] as const satisfies readonly PlanObjective[]

/** A question with everything that is needed to answer it; goes to a thread of its own. */
export type PlanProblem = {
  readonly objective: PlanObjective
  /** The settlements that count, in the order of the rows of `pairs`, by their place in the region. */
  readonly settlements: Uint32Array
  readonly people: Float64Array
  readonly classes: Uint8Array
  /** Minutes to the nearest facility today; `Infinity` where there is none. */
  readonly today: Float64Array
  /** Minutes within which a resident counts as reached, per settlement. */
  readonly standards: Float64Array
  /** Settlement × candidate. */
  readonly pairs: Pairs
  readonly prices: Float64Array
  readonly budget: number
  readonly limit: number
  /** Residents that each site can serve. */
  readonly capacity?: number
  /** Of `online`: shares that can use the service at a distance, today and with a point; `pairs` are then to points within reach. */
  readonly able?: Float64Array
  readonly enabled?: Float64Array
  /** Of `stops`: sets of candidates of which one may be chosen at most, and those that are chosen in any case. */
  readonly apart?: readonly Uint32Array[]
  readonly fixed?: readonly number[]
  readonly rounds?: RoundWays
}

export type Posed = {
  readonly problem: PlanProblem
  readonly candidates: readonly (PlanCandidate & Partial<LinePlace>)[]
  readonly notes: readonly string[]
  readonly online?: Online
}

const usualLimit = 120
const usualWalk = 10
const mostPairs = 20_000_000

/**
 * @throws Invalid for a question that contradicts itself, is too large, or asks for a way to travel that the region does not have; NotFound for a kind, an area, a settlement or a route that is not there
 */
export async function posePlan(places: Places, question: PlanQuestion, travel: Travel): Promise<Posed> {
  checkQuestion(question)
  const { objective, kind } = question
  const service = findKind(places.services, kind)
  const span = spanOf(places, question.area)
  const line = question.line && (await layLine(places, question.line, (route) => stopsOf(places, route, travel)))
  const candidates = line ?? question.candidates ?? settlementsOf(places, span)
  if (candidates.length === 0) throw new Invalid('There is no place where a site could be.')
  const all = places.settlements
  const settlements = Uint32Array.from(all.people.keys()).filter(
    (s) => s >= span[0] && s < span[1] && (all.people[s] as number) > 0,
  )
  if (settlements.length === 0) throw new Invalid('Nobody lives there: there is nobody to plan for.')
  const within = question.within ?? (line && usualWalk)
  const limit = question.limit ?? Math.max(usualLimit, within ?? 0)
  const ask = { mode: question.mode ?? (line && ('foot' as const)), season: question.season }
  const toSites = objective === 'online' ? { ask: { mode: 'foot' as const }, limit: helperMinutesOf(places) } : { ask, limit }
  const ways = await travel.within(places, goalsOf(candidates), toSites.ask, toSites.limit)
  const pairs = keepRows(ways.pairs, settlements)
  if (pairs.minutes.length > mostPairs)
    throw new Invalid(`There are ${pairs.minutes.length} ways to consider, more than ${mostPairs}. Ask with a lower limit.`)
  const existing = question.existing === 'ignore' ? undefined : places.facilities.get(kind)
  const today = existing && (await travel.nearest(places, existing, ask))
  const online = objective === 'online' ? await readOnline(places, service, existing ?? none, { travel, ask }) : undefined
  const rounds = question.rounds && (await readRounds(places, candidates, question, travel))
  const pick = (values: Float64Array) => Float64Array.from(settlements, (s) => values[s] as number)
  const classes = Uint8Array.from(settlements, (s) => all.classes[s] as number)
  const prices = Float64Array.from(candidates, ({ cost }) => cost ?? 1)
  return {
    candidates,
    notes: [...new Set([...ways.faults, ...(today?.faults ?? []), ...(rounds?.faults ?? [])])],
    ...(online !== undefined && { online }),
    problem: {
      objective,
      settlements,
      people: pick(all.people),
      classes,
      today: pick(
        today === undefined
          ? nowhere(all.people.length)
          : minutesToNearest(today.pairs, existing?.capacities ?? new Float64Array()),
      ),
      standards: Float64Array.from(classes, (g) => within ?? service.standard[areaClasses[g] ?? 'rural']),
      pairs,
      ...budgetOf(question, prices),
      limit,
      ...(question.capacity !== undefined && { capacity: question.capacity }),
      ...(online !== undefined && { able: pick(online.able), enabled: pick(online.enabled) }),
      ...(line !== undefined && keepApart(line, question, prices)),
      ...(rounds !== undefined && { rounds: rounds.ways }),
    },
  }
}

/** A number of sites is a budget at a price of one each. */
function budgetOf({ count, budget }: PlanQuestion, prices: Float64Array): Pick<PlanProblem, 'prices' | 'budget'> {
  if (count !== undefined) return { prices: prices.map(() => 1), budget: count }
  return { prices, budget: budget ?? Number.POSITIVE_INFINITY }
}

/** @throws Invalid where not even both ends of the line can be stops */
function keepApart(line: readonly LinePlace[], { line: asked, count, budget }: PlanQuestion, prices: Float64Array) {
  const apart = tooNear(line, asked?.spacing)
  const last = line.length - 1
  if (apart.some((set) => set.includes(0) && set.includes(last)))
    throw new Invalid('The line is shorter than the spacing: it has no room for a stop at each end.')
  if (count !== undefined && count < 2) throw new Invalid('A line has a stop at each end: ask for two stops at least.')
  if (budget !== undefined && budget < (prices[0] as number) + (prices[last] as number))
    throw new Invalid('The stops at both ends already take more time than that.')
  return { apart, fixed: [0, last] }
}

async function stopsOf(places: Places, route: string, travel: Travel): Promise<readonly PlanCandidate[]> {
  const file = await travel.fileOf(places, 'transit')
  if (file === undefined) throw new Invalid('The region pack has no timetable (transit.zip): name the places of the line.')
  return readRouteStops(file.path, route)
}

const nowhere = (settlements: number) => new Float64Array(settlements).fill(Number.POSITIVE_INFINITY)
