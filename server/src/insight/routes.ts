import Type from 'typebox'
import type { Forecast } from '#contract'
import type { App } from '#kernel'

const point = Type.Object({
  at: Type.String({ format: 'date-time' }),
  free: Type.Number({ description: 'Spaces expected to be free' }),
  low: Type.Number({ description: 'Lower end of the interval' }),
  high: Type.Number({ description: 'Upper end of the interval' }),
})

const error = Type.Object(
  {
    ours: Type.Number({ description: 'Mean absolute error of this forecast, in spaces' }),
    seasonalNaive: Type.Number({ description: 'The same of repeating the value of a week before' }),
    covered: Type.Number({ description: 'Share of readings that lay inside the interval' }),
    readings: Type.Number({ description: 'Readings compared' }),
    days: Type.Number({ description: 'Days held back' }),
  },
  { description: 'How well it would have done over the newest days, learning from the time before them alone' },
)

const answer = Type.Object({
  ok: Type.Boolean(),
  reason: Type.Optional(
    Type.Enum(['too-little-history', 'no-capacity', 'stale'], { description: 'Why there is no forecast, where ok is false' }),
  ),
  madeAt: Type.Optional(Type.String({ format: 'date-time' })),
  total: Type.Optional(Type.Number()),
  coverage: Type.Optional(Type.Number({ description: 'Share of outcomes the interval is meant to hold' })),
  points: Type.Optional(
    Type.Array(point, { description: 'Quarters of an hour of the next 24 hours for which there is a rhythm' }),
  ),
  error: Type.Optional(error),
})

/**
 * `GET /insight/v1/parking/{id}/forecast`.
 *
 * @param forecast of a site by its id, after whoever decides has decided that it may be told to anybody
 */
export function registerInsight(app: App, { forecast }: { readonly forecast: (id: string) => Promise<Forecast> }): void {
  const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 2048 }) })
  const schema = { summary: 'Free parking spaces of the next 24 hours', tags: ['insight'], params, response: { 200: answer } }
  app.get('/insight/v1/parking/:id/forecast', { schema }, async ({ params: { id } }) => {
    const made = await forecast(id)
    if (!made.ok) return made
    const points = made.points.map((one) => ({ ...one, at: one.at.toISOString() }))
    return { ...made, madeAt: made.madeAt.toISOString(), points }
  })
}
