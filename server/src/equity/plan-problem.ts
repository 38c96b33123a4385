import type { PlanCandidate, PlanObjective, PlanQuestion } from '#contract'
import { Invalid } from '#kernel'
import { minutesToNearest } from './access.ts'
import { findKind, spanOf } from './find.ts'
import type { Pairs } from './pairs.ts'
import { areaClasses, type Places, positionOf } from './places.ts'
import type { Goals, Travel } from './travel-service.ts'

export const planObjectives = [
  'minutes',
  'farthest',
  'reached',
  'sites',
  'worst-off',
  'classes',
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
}

export type Posed = {
  readonly problem: PlanProblem
  readonly candidates: readonly PlanCandidate[]
  readonly notes: readonly string[]
}

const usualLimit = 120
const mostPairs = 20_000_000

/**
 * @throws Invalid for a question that contradicts itself, is too large, or asks for a way to travel that the region does not have; NotFound for a kind or an area that is not there
 */
export async function posePlan(places: Places, question: PlanQuestion, travel: Travel): Promise<Posed> {
  checkQuestion(question)
  const service = findKind(places.services, question.kind)
  const span = spanOf(places, question.area)
  const candidates = question.candidates ?? settlementsOf(places, span)
  if (candidates.length === 0) throw new Invalid('There is no place where a site could be.')
  const all = places.settlements
  const settlements = Uint32Array.from(all.people.keys()).filter(
    (s) => s >= span[0] && s < span[1] && (all.people[s] as number) > 0,
  )
  if (settlements.length === 0) throw new Invalid('Nobody lives there: there is nobody to plan for.')
  const limit = question.limit ?? usualLimit
  const ask = { mode: question.mode, season: question.season }
  const ways = await travel.within(places, goalsOf(candidates), ask, limit)
  const pairs = keepRows(ways.pairs, settlements)
  if (pairs.minutes.length > mostPairs)
    throw new Invalid(`There are ${pairs.minutes.length} ways to consider, more than ${mostPairs}. Ask with a lower limit.`)
  const existing = question.existing === 'ignore' ? undefined : places.facilities.get(question.kind)
  const today = existing && (await travel.nearest(places, existing, ask))
  const pick = (values: Float64Array) => Float64Array.from(settlements, (s) => values[s] as number)
  const classes = Uint8Array.from(settlements, (s) => all.classes[s] as number)
  const prices = Float64Array.from(candidates, ({ cost }) => cost ?? 1)
  return {
    candidates,
    notes: [...new Set([...ways.faults, ...(today?.faults ?? [])])],
    problem: {
      objective: question.objective,
      settlements,
      people: pick(all.people),
      classes,
      today: pick(
        today === undefined
          ? nowhere(all.people.length)
          : minutesToNearest(today.pairs, existing?.capacities ?? new Float64Array()),
      ),
      standards: Float64Array.from(classes, (g) => question.within ?? service.standard[areaClasses[g] ?? 'rural']),
      pairs,
      ...budgetOf(question, prices),
      limit,
      ...(question.capacity !== undefined && { capacity: question.capacity }),
    },
  }
}

/** A number of sites is a budget at a price of one each. */
function budgetOf({ count, budget }: PlanQuestion, prices: Float64Array): Pick<PlanProblem, 'prices' | 'budget'> {
  if (count !== undefined) return { prices: prices.map(() => 1), budget: count }
  return { prices, budget: budget ?? Number.POSITIVE_INFINITY }
}

function checkQuestion({ objective, count, budget, capacity, within, limit, candidates }: PlanQuestion): void {
  const wanted = Number(count !== undefined) + Number(budget !== undefined)
  if (objective === 'sites' && wanted > 0)
    throw new Invalid('The fewest sites are what is looked for: ask without a count and without a budget.')
  if (objective !== 'sites' && wanted !== 1)
    throw new Invalid('Say how many sites (count) or what they may cost (budget): one of the two.')
  if (capacity !== undefined && objective !== 'minutes' && objective !== 'reached')
    throw new Invalid('Sites with a capacity are planned by minutes or by reached only.')
  if (within !== undefined && limit !== undefined && within > limit)
    throw new Invalid('Who is reached within more minutes than the limit would not be found: raise the limit.')
  const ids = new Set(candidates?.map(({ id }) => id))
  if (candidates !== undefined && ids.size < candidates.length) throw new Invalid('Two candidates have the same id.')
}

/** Every settlement of the span is a place where a site could be. */
function settlementsOf(places: Places, [from, to]: readonly [number, number]): PlanCandidate[] {
  return places.settlements.ids.slice(from, to).map((id, k) => {
    const names = places.areas.get(places.settlements.areas[from + k] as string)?.names
    return { id, position: positionOf(places.settlements, from + k), ...(names !== undefined && { names }) }
  })
}

export function goalsOf(candidates: readonly PlanCandidate[]): Goals {
  return {
    ids: candidates.map(({ id }) => id),
    longitudes: Float64Array.from(candidates, ({ position }) => position[0]),
    latitudes: Float64Array.from(candidates, ({ position }) => position[1]),
    capacities: new Float64Array(candidates.length).fill(1),
  }
}

const nowhere = (settlements: number) => new Float64Array(settlements).fill(Number.POSITIVE_INFINITY)

function keepRows({ offsets, facilities, minutes }: Pairs, rows: Uint32Array): Pairs {
  const kept = new Uint32Array(rows.length + 1)
  rows.forEach((s, row) => {
    kept[row + 1] = (kept[row] as number) + (offsets[s + 1] as number) - (offsets[s] as number)
  })
  const count = kept[rows.length] as number
  const pairs = { offsets: kept, facilities: new Uint32Array(count), minutes: new Float64Array(count) }
  rows.forEach((s, row) => {
    const [from, end] = [offsets[s] as number, offsets[s + 1] as number]
    pairs.facilities.set(facilities.subarray(from, end), kept[row])
    pairs.minutes.set(minutes.subarray(from, end), kept[row])
  })
  return pairs
}
