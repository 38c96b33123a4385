import type { PlanAnswer, PlanSite, PlanView, Weekday } from '#contract'
import { Conflict } from '#kernel'
import { writeTable } from './csv.ts'
import type { PointLayer } from './geopackage.ts'

/** A site, and where it is one of a mobile unit's, when the unit is there. */
type Stand = PlanSite & { readonly unit?: number; readonly day?: Weekday; readonly stop?: number }

/** @throws Conflict while there is no answer */
export function answerOf({ answer, state }: PlanView): PlanAnswer {
  if (answer === undefined) throw new Conflict(`This plan has no answer: it is ${state}.`)
  return answer
}

export function standsOf({ sites, rounds = [] }: PlanAnswer): Stand[] {
  return sites.map((site) => {
    const round = rounds.find(({ stops }) => stops.includes(site.id))
    return { ...site, ...(round && { unit: round.unit, day: round.day, stop: round.stops.indexOf(site.id) + 1 }) }
  })
}

/** The sites of a plan, one row each. @param language which of the names to give */
export function writePlanCsv(plan: PlanView, language = 'en'): string {
  const answer = answerOf(plan)
  const { unit, objective, bound, gap, isProven } = answer
  return writeTable(
    'site,name,longitude,latitude,area,cost,residents,service,objective,value,unit,bound,gap,proven,kilometres,mobile_unit,day,stop',
    standsOf(answer).map(({ id, position: [longitude, latitude], names, area, cost, residents, ...stand }) => [
      id,
      nameIn(names, language),
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
      stand.kilometres,
      stand.unit,
      stand.day,
      stand.stop,
    ]),
  )
}

/** The sites of a plan as a GeoJSON FeatureCollection (RFC 7946). */
export function writePlanFeatures(plan: PlanView): string {
  const features = standsOf(answerOf(plan)).map(({ id, position, ...properties }) => ({
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: position },
    properties: { service: plan.question.kind, ...properties },
  }))
  return JSON.stringify({ type: 'FeatureCollection', features })
}

/** The sites of a plan as a layer of a GeoPackage. @param language which of the names to give */
export function planLayer(plan: PlanView, language = 'en'): PointLayer {
  const { objective, isProven } = answerOf(plan)
  return {
    name: 'sites',
    description: `Plan ${plan.id}: ${plan.question.objective}, ${objective}${isProven ? ', proven' : ''}`,
    columns: {
      ...{ site: 'TEXT', name: 'TEXT', service: 'TEXT', area: 'TEXT', cost: 'REAL', residents: 'REAL', kilometres: 'REAL' },
      ...{ mobile_unit: 'INTEGER', day: 'TEXT', stop: 'INTEGER' },
    },
    rows: standsOf(answerOf(plan)).map(({ id, position, names, area, cost, residents, kilometres, unit, day, stop }) => ({
      position,
      values: [...[id, nameIn(names, language), plan.question.kind, area, cost, residents, kilometres], ...[unit, day, stop]],
    })),
  }
}

const nameIn = (names: PlanSite['names'], language: string) => names?.[language] ?? names?.en ?? Object.values(names ?? {})[0]
