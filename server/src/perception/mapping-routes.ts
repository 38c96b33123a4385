import Type from 'typebox'
import { type App, Invalid } from '#kernel'
import type { Intake } from './intake.ts'
import { MappingSchema } from './mapping.ts'
import { findMapping, listMappings, saveMapping } from './mappings.ts'
import { guard, type May } from './may.ts'

const ByName = Type.Object({ name: Type.String() })
const tags = ['imports']

export function registerMappingRoutes(app: App, { pool, registry }: Intake, may: May): void {
  const onRequest = guard(may, 'imports')

  app.put(
    '/perception/v1/mappings/:name',
    {
      onRequest,
      // The mapping's own reader finds more than its schema and names every fault with its place.
      schema: { tags, summary: 'Keep a mapping, in place of an earlier one of its name', params: ByName, body: Type.Unknown() },
    },
    async ({ params, body }, reply) => {
      const named = (body as { name?: unknown } | null)?.name
      if (named !== params.name) throw new Invalid(`The mapping calls itself ${JSON.stringify(named)}, not ${params.name}.`)
      await saveMapping(pool, body)
      registry.forget()
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/perception/v1/mappings/:name',
    { onRequest, schema: { tags, summary: 'One mapping', params: ByName, response: { 200: MappingSchema } } },
    async ({ params }) => findMapping(pool, params.name),
  )

  app.get('/perception/v1/mappings', { onRequest, schema: { tags, summary: 'Mappings, by name' } }, async () => ({
    mappings: await listMappings(pool),
  }))
}
