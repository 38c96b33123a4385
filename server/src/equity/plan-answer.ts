import type { PlanAnswer, PlanCandidate, PlanFigures, PlanQuestion, PlanSite } from '#contract'
import type { Filled } from './locate-rooms-solve.ts'
import type { Chosen } from './locate-solve.ts'
import { gapOf, provenGap } from './locate-watch.ts'
import { areaClasses, type Places } from './places.ts'
import type { PlanProblem, Posed } from './plan-problem.ts'
import { isWithheld } from './suppression.ts'

export type Solved = { readonly chosen: Chosen & Partial<Filled>; readonly stages: readonly string[]; readonly seconds: number }

/** What the sites of a plan bring, beside today. */
export function answerPlan(
  places: Places,
  question: PlanQuestion,
  { problem, candidates, notes }: Posed,
  { chosen, stages, seconds }: Solved,
): PlanAnswer {
  const { open, objective, bound, isStopped } = chosen
  const parts = partsOf(problem, chosen)
  const gap = gapOf(objective, bound)
  const sites = sitesOf(places, candidates, problem, open, parts)
  return {
    sites,
    cost: sites.reduce((sum, { cost }) => sum + cost, 0),
    unit: unitOf(question),
    objective,
    bound,
    gap,
    isProven: gap <= provenGap,
    stages,
    seconds,
    isStopped,
    before: figuresOf(problem, stayers(problem)),
    after: figuresOf(problem, parts),
    outOfReach: outOfReach(problem),
    notes,
  }
}

function unitOf({ objective, candidates }: PlanQuestion): PlanAnswer['unit'] {
  switch (objective) {
    case 'reached':
      return 'residents'
    case 'classes':
      return 'index'
    case 'sites':
      return candidates?.some(({ cost }) => cost !== undefined) ? 'cost' : 'sites'
    default:
      return 'minutes'
  }
}

/** Residents of a settlement who go the same way: to a site, or (-1) where they go today. */
type Part = { readonly client: number; readonly people: number; readonly minutes: number; readonly site: number }

/** Everybody as today. */
const stayers = ({ people, today }: PlanProblem): Part[] =>
  Array.from(people, (here, client) => ({ client, people: here, minutes: today[client] as number, site: -1 }))

/** Who goes where: where sites have room for so many, as they were filled; else everybody to the nearest. */
function partsOf(problem: PlanProblem, { open, flows }: Chosen & Partial<Filled>): Part[] {
  const { pairs, people, today } = problem
  const minutesTo = (client: number, site: number) => {
    const at = pairs.facilities.subarray(pairs.offsets[client], pairs.offsets[client + 1]).indexOf(site)
    return pairs.minutes[(pairs.offsets[client] as number) + at] as number
  }
  if (flows !== undefined) {
    const left = people.slice()
    for (const { client, people: go } of flows) left[client] = Math.max(0, (left[client] as number) - go)
    return [
      ...flows.map(({ client, site, people: go }) => ({ client, site, people: go, minutes: minutesTo(client, site) })),
      ...Array.from(left, (here, client) => ({ client, people: here, minutes: today[client] as number, site: -1 })),
    ]
  }
  return stayers(problem).map((part) => {
    let { minutes, site } = part
    for (let p = pairs.offsets[part.client] as number; p < (pairs.offsets[part.client + 1] as number); p++) {
      const j = pairs.facilities[p] as number
      if (open[j] !== 1 || (pairs.minutes[p] as number) >= minutes) continue
      minutes = pairs.minutes[p] as number
      site = j
    }
    return { ...part, minutes, site }
  })
}

function sitesOf(
  places: Places,
  candidates: readonly PlanCandidate[],
  { prices }: PlanProblem,
  open: Uint8Array,
  parts: readonly Part[],
): PlanSite[] {
  const areas = new Map(places.settlements.ids.map((id, s) => [id, places.settlements.areas[s] as string]))
  return candidates.flatMap(({ id, position, names }, j) => {
    if (open[j] !== 1) return []
    const served = Float64Array.from(
      parts.filter(({ site }) => site === j),
      ({ people }) => people,
    )
    const area = areas.get(id)
    return [
      {
        id,
        position,
        ...(names !== undefined && { names }),
        ...(area !== undefined && { area }),
        cost: prices[j] as number,
        ...(!isWithheld(served) && { residents: served.reduce((sum, here) => sum + here, 0) }),
      },
    ]
  })
}

/** Everybody, then the classes in which somebody lives. */
function figuresOf(problem: PlanProblem, parts: readonly Part[]): PlanFigures[] {
  const { people, classes } = problem
  const groups = areaClasses.flatMap((name, g): PlanFigures[] => {
    const figure = figureOf(
      problem,
      parts.filter(({ client }) => classes[client] === g),
    )
    if (figure.population === 0) return []
    if (!isWithheld(people.filter((_, c) => classes[c] === g))) return [{ class: name, ...figure }]
    return [{ class: name, population: figure.population, reached: 0, isSuppressed: true }]
  })
  return [figureOf(problem, parts), ...groups]
}

function figureOf({ standards, limit }: PlanProblem, parts: readonly Part[]) {
  let population = 0
  let reached = 0
  let travelled = 0
  for (const { client, people, minutes } of parts) {
    population += people
    if (minutes <= (standards[client] as number)) reached += people
    travelled += people * Math.min(minutes, limit)
  }
  return { population, reached, ...(population > 0 && { share: reached / population, meanMinutes: travelled / population }) }
}

/** Residents whom neither today's facilities nor any candidate brings within the standard. */
function outOfReach({ pairs, people, today, standards }: PlanProblem): number {
  let residents = 0
  for (let c = 0; c < people.length; c++) {
    let nearest = today[c] as number
    for (let p = pairs.offsets[c] as number; p < (pairs.offsets[c + 1] as number); p++)
      nearest = Math.min(nearest, pairs.minutes[p] as number)
    if (nearest > (standards[c] as number)) residents += people[c] as number
  }
  return residents
}
