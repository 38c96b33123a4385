import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { describeEntityMap, newEntityMap, requireEntityMap } from './entity-map.ts'
import { deleteEntityMap, extendEntityMap } from './entity-map-store.ts'
import { idOf } from './entity-routes.ts'
import { badData } from './errors.ts'
import { addressOf, negotiate, readNames, readTenant, requireTenant, sendJson } from './exchange.ts'
import { readInstant } from './instant.ts'
import { isObject } from './json.ts'
import { readPostedQuery } from './query-ask.ts'
import { typesMeant } from './type-query.ts'

const tags = ['Context: entity maps']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the entity map' }) })

/** GS CIM 009, 5.14 and 6.32 to 6.34: which entities a query matched at one moment. */
export function entityMapRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, contexts, clock } = deps

  app.post('/entityMaps', { schema: { tags, summary: 'Keep which entities a query matches' } }, async (request, reply) => {
    const ask = await readPostedQuery(request, deps, {})
    may(request, { action: 'read', types: typesMeant(ask.query) })
    await requireTenant(pool, ask.tenant)
    const map = await newEntityMap(deps, ask.tenant, ask.query)
    reply.status(201).header('location', addressOf('entityMaps', map.id)).header('ngsild-entitymap', map.id)
    return sendJson(reply, negotiate(request), ask.context, await describeEntityMap(deps, ask.tenant, map))
  })

  app.get('/entityMaps/:id', { schema: { tags, summary: 'Retrieve an entity map', params: byId } }, async (request, reply) => {
    const accept = negotiate(request)
    may(request, { action: 'read', types: undefined })
    const tenant = readTenant(request)
    const { context } = await readNames(request, contexts)
    const map = await requireEntityMap(deps, tenant, idOf(request.params))
    return sendJson(reply, accept, context, await describeEntityMap(deps, tenant, map))
  })

  app.patch(
    '/entityMaps/:id',
    { schema: { tags, summary: 'Say how long an entity map is kept', params: byId } },
    async (request, reply) => {
      may(request, { action: 'read', types: undefined })
      const tenant = readTenant(request)
      const { id } = await requireEntityMap(deps, tenant, idOf(request.params))
      const expiresAt = readInstant(isObject(request.body) ? request.body.expiresAt : undefined)
      if (expiresAt === undefined || new Date(expiresAt) <= clock())
        throw badData([{ pointer: '/expiresAt', message: 'is not a time to come' }])
      await extendEntityMap(pool, tenant, id, new Date(expiresAt))
      return reply.status(204).send()
    },
  )

  app.delete('/entityMaps/:id', { schema: { tags, summary: 'Delete an entity map', params: byId } }, async (request, reply) => {
    may(request, { action: 'read', types: undefined })
    const tenant = readTenant(request)
    const { id } = await requireEntityMap(deps, tenant, idOf(request.params))
    await deleteEntityMap(pool, tenant, id)
    return reply.status(204).send()
  })
}
