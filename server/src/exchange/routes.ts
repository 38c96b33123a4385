import Type from 'typebox'
import type { App, Pool } from '#kernel'
import { lastChange, listDatasets } from './dataset-store.ts'
import { toDcat } from './dcat.ts'

export type ExchangeRouteDeps = { readonly pool: Pool; readonly publicUrl: string; readonly nodeName: string }

const most = 10_000

export function registerExchange(app: App, { pool, publicUrl, nodeName }: ExchangeRouteDeps): void {
  app.get(
    '/exchange/v1/catalogue',
    {
      schema: {
        tags: ['exchange'],
        summary: 'What departments publish of their own systems: DCAT-AP as JSON-LD',
        querystring: Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) }),
      },
    },
    async ({ query: { q } }, reply) => {
      const { items } = await listDatasets(pool, { ...(q !== undefined && { text: q }), limit: most, offset: 0 })
      const changedAt = await lastChange(pool)
      const document = toDcat({ publicUrl, nodeName, datasets: items, ...(changedAt && { changedAt }) })
      return reply.type('application/ld+json; charset=utf-8').send(JSON.stringify(document))
    },
  )
}
