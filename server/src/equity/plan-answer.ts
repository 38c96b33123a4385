import type { PlanAnswer, PlanFigures, PlanQuestion, PlanSite } from '#contract'
import { gapOf, provenGap } from './locate-watch.ts'
import { areaClasses, type Places } from './places.ts'
import { ableWith, jointOf, type Online, onlineFigures } from './plan-online.ts'
import type { PlanProblem, Posed } from './plan-problem.ts'
import { dateRounds } from './plan-rounds.ts'
import type { Solution } from './plan-solve.ts'
import { isWithheld } from './suppression.ts'

export type Solved = { readonly chosen: Solution; readonly stages: readonly string[]; readonly seconds: number }

/** What the sites of a plan bring, beside today. */
export function answerPlan(
  places: Places,
  question: PlanQuestion,
  { problem, candidates, notes, online }: Posed,
  { chosen, stages, seconds }: Solved,
): PlanAnswer {
  const { open, objective, bound, isStopped, rounds } = chosen
  const parts = problem.able === undefined ? partsOf(problem, chosen) : partsOfPoints(problem, open)
  const told = online && toldOf(places, problem, online, parts)
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
    before: figuresOf(problem, stayers(problem), told?.before),
    after: figuresOf(problem, parts, told?.after),
    outOfReach: outOfReach(problem),
    ...(rounds !== undefined &&
      problem.rounds !== undefined && { rounds: dateRounds(candidates, question, problem.rounds, rounds) }),
    notes,
  }
}

function unitOf({ objective, candidates }: PlanQuestion): PlanAnswer['unit'] {
  switch (objective) {
    case 'reached':
    case 'online':
    case 'stops':
    case 'rounds':
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
type Part = {
  readonly client: number
  readonly people: number
  readonly minutes: number
  readonly site: number
  /** Share that can use the service at a distance. */
  readonly able?: number
}

/** Everybody as today. */
const stayers = ({ people, today, able }: PlanProblem): Part[] =>
  Array.from(people, (here, client) => ({
    client,
    people: here,
    minutes: today[client] as number,
    site: -1,
    ...(able !== undefined && { able: able[client] as number }),
  }))

/** Everybody goes where they go today; who lives in reach of a point, the nearest of them, can use the service from there. */
function partsOfPoints(problem: PlanProblem, open: Uint8Array): Part[] {
  const { pairs, enabled } = problem
  return stayers(problem).map((part) => {
    let [nearest, site] = [Number.POSITIVE_INFINITY, -1]
    for (let p = pairs.offsets[part.client] as number; p < (pairs.offsets[part.client + 1] as number); p++) {
      if (open[pairs.facilities[p] as number] !== 1 || (pairs.minutes[p] as number) >= nearest) continue
      nearest = pairs.minutes[p] as number
      site = pairs.facilities[p] as number
    }
    return site < 0 ? part : { ...part, site, able: enabled?.[part.client] as number }
  })
}

type Told = (chosen: readonly number[]) => Partial<PlanFigures>

/** What else is told of some settlements where a service is given at a distance, too: before and after. */
function toldOf({ settlements: all }: Places, { settlements }: PlanProblem, online: Online, parts: readonly Part[]) {
  const isNear = new Uint8Array(all.people.length)
  for (const { client, site } of parts) if (site >= 0) isNear[settlements[client] as number] = 1
  const tell = (able: Float64Array): Told => {
    const joint = jointOf(online, all.people, able)
    return (chosen) =>
      onlineFigures(
        all.people,
        chosen.map((c) => settlements[c] as number),
        { able, joint },
      )
  }
  return { before: tell(online.able), after: tell(ableWith(online, isNear)) }
}

/** Who goes where: where sites have room for so many, as they were filled; else everybody to the nearest. */
function partsOf(problem: PlanProblem, { open, flows }: Solution): Part[] {
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
  candidates: Posed['candidates'],
  { prices, able }: PlanProblem,
  open: Uint8Array,
  parts: readonly Part[],
): PlanSite[] {
  const areas = new Map(places.settlements.ids.map((id, s) => [id, places.settlements.areas[s] as string]))
  // Of a point, those who can use the service because of it.
  const served = ({ client, people, able: now = 0 }: Part) => people * (able === undefined ? 1 : now - (able[client] as number))
  return candidates.flatMap(({ id, position, names, kilometres }, j) => {
    if (open[j] !== 1) return []
    const residents = Float64Array.from(
      parts.filter(({ site }) => site === j),
      served,
    )
    const area = areas.get(id)
    return [
      {
        id,
        position,
        ...(names !== undefined && { names }),
        ...(area !== undefined && { area }),
        cost: prices[j] as number,
        ...(!isWithheld(residents) && { residents: residents.reduce((sum, here) => sum + here, 0) }),
        ...(kilometres !== undefined && { kilometres }),
      },
    ]
  })
}

/** Everybody, then the classes in which somebody lives. */
function figuresOf(problem: PlanProblem, parts: readonly Part[], told: Told = () => ({})): PlanFigures[] {
  const { people, classes } = problem
  const clients = [...people.keys()]
  const groups = areaClasses.flatMap((name, g): PlanFigures[] => {
    const figure = figureOf(
      problem,
      parts.filter(({ client }) => classes[client] === g),
    )
    if (figure.population === 0) return []
    if (!isWithheld(people.filter((_, c) => classes[c] === g)))
      return [{ class: name, ...figure, ...told(clients.filter((c) => classes[c] === g)) }]
    return [{ class: name, population: figure.population, reached: 0, isSuppressed: true }]
  })
  return [{ ...figureOf(problem, parts), ...told(clients) }, ...groups]
}

function figureOf({ standards, limit }: PlanProblem, parts: readonly Part[]) {
  let population = 0
  let reached = 0
  let travelled = 0
  for (const { client, people, minutes, able = 0 } of parts) {
    population += people
    reached += minutes <= (standards[client] as number) ? people : people * able
    travelled += people * Math.min(minutes, limit)
  }
  return { population, reached, ...(population > 0 && { share: reached / population, meanMinutes: travelled / population }) }
}

/** Residents whom neither today's facilities nor any candidate brings within the standard, or to the service at a distance. */
function outOfReach({ pairs, people, today, standards, able, enabled }: PlanProblem): number {
  let residents = 0
  for (let c = 0; c < people.length; c++) {
    if ((today[c] as number) <= (standards[c] as number)) continue
    const [from, end] = [pairs.offsets[c] as number, pairs.offsets[c + 1] as number]
    if (able !== undefined && enabled !== undefined)
      residents += (people[c] as number) * (1 - ((from < end ? enabled : able)[c] as number))
    else if (!pairs.minutes.subarray(from, end).some((minutes) => minutes <= (standards[c] as number)))
      residents += people[c] as number
  }
  return residents
}
