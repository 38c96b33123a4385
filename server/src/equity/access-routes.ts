import Type from 'typebox'
import type { AccessHead, AccessInequality, AccessOfSettlement, AccessService } from '#contract'
import type { App } from '#kernel'
import { type AccessQuestion, accessQuestion } from './access-question.ts'
import { writeTable } from './csv.ts'
import { methodOfTravel, travelUse } from './shapes.ts'

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
  asOf: Type.Optional(Type.String({ description: 'The day whose supply it is; missing for what is now' })),
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
      theilByArea: Type.Optional(
        Type.Object({ between: figure, within: figure }, { description: 'Theil T, by part of the area' }),
      ),
      byRemoteness: Type.Optional(
        Type.Object(
          { index: figure, curve: Type.Array(figure) },
          { description: 'Concentration index and curve, by distance from the nearest urban settlement' },
        ),
      ),
      atkinson: Type.Number({ description: 'For an aversion of 0.5' }),
      hoover: figure,
      palma: Type.Optional(figure),
      lorenz: Type.Array(figure, { description: 'Share of the whole of the lowest 0, 10 … 100 % of residents' }),
    }),
  ),
})
const daysJson = Type.Object({
  service: Type.String(),
  since: Type.String({ description: "The region's first day here: before it, nothing is known" }),
  days: Type.Array(Type.Object({ day: Type.String(), opened: Type.Integer(), closed: Type.Integer(), changed: Type.Integer() })),
})
type Row = Type.Static<typeof row>
type AccessAnswer = Type.Static<typeof accessJson>

/** `GET /equity/v1/access`, open to anybody, as JSON or CSV. */
export function registerAccess(app: App, { access }: { readonly access: AccessService }): void {
  const response = {
    200: {
      description: 'Access',
      content: { 'application/json': { schema: accessJson }, 'text/csv': { schema: Type.String() } },
    },
  }
  const schema = { summary: 'Access', description, tags: ['equity'], querystring: accessQuestion, response }
  app.get('/equity/v1/access', { schema }, async ({ query, headers }, reply) => {
    const answer = await answerOf(access, query)
    if ((query.format ?? (headers.accept?.includes('text/csv') ? 'csv' : 'json')) === 'json') return answer
    return reply.type('text/csv; charset=utf-8').send(writeAccess(answer))
  })
  const ofDays = {
    summary: 'Days on which supply changed',
    description: 'On which days facilities of a service came, went or became others, the newest first: ask about one with asOf.',
    tags: ['equity'],
    querystring: Type.Object({ service: accessQuestion.properties.service }),
    response: { 200: daysJson },
  }
  app.get('/equity/v1/days', { schema: ofDays }, async ({ query: { service } }) => {
    const { since, days } = await access.days(service)
    return { service, since, days: [...days] }
  })
}

async function answerOf(access: AccessService, question: AccessQuestion): Promise<AccessAnswer> {
  if (question.by === 'settlement') {
    const { settlements, ...head } = await access.settlements(question)
    return { ...tellHead(question, head), rows: settlements.map(tellSettlement) }
  }
  if (question.by === 'area') {
    const { areas, ...head } = await access.byArea(question)
    return { ...tellHead(question, head), rows: [...areas] }
  }
  const { classes, ruralToUrban, interval, inequality, bins: _, ...head } = await access.report(question)
  return {
    ...tellHead(question, head),
    rows: [...classes],
    ...(ruralToUrban !== undefined && { ruralToUrban }),
    ...(interval && { interval }),
    ...(inequality && { inequality: tellInequality(inequality) }),
  }
}

function tellInequality({ lorenz, byRemoteness, ...rest }: AccessInequality): NonNullable<AccessAnswer['inequality']> {
  const remoteness = byRemoteness && { byRemoteness: { ...byRemoteness, curve: [...byRemoteness.curve] } }
  return { ...rest, lorenz: [...lorenz], ...remoteness }
}

function tellHead({ service, measure, area, asOf }: AccessQuestion, { at, travel, faults, isBurden: _, ...head }: AccessHead) {
  return {
    ...head,
    service,
    measure,
    ...(area !== undefined && { area }),
    ...(asOf !== undefined && { asOf }),
    at: at.toISOString(),
    travel: [...travel],
    ...(faults && { faults: [...faults] }),
  }
}

function tellSettlement({ position, ...rest }: AccessOfSettlement): Row {
  return { ...rest, position: [...position] }
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
