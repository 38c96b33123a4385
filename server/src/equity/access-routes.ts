import Type from 'typebox'
import type { App, Clock, Pool } from '#kernel'
import { type AccessQuestion, accessQuestion, readParameters } from './access-question.ts'
import { summarise, summariseAreas } from './access-summary.ts'
import { writeTable } from './csv.ts'
import { findArea, findKind, findLoneTop, spanOf } from './find.ts'
import { type Measure, measures } from './measure.ts'
import { areaClasses, type Places, positionOf } from './places.ts'
import { keepSnapshot } from './snapshot.ts'
import { pairWithin } from './travel.ts'

const description = `How much of a service is within reach of whom, by one of the measures of the literature: by class of area with the
countryside against the city (and a 95 % interval) and how unequal it is, by area, or by settlement. Groups of fewer than 10 residents are
withheld; each place of fewer than 10 counts for 5 in every sum, so that none gives it away.`

const row = Type.Object({
  class: Type.Optional(Type.Enum(['urban', 'town', 'rural'])),
  area: Type.Optional(Type.String()),
  names: Type.Optional(Type.Record(Type.String(), Type.String())),
  settlement: Type.Optional(Type.String()),
  position: Type.Optional(Type.Array(Type.Number(), { description: 'Longitude and latitude, WGS 84' })),
  value: Type.Optional(Type.Number({ description: 'Of a settlement; missing where nothing is within reach of it' })),
  population: Type.Optional(Type.Number()),
  mean: Type.Optional(Type.Number({ description: 'Population-weighted; of minutes and cost, over those who have any' })),
  unreached: Type.Optional(Type.Number({ description: 'Residents with nothing within reach' })),
  isSuppressed: Type.Optional(Type.Literal(true)),
})
const figure = Type.Number()
const accessJson = Type.Object({
  service: Type.String(),
  measure: Type.String(),
  unit: Type.String(),
  area: Type.Optional(Type.String()),
  at: Type.String({ format: 'date-time' }),
  rows: Type.Array(row),
  ruralToUrban: Type.Optional(Type.Number({ description: 'Rural mean ÷ urban mean; 1 is no gap' })),
  interval: Type.Optional(Type.Object({ low: figure, high: figure }, { description: '95 % interval of ruralToUrban' })),
  inequality: Type.Optional(
    Type.Object({
      gini: figure,
      theil: Type.Object({ total: figure, between: figure, within: figure }, { description: 'Theil T, by class of area' }),
      atkinson: Type.Number({ description: 'For an aversion of 0.5' }),
      hoover: figure,
      palma: Type.Optional(figure),
      lorenz: Type.Array(figure, { description: 'Share of the whole of the lowest 0, 10 … 100 % of residents' }),
    }),
  ),
})
type Row = Type.Static<typeof row>
type AccessAnswer = Type.Static<typeof accessJson>

/** Values that are kept of one version of the region: more than are asked for in one sitting. */
const mostValues = 50

/** `GET /equity/v1/access`, open to anybody, as JSON or CSV. */
export function registerAccess(app: App, { pool, clock }: { readonly pool: Pool; readonly clock: Clock }): void {
  const current = keepSnapshot(pool, (places) => ({ places, values: new Map<string, Float64Array>() }))
  const response = {
    200: {
      description: 'Access',
      content: { 'application/json': { schema: accessJson }, 'text/csv': { schema: Type.String() } },
    },
  }
  const schema = { summary: 'Access', description, tags: ['equity'], querystring: accessQuestion, response }
  app.get('/equity/v1/access', { schema }, async ({ query, headers }, reply) => {
    const { places, values } = await current()
    const answer = answerOf(places, values, query, clock())
    if ((query.format ?? (headers.accept?.includes('text/csv') ? 'csv' : 'json')) === 'json') return answer
    return reply.type('text/csv; charset=utf-8').send(writeAccess(answer))
  })
}

function answerOf(places: Places, kept: Map<string, Float64Array>, question: AccessQuestion, at: Date): AccessAnswer {
  const { service, area, by } = question
  const measure: Measure = measures[question.measure]
  findKind(places.services, service)
  const span = spanOf(places, area)
  const values = valuesOf(places, kept, question, measure)
  const head = {
    service,
    measure: question.measure,
    unit: measure.unit,
    ...(area !== undefined && { area }),
    at: at.toISOString(),
  }
  if (by === 'settlement') return { ...head, rows: settlementRows(places, values, span) }
  if (by === 'area') {
    const parent = area === undefined ? findLoneTop(places) : findArea(places, area)
    return { ...head, rows: summariseAreas(places, values, parent) }
  }
  const { classes, inequality, ...figures } = summarise(places, values, span, measure.isBurden ?? false)
  const told = inequality && { inequality: { ...inequality, lorenz: [...inequality.lorenz] } }
  return { ...head, rows: [...classes], ...figures, ...told }
}

function valuesOf(places: Places, kept: Map<string, Float64Array>, question: AccessQuestion, measure: Measure): Float64Array {
  const parameters = readParameters(question)
  const key = JSON.stringify([question.service, question.measure, parameters])
  const known = kept.get(key)
  if (known !== undefined) return known
  const facilities = places.facilities.get(question.service)
  const people = places.settlements.people
  const nothing = () => new Float64Array(people.length).fill(measure.isBurden ? Number.POSITIVE_INFINITY : 0)
  const values =
    facilities === undefined
      ? nothing()
      : measure.of(
          {
            pairs: pairWithin(places.settlements, facilities, places.travel, parameters.limit),
            capacities: facilities.capacities,
            people,
          },
          parameters,
        )
  if (kept.size >= mostValues) kept.clear()
  kept.set(key, values)
  return values
}

function settlementRows(places: Places, values: Float64Array, [from, to]: readonly [number, number]): Row[] {
  return places.settlements.ids.slice(from, to).map((settlement, k) => {
    const value = values[from + k] as number
    const name = areaClasses[places.settlements.classes[from + k] as number] ?? 'rural'
    const position = [...positionOf(places.settlements, from + k)]
    return { settlement, position, class: name, ...(value !== Number.POSITIVE_INFINITY && { value }) }
  })
}

function writeAccess({ service, measure, unit, rows }: AccessAnswer): string {
  return writeTable(
    'service,measure,unit,area,class,settlement,longitude,latitude,value,population,mean,unreached,suppressed',
    rows.map((one) => [
      service,
      measure,
      unit,
      one.area,
      one.class,
      one.settlement,
      one.position?.[0],
      one.position?.[1],
      one.value,
      one.population,
      one.mean,
      one.unreached,
      one.isSuppressed ?? false,
    ]),
  )
}
