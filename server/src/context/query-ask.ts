import type { FastifyRequest } from 'fastify'
import type { Static, TObject } from 'typebox'
import type { ContextDeps } from './deps.ts'
import { badData, NgsiLdError } from './errors.ts'
import { contextOf, type MediaType, negotiate, readNames, readTenant } from './exchange.ts'
import { parseGeoQuery } from './geo-query.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { type filterParameters, type formParameters, type pageParameters, readFilter, readForm } from './parameters.ts'
import { parseQ } from './q-parse.ts'
import type { EntityQuery } from './query.ts'
import type { Representation } from './represent.ts'
import { parseScopeQuery } from './scope-query.ts'
import { locationName } from './store.ts'
import { isSelectorList, readSelector } from './subscription.ts'

export const entityForms: readonly MediaType[] = ['application/json', 'application/ld+json', 'application/geo+json']

type Parameters = Partial<Static<TObject<typeof filterParameters & typeof formParameters & typeof pageParameters>>>

/** What somebody wants to read of entities, whoever holds them, and how it is to be answered. */
export type ReadAsk = {
  readonly tenant: string
  readonly names: Names
  /** The @context to name in the answer. */
  readonly context: unknown
  readonly accept: MediaType
  readonly how: Representation
  /** Expanded name of the GeoProperty that becomes the geometry of GeoJSON. */
  readonly geometryProperty: string
}

export type QueryAsk = ReadAsk & {
  readonly query: EntityQuery
  readonly limit: number
  readonly offset: number
  readonly count: boolean
}

/** What a request to retrieve one entity asks for (GS CIM 009, 5.7.1). */
export async function readRetrieval(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  parameters: Parameters,
): Promise<ReadAsk> {
  const accept = negotiate(request, entityForms)
  const tenant = readTenant(request)
  const { names, context } = await readNames(request, contexts)
  return { tenant, names, context, accept, how: readForm(parameters, names), geometryProperty: geometryOf(parameters, names) }
}

/** What a query by GET asks for (5.7.2). */
export async function readQuery(request: FastifyRequest, deps: ContextDeps, parameters: Parameters): Promise<QueryAsk> {
  const ask = await readRetrieval(request, deps, parameters)
  const query = readFilter(parameters, ask.names)
  if (Object.keys(query).length === 0 && !parameters.local)
    throw new NgsiLdError('BadRequestData', 'Say which entities: by type, id, attrs, q, georel or scopeQ.')
  return { ...ask, query, ...pageOf(parameters) }
}

/** What a query by POST asks for (6.23): the same, with the conditions in the body. */
export async function readPostedQuery(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  parameters: Parameters,
): Promise<QueryAsk> {
  const accept = negotiate(request)
  const tenant = readTenant(request)
  const { names, context } = await readNames(request, contexts, contextOf(request, request.body))
  const body = checkBody(request.body)
  const attributes = Array.isArray(body.attrs) ? { attrs: body.attrs.join(',') } : {}
  const form = { ...parameters, ...attributes, ...(typeof body.lang === 'string' && { lang: body.lang }) }
  return {
    tenant,
    names,
    context,
    accept,
    how: readForm(form, names),
    geometryProperty: geometryOf(parameters, names),
    query: readBody(body, names),
    ...pageOf(parameters),
  }
}

const pageOf = ({ limit = 20, offset = 0, count = false }: Parameters) => ({ limit, offset, count })

const geometryOf = ({ geometryProperty }: Parameters, names: Names) =>
  geometryProperty === undefined ? locationName : names.expand(geometryProperty)

/** @throws {NgsiLdError} BadRequestData */
function checkBody(body: unknown): Json {
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

function readBody({ entities, attrs, q, scopeQ, geoQ }: Json, names: Names): EntityQuery {
  return {
    ...(entities !== undefined && { selectors: (entities as Json[]).map((selector) => readSelector(selector, names)) }),
    ...(attrs !== undefined && { attributes: (attrs as string[]).map(names.expand) }),
    ...(typeof q === 'string' && { q: parseQ(q, names) }),
    ...(typeof scopeQ === 'string' && { scope: parseScopeQuery(scopeQ) }),
    ...(isObject(geoQ) && { geo: parseGeoQuery(geoQ, names) }),
  }
}
