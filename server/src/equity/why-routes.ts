import Type from 'typebox'
import type { WhyReport, WhyService } from '#contract'
import type { App } from '#kernel'
import { writeWhyCsv } from './why-csv.ts'

const description = `Why an area has less of a service than the city: its access (capacity within reach per 1,000 residents while it is open,
discounted by the way, as E2SFCA) taken apart into factors, and what each adds to the gap when it alone is made as it is in the city, on average
over all orders (Shapley). Factors that nothing is known of are named, not counted as nought.`

const factor = Type.Enum(['distance', 'capacity', 'hours', 'digital', 'eligibility', 'language'])
const whyJson = Type.Object({
  area: Type.String(),
  names: Type.Record(Type.String(), Type.String()),
  service: Type.String(),
  at: Type.String({ format: 'date-time' }),
  here: Type.Number({ description: 'Capacity within reach per 1,000 residents of the area' }),
  city: Type.Number({ description: 'The same of urban residents of the region' }),
  gap: Type.Number({ description: 'city − here' }),
  parts: Type.Array(
    Type.Object({
      factor,
      isKnown: Type.Boolean(),
      here: Type.Optional(Type.Number({ description: 'The factor itself, in the area' })),
      city: Type.Optional(Type.Number({ description: 'The factor itself, in the city' })),
      adds: Type.Optional(Type.Number({ description: 'What it adds to the gap' })),
      share: Type.Optional(Type.Number({ description: 'adds ÷ gap' })),
    }),
  ),
  largest: Type.Optional(factor),
})

const question = Type.Object({
  area: Type.String({ description: 'Code of an area' }),
  service: Type.String({ description: 'Kind of service' }),
  format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'Stands above the Accept header' })),
})

/** `GET /equity/v1/why`, open to anybody, as JSON or CSV. */
export function registerWhy(app: App, { why }: { readonly why: WhyService }): void {
  const response = {
    200: {
      description: 'Reasons',
      content: {
        'application/json': { schema: Type.Unsafe<Omit<WhyReport, 'at'> & { at: string }>(whyJson) },
        'text/csv': { schema: Type.String() },
      },
    },
  }
  const schema = { summary: 'Reasons of the gap', description, tags: ['equity'], querystring: question, response }
  app.get('/equity/v1/why', { schema }, async ({ query: { format, ...ask }, headers }, reply) => {
    const report = await why.explain(ask)
    if ((format ?? (headers.accept?.includes('text/csv') ? 'csv' : 'json')) === 'csv')
      return reply.type('text/csv; charset=utf-8').send(writeWhyCsv(report))
    return { ...report, at: report.at.toISOString() }
  })
}
