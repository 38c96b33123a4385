import Type from 'typebox'
import type { App } from '#kernel'
import { type Found, findAccess } from './access-find.ts'
import { type AccessQuestion, accessQuestion, readParameters } from './access-question.ts'
import { summarise, summariseAreas } from './access-summary.ts'
import { writeTable } from './csv.ts'
import { findArea, findKind, findLoneTop, spanOf } from './find.ts'
import { type Measure, measures } from './measure.ts'
import { areaClasses, type Places, positionOf } from './places.ts'
import type { GapDeps } from './service.ts'
import { methodOfTravel, travelUse } from './shapes.ts'
import { keepSnapshot } from './snapshot.ts'

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
  mode: methodOfTravel.properties.mode,
  season: methodOfTravel.properties.season,
  time: methodOfTravel.properties.time,
  day: Type.Optional(Type.String({ description: 'By bus: the day whose timetable was ridden, YYYYMMDD' })),
  travel: Type.Array(Type.Object({ by: travelUse.properties.by, pairs: Type.Integer() }), {
    description: 'How many pairs of a settlement and a facility came from where',
  }),
  unknownHours: Type.Integer({ description: 'With a time: facilities that count as open because nobody knows' }),
  faults: methodOfTravel.properties.faults,
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
export function registerAccess(app: App, deps: GapDeps): void {
  const { pool, clock } = deps
  const current = keepSnapshot(pool, (places) => ({ places, values: new Map<string, Promise<Found>>() }))
  const response = {
    200: {
      description: 'Access',
      content: { 'application/json': { schema: accessJson }, 'text/csv': { schema: Type.String() } },
    },
  }
  const schema = { summary: 'Access', description, tags: ['equity'], querystring: accessQuestion, response }
  app.get('/equity/v1/access', { schema }, async ({ query, headers }, reply) => {
    const { places, values } = await current()
    const answer = await answerOf(deps, places, values, query, clock())
    if ((query.format ?? (headers.accept?.includes('text/csv') ? 'csv' : 'json')) === 'json') return answer
    return reply.type('text/csv; charset=utf-8').send(writeAccess(answer))
  })
}

async function answerOf(
  deps: GapDeps,
  places: Places,
  kept: Map<string, Promise<Found>>,
  question: AccessQuestion,
  at: Date,
): Promise<AccessAnswer> {
  const { service, area, by } = question
  const measure: Measure = measures[question.measure]
  findKind(places.services, service)
  const span = spanOf(places, area)
  const { values, ...found } = await valuesOf(deps, places, kept, question, measure)
  const head = {
    service,
    measure: question.measure,
    unit: measure.unit,
    ...(area !== undefined && { area }),
    at: at.toISOString(),
    ...found,
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

function valuesOf(
  deps: GapDeps,
  places: Places,
  kept: Map<string, Promise<Found>>,
  question: AccessQuestion,
  measure: Measure,
): Promise<Found> {
  const { mode, season, at, hours, percentile } = question
  const parameters = readParameters(question)
  const key = JSON.stringify([question.service, question.measure, parameters, mode, season, at, hours, percentile])
  const known = kept.get(key)
  if (known !== undefined) return known
  const found = findAccess(deps, places, question, measure, parameters)
  // What is so now is otherwise in a minute.
  if (at === 'now') return found
  if (kept.size >= mostValues) kept.clear()
  kept.set(key, found)
  found.catch(() => kept.delete(key))
  return found
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
