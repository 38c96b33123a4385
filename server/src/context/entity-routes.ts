import type { FastifyReply } from 'fastify'
import Type, { type Static } from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { contextOf, negotiate, readNames, readTenant, requireTenant, sendJson } from './exchange.ts'
import { type Expression, leaves } from './expression.ts'
import { isUri } from './json.ts'
import { pageLinks } from './page-links.ts'
import { filterParameters, formParameters, pageParameters, readFilter, readForm } from './parameters.ts'
import { type EntityQuery, queryEntities } from './query.ts'
import { feature, type Representation, represent } from './represent.ts'
import { findEntity, locationName } from './store.ts'
import { readEntity, writeOne } from './write-entity.ts'

const tags = ['Context: entities']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the entity' }) })
const FormQuery = Type.Object(formParameters)
const FilterQuery = Type.Object({ ...filterParameters, ...formParameters, ...pageParameters })
type Ask = Static<typeof FilterQuery>

/** GS CIM 009, 6.4 and 6.5: /entities and /entities/{id}. */
export function entityRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, contexts } = deps

  app.post('/entities', { schema: { tags, summary: 'Create an entity' } }, async (request, reply) => {
    const { names } = await readNames(request, contexts, contextOf(request, request.body))
    const entity = readEntity(request.body, { names })
    may(request, { action: 'write', types: entity.types })
    await writeOne(deps, { tenant: readTenant(request), mode: 'create', entity })
    return reply
      .status(201)
      .header('location', `/ngsi-ld/v1/entities/${encodeURIComponent(entity.id)}`)
      .send()
  })

  app.get('/entities', { schema: { tags, summary: 'Query entities', querystring: FilterQuery } }, async (request, reply) => {
    const type = negotiate(request, ['application/json', 'application/ld+json', 'application/geo+json'])
    const tenant = readTenant(request)
    const { names, context } = await readNames(request, contexts)
    const { limit = 20, offset = 0, count = false } = request.query
    const query = readFilter(request.query, names)
    if (isUnbounded(query, request.query))
      throw new NgsiLdError('BadRequestData', 'Say which entities: by type, id, attrs, q, georel or scopeQ.')
    may(request, { action: 'read', types: typesOf(query) })
    await requireTenant(pool, tenant)
    const found = await queryEntities(pool, tenant, { ...query, offset, count, limit: limit === 0 ? 0 : limit + 1 })
    const page = found.entities.slice(0, limit)
    may(request, { action: 'read', types: [...new Set(page.flatMap((entity) => entity.types))] })
    if (found.count !== undefined) reply.header('ngsild-results-count', found.count)
    pageLinks(reply, request.url, { limit, offset, hasNext: found.entities.length > limit })
    const how = readForm(request.query, names)
    if (type === 'application/geo+json') return sendFeatures(reply, request.query, how, context, page)
    return sendJson(
      reply,
      type,
      context,
      page.map((entity) => represent(entity, how)),
    )
  })

  app.get(
    '/entities/:id',
    { schema: { tags, summary: 'Retrieve an entity', params: byId, querystring: FormQuery } },
    async (request, reply) => {
      const type = negotiate(request, ['application/json', 'application/ld+json', 'application/geo+json'])
      const tenant = readTenant(request)
      const { names, context } = await readNames(request, contexts)
      const how = readForm(request.query, names)
      await requireTenant(pool, tenant)
      const entity = await findEntity(pool, tenant, idOf(request.params))
      if (entity === undefined) {
        may(request, { action: 'read', types: undefined })
        throw notFound(request.params.id)
      }
      may(request, { action: 'read', types: entity.types })
      if (type !== 'application/geo+json') return sendJson(reply, type, context, represent(entity, how))
      return sendJson(reply, type, context, feature(entity, geometryOf(request.query, how), how))
    },
  )

  app.patch('/entities/:id', { schema: { tags, summary: 'Merge into an entity', params: byId } }, async (request, reply) => {
    const { names } = await readNames(request, contexts, contextOf(request, request.body))
    const entity = readEntity(request.body, { names, fragment: true, id: idOf(request.params) })
    may(request, { action: 'write', types: undefined })
    await writeOne(deps, { tenant: readTenant(request), mode: 'merge', entity })
    return reply.status(204).send()
  })

  app.put('/entities/:id', { schema: { tags, summary: 'Replace an entity', params: byId } }, async (request, reply) => {
    const { names } = await readNames(request, contexts, contextOf(request, request.body))
    const entity = readEntity(request.body, { names, id: idOf(request.params) })
    may(request, { action: 'write', types: entity.types })
    await writeOne(deps, { tenant: readTenant(request), mode: 'replace', entity })
    return reply.status(204).send()
  })

  app.delete('/entities/:id', { schema: { tags, summary: 'Delete an entity', params: byId } }, async (request, reply) => {
    may(request, { action: 'write', types: undefined })
    const entity = { id: idOf(request.params), types: [], scopes: [], attributes: {} }
    await writeOne(deps, { tenant: readTenant(request), mode: 'delete', entity })
    return reply.status(204).send()
  })
}

/** @throws {NgsiLdError} BadRequestData when the address names no URI */
export function idOf({ id }: { id: string }): string {
  if (!isUri(id)) throw new NgsiLdError('BadRequestData', `${id} is not a URI.`)
  return id
}

const isUnbounded = (query: EntityQuery, ask: Ask) => Object.keys(query).length === 0 && !ask.local

export function typesOf({ types }: EntityQuery): readonly string[] | undefined {
  if (types === undefined) return undefined
  return isExpression(types) ? leaves(types) : types
}

const isExpression = (types: NonNullable<EntityQuery['types']>): types is Expression<string> => !Array.isArray(types)

const geometryOf = (ask: { geometryProperty?: string }, { names }: Representation) =>
  ask.geometryProperty === undefined ? locationName : names.expand(ask.geometryProperty)

function sendFeatures(
  reply: FastifyReply,
  ask: Ask,
  how: Representation,
  context: unknown,
  page: readonly Parameters<typeof feature>[0][],
) {
  const features = page.map((entity) => feature(entity, geometryOf(ask, how), how))
  return sendJson(reply, 'application/geo+json', context, { type: 'FeatureCollection', features })
}
