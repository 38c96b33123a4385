import Type from 'typebox'
import type { ComplianceReport, ComplianceRow, ComplianceService } from '#contract'
import type { App } from '#kernel'

const description = `Which area keeps which requirement: the minutes promised to each class, and whatever else the region's standards say
of who is to reach a service in how many minutes, and how much of it is to be there for 1,000 residents. Groups of fewer than 10 are withheld.`

const classOfArea = Type.Enum(['urban', 'town', 'rural'])
const names = Type.Record(Type.String(), Type.String())
const maybe = Type.Optional(Type.Number())
const complianceJson = Type.Object({
  area: Type.Optional(Type.String()),
  at: Type.String({ format: 'date-time' }),
  requirements: Type.Array(
    Type.Object({
      service: Type.String(),
      names,
      number: Type.Integer({ description: 'Its place among those of the service, from 0' }),
      class: Type.Optional(classOfArea),
      ages: Type.Optional(Type.Array(Type.String())),
      minutes: maybe,
      share: Type.Optional(Type.Number({ description: 'Part that must reach it in so many minutes; all, when missing' })),
      per1000: maybe,
      source: Type.Optional(Type.String()),
    }),
  ),
  rows: Type.Array(
    Type.Object({
      service: Type.String(),
      number: Type.Integer(),
      area: Type.String(),
      names,
      class: Type.Optional(classOfArea),
      population: Type.Optional(Type.Number({ description: 'Residents whom it is for' })),
      reached: maybe,
      share: maybe,
      capacity: Type.Optional(Type.Number({ description: 'In the area; missing where it is not known of a facility there' })),
      per1000: maybe,
      isMet: Type.Optional(Type.Boolean({ description: 'Missing where it cannot be told' })),
      isSuppressed: Type.Optional(Type.Literal(true)),
    }),
  ),
})

const question = Type.Object({
  area: Type.Optional(Type.String({ description: 'Code of the area around those that are told; without it, the region' })),
  service: Type.Optional(Type.String({ description: 'Kind of service; without it, all' })),
  format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'Stands above the Accept header' })),
})

type Told = Omit<ComplianceReport, 'at' | 'rows'> & { readonly at: string; readonly rows: readonly Partial<ComplianceRow>[] }

/** `GET /equity/v1/compliance`, open to anybody, as JSON or CSV. */
export function registerCompliance(app: App, { compliance }: { readonly compliance: ComplianceService }): void {
  const response = {
    200: {
      description: 'Compliance',
      content: { 'application/json': { schema: Type.Unsafe<Told>(complianceJson) }, 'text/csv': { schema: Type.String() } },
    },
  }
  const schema = { summary: 'Standards kept', description, tags: ['equity'], querystring: question, response }
  app.get('/equity/v1/compliance', { schema }, async ({ query: { format, ...ask }, headers }, reply) => {
    if ((format ?? (headers.accept?.includes('text/csv') ? 'csv' : 'json')) === 'csv')
      return reply.type('text/csv; charset=utf-8').send(await compliance.csv(ask))
    const report = await compliance.report(ask)
    return { ...report, at: report.at.toISOString(), rows: report.rows.map(tell) }
  })
}

/** What is withheld is missing, so that no program takes it for a zero. */
function tell(row: ComplianceRow): Partial<ComplianceRow> {
  const { population, ...rest } = row
  return row.isSuppressed ? rest : row
}
