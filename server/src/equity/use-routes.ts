import Type from 'typebox'
import type { UseReport, UseService } from '#contract'
import type { App } from '#kernel'

const description = `How residents of city and countryside fared with services: how long they waited, whether they got an answer, by which
channel they came and how content they were, by class of area and age band, each with a 95 % interval, and month by month with a warning where
the gap grows. Told once a month is over, in batches of ten cases and more: what is in no batch yet is in no figure.`

const figure = Type.Number()
const estimate = (text: string) => Type.Optional(Type.Object({ value: figure, low: figure, high: figure }, { description: text }))
const age = Type.Optional(Type.String({ description: 'Missing for all ages together' }))
const byChannel = Type.Optional(
  Type.Record(Type.String(), Type.Object({ value: figure, low: figure, high: figure }), { description: 'By channel' }),
)
const figures = {
  meanDays: estimate('Mean days of waiting'),
  medianDays: estimate('Median days of waiting'),
  completed: estimate('Share of cases that ended with an answer'),
  satisfaction: estimate('Mean of the marks 1 to 5'),
  channels: byChannel,
}
const useJson = Type.Object({
  area: Type.Optional(Type.String()),
  at: Type.String({ format: 'date-time' }),
  from: Type.Optional(Type.String({ description: 'First month looked at' })),
  until: Type.Optional(Type.String({ description: 'Last month told; missing while none is' })),
  services: Type.Array(
    Type.Object({
      service: Type.String(),
      cases: Type.Number(),
      groups: Type.Array(Type.Object({ class: Type.Enum(['urban', 'town', 'rural']), age, cases: Type.Number(), ...figures })),
      gaps: Type.Array(Type.Object({ age, ...figures }), { description: 'Rural ÷ urban' }),
      months: Type.Array(
        Type.Object({
          month: Type.String(),
          cases: Type.Number(),
          meanDays: estimate('Rural ÷ urban'),
          completed: estimate('Rural ÷ urban'),
        }),
      ),
      warnings: Type.Array(
        Type.Object({
          figure: Type.Enum(['waiting', 'completion']),
          growth: Type.Object({ value: figure, low: figure, high: figure }, { description: 'Factor of the gap per month' }),
          since: Type.String(),
          chance: Type.Number({ description: 'Of so clear a growth without any' }),
        }),
        { description: 'Gaps that grow; in 95 of 100 years without growth there is none' },
      ),
    }),
  ),
})

const question = Type.Object({
  area: Type.Optional(Type.String({ description: 'Code of an area; without it, the region' })),
  service: Type.Optional(Type.String({ description: 'Without it, every one that is used' })),
  format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'Stands above the Accept header' })),
})

/** `GET /equity/v1/use`, open to anybody, as JSON or CSV. */
export function registerUse(app: App, { use }: { readonly use: UseService }): void {
  const response = {
    200: {
      description: 'Use',
      content: {
        'application/json': { schema: Type.Unsafe<Omit<UseReport, 'at'> & { at: string }>(useJson) },
        'text/csv': { schema: Type.String() },
      },
    },
  }
  const schema = { summary: 'The gap in use', description, tags: ['equity'], querystring: question, response }
  app.get('/equity/v1/use', { schema }, async ({ query: { format, ...ask }, headers }, reply) => {
    if ((format ?? (headers.accept?.includes('text/csv') ? 'csv' : 'json')) === 'csv')
      return reply.type('text/csv; charset=utf-8').send(await use.csv(ask))
    const report = await use.report(ask)
    return { ...report, at: report.at.toISOString() }
  })
}
