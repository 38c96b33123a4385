import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { badData } from './errors.ts'
import { contextOf, negotiate, readNames, readTenant, requireTenant, sendJson } from './exchange.ts'
import { parseGeoQuery } from './geo-query.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { pageLinks } from './page-links.ts'
import { formParameters, pageParameters, readForm } from './parameters.ts'
import { parseQ } from './q-parse.ts'
import { type EntityQuery, queryEntities } from './query.ts'
import { represent } from './represent.ts'
import { parseScopeQuery } from './scope-query.ts'
import { isSelectorList, readSelector } from './subscription.ts'
import { typesOf } from './type-query.ts'

const Parameters = Type.Object({ ...formParameters, ...pageParameters })

/** GS CIM 009, 6.23: a query whose conditions are in the body, for those too long for an address. */
export function queryRoutes(app: App, { pool, may, contexts }: ContextDeps): void {
  const schema = { tags: ['Context: entities'], summary: 'Query entities by POST', querystring: Parameters }
  app.post('/entityOperations/query', { schema }, async (request, reply) => {
    const type = negotiate(request)
    const tenant = readTenant(request)
    const { names, context } = await readNames(request, contexts, contextOf(request, request.body))
    const body = readBody(request.body)
    const query = readQuery(body, names)
    may(request, { action: 'read', types: typesOf(query.selectors) })
    await requireTenant(pool, tenant)
    const { limit = 20, offset = 0, count = false, ...form } = request.query
    const found = await queryEntities(pool, tenant, { ...query, offset, count, limit: limit === 0 ? 0 : limit + 1 })
    const page = found.entities.slice(0, limit)
    may(request, { action: 'read', types: [...new Set(page.flatMap((entity) => entity.types))] })
    if (found.count !== undefined) reply.header('ngsild-results-count', found.count)
    pageLinks(reply, request.url, { limit, offset, hasNext: found.entities.length > limit })
    const attributes = Array.isArray(body.attrs) ? { attrs: body.attrs.join(',') } : {}
    const how = readForm({ ...form, ...attributes, ...(typeof body.lang === 'string' && { lang: body.lang }) }, names)
    return sendJson(
      reply,
      type,
      context,
      page.map((entity) => represent(entity, how)),
    )
  })
}

/** @throws {NgsiLdError} BadRequestData */
function readBody(body: unknown): Json {
  if (!isObject(body) || body.type !== 'Query') throw badData([{ pointer: '/type', message: 'is not "Query"' }])
  const { entities, attrs, q, scopeQ, geoQ } = body
  if (entities !== undefined && !isSelectorList(entities))
    throw badData([{ pointer: '/entities', message: 'is not a list of objects with a type, id or idPattern' }])
  if (attrs !== undefined && !(Array.isArray(attrs) && attrs.every((name) => typeof name === 'string')))
    throw badData([{ pointer: '/attrs', message: 'is not a list of names' }])
  if ([entities, attrs, q, scopeQ, geoQ].every((given) => given === undefined))
    throw badData([{ pointer: '', message: 'says not which entities: by entities, attrs, q, scopeQ or geoQ' }])
  return body
}

function readQuery({ entities, attrs, q, scopeQ, geoQ }: Json, names: Names): EntityQuery {
  return {
    ...(entities !== undefined && { selectors: (entities as Json[]).map((selector) => readSelector(selector, names)) }),
    ...(attrs !== undefined && { attributes: (attrs as string[]).map(names.expand) }),
    ...(typeof q === 'string' && { q: parseQ(q, names) }),
    ...(typeof scopeQ === 'string' && { scope: parseScopeQuery(scopeQ) }),
    ...(isObject(geoQ) && { geo: parseGeoQuery(geoQ, names) }),
  }
}
