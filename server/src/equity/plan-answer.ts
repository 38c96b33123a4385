import type { PlanAnswer, PlanCandidate, PlanFigures, PlanQuestion, PlanSite } from '#contract'
import type { Chosen } from './locate-solve.ts'
import { gapOf, provenGap } from './locate-watch.ts'
import { areaClasses, type Places } from './places.ts'
import type { PlanProblem, Posed } from './plan-problem.ts'
import { isWithheld } from './suppression.ts'

export type Solved = { readonly chosen: Chosen; readonly stages: readonly string[]; readonly seconds: number }

/** What the sites of a plan bring, beside today. */
export function answerPlan(
  places: Places,
  question: PlanQuestion,
  { problem, candidates, notes }: Posed,
  { chosen, stages, seconds }: Solved,
): PlanAnswer {
  const { open, objective, bound, isStopped } = chosen
  const { minutes, site } = nearestOf(problem, open)
  const gap = gapOf(objective, bound)
  const sites = sitesOf(places, candidates, problem, open, site)
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
    before: figuresOf(problem, problem.today),
    after: figuresOf(problem, minutes),
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

/** Minutes with the sites, and which site is nearest; -1 where one of today's facilities is, or nothing. */
export function nearestOf({ pairs, today }: PlanProblem, open: Uint8Array): { minutes: Float64Array; site: Int32Array } {
  const minutes = today.slice()
  const site = new Int32Array(today.length).fill(-1)
  for (let c = 0; c < today.length; c++)
    for (let p = pairs.offsets[c] as number; p < (pairs.offsets[c + 1] as number); p++) {
      const j = pairs.facilities[p] as number
      if (open[j] !== 1 || (pairs.minutes[p] as number) >= (minutes[c] as number)) continue
      minutes[c] = pairs.minutes[p] as number
      site[c] = j
    }
  return { minutes, site }
}

function sitesOf(
  places: Places,
  candidates: readonly PlanCandidate[],
  { people, prices }: PlanProblem,
  open: Uint8Array,
  site: Int32Array,
): PlanSite[] {
  const areas = new Map(places.settlements.ids.map((id, s) => [id, places.settlements.areas[s] as string]))
  return candidates.flatMap(({ id, position, names }, j) => {
    if (open[j] !== 1) return []
    const served = people.filter((_, c) => site[c] === j)
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
function figuresOf(problem: PlanProblem, minutes: Float64Array): PlanFigures[] {
  const { people, classes } = problem
  const groups = areaClasses.flatMap((name, g): PlanFigures[] => {
    const isIn = (_: number, c: number) => classes[c] === g
    const figure = figureOf(problem, minutes, (c) => classes[c] === g)
    if (figure.population === 0) return []
    if (!isWithheld(people.filter(isIn))) return [{ class: name, ...figure }]
    return [{ class: name, population: figure.population, reached: 0, isSuppressed: true }]
  })
  return [figureOf(problem, minutes, () => true), ...groups]
}

function figureOf({ people, standards, limit }: PlanProblem, minutes: Float64Array, isIn: (c: number) => boolean) {
  let population = 0
  let reached = 0
  let travelled = 0
  for (let c = 0; c < people.length; c++) {
    if (!isIn(c)) continue
    const here = people[c] as number
    population += here
    if ((minutes[c] as number) <= (standards[c] as number)) reached += here
    travelled += here * Math.min(minutes[c] as number, limit)
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
