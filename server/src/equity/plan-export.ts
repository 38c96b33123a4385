import type { PlanView } from '#contract'
import { Conflict } from '#kernel'
import { writeTable } from './csv.ts'

/** @throws Conflict while there is no answer */
function answerOf({ answer, state }: PlanView) {
  if (answer === undefined) throw new Conflict(`This plan has no answer: it is ${state}.`)
  return answer
}

/** The sites of a plan, one row each. @param language which of the names to give */
export function writePlanCsv(plan: PlanView, language = 'en'): string {
  const { sites, unit, objective, bound, gap, isProven } = answerOf(plan)
  return writeTable(
    'site,name,longitude,latitude,area,cost,residents,service,objective,value,unit,bound,gap,proven',
    sites.map(({ id, position: [longitude, latitude], names, area, cost, residents }) => [
      id,
      names?.[language] ?? names?.en ?? Object.values(names ?? {})[0],
      longitude,
      latitude,
      area,
      cost,
      residents,
      plan.question.kind,
      plan.question.objective,
      objective,
      unit,
      bound,
      gap,
      isProven,
    ]),
  )
}

/** The sites of a plan as a GeoJSON FeatureCollection (RFC 7946). */
export function writePlanFeatures(plan: PlanView): string {
  const { sites } = answerOf(plan)
  const features = sites.map(({ id, position, ...properties }) => ({
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: position },
    properties: { service: plan.question.kind, ...properties },
  }))
  return JSON.stringify({ type: 'FeatureCollection', features })
}
