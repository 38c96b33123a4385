import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App, Clock, Pool, Tx } from '#kernel'
import { type Ask, record } from '#trust'
import { lastChange, listDatasets } from './dataset-store.ts'
import { toDcat } from './dcat.ts'
import { giveEntities } from './system-store.ts'

export type ExchangeRouteDeps = {
  readonly pool: Pool
  readonly clock: Clock
  readonly publicUrl: string
  readonly nodeName: string
  /** Throws a refusal when whoever sent the request may not do this. */
  readonly may: (request: FastifyRequest, ask: Omit<Ask, 'principal'>) => void
}

const most = 10_000

export function registerExchange(app: App, { pool, clock, publicUrl, nodeName, may }: ExchangeRouteDeps): void {
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

  app.put(
    '/exchange/v1/departments/:department/entities',
    {
      onRequest: async (request) => may(request, { action: 'write', resource: { kind: 'imports' } }),
      schema: {
        tags: ['exchange'],
        summary: "Which types of entity of this node are a department's own, so that it may publish them",
        params: Type.Object({ department: Type.String({ minLength: 1, maxLength: 100 }) }),
        body: Type.Object(
          { types: Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$', maxLength: 100 }), { maxItems: 200 }) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { department }, body: { types } }, reply) => {
      await pool.transaction(async (tx) => {
        await giveEntities(tx, department, types, clock())
        await recordGiving(tx, department, types, clock())
      })
      return reply.status(204).send(null)
    },
  )
}

const recordGiving = (tx: Tx, department: string, types: readonly string[], at: Date) =>
  record(tx, {
    kind: 'officer-action',
    actor: { kind: 'operator', id: 'operator' },
    subjects: [],
    action: 'give-entities',
    resource: `department:${department}`,
    categories: [],
    decision: 'allow',
    reason: types.join(', ') || 'none',
    at,
  })
