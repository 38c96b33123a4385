import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import type { ContextDeps } from './deps.ts'
import { NgsiLdError } from './errors.ts'
import { contextOf, type MediaType, negotiate, readNames, readTenant } from './exchange.ts'
import { isUri, type Json } from './json.ts'
import type { Join } from './linked.ts'
import { joinParameters, readJoin } from './linked-ask.ts'
import type { Names } from './names.ts'
import { readOrdering } from './ordering.ts'
import { filterParameters, formParameters, list, localParameter, pageParameters, readFilter, readForm } from './parameters.ts'
import { ownMembers, type Projection } from './projection.ts'
import { type Condition, parseQ } from './q-parse.ts'
import type { EntityQuery } from './query.ts'
import { readBody } from './query-body.ts'
import type { Representation } from './represent.ts'
import { locationName } from './store.ts'

const text = (description: string) => Type.Optional(Type.String({ description, maxLength: 10_000 }))

/** Query parameters of the retrieval of an entity. */
export const retrievalParameters = {
  ...formParameters,
  ...joinParameters,
  datasetId: text('URIs of datasets, with commas between, or `@none`: only instances of these are answered'),
  ...localParameter,
}

/** Query parameters of a query by GET. */
export const queryParameters = {
  ...filterParameters,
  ...retrievalParameters,
  ...pageParameters,
  csf: text('A query on the context sources that are asked'),
  orderBy: text('Paths of attributes, with commas between, each with `;asc`, `;desc`, `;dist-asc` or `;dist-desc`'),
  collation: text('The language by whose rules texts are ordered'),
  entityMap: Type.Optional(
    Type.Boolean({ description: 'Also keep which entities match, to be paged by the NGSILD-EntityMap header' }),
  ),
  splitEntities: Type.Optional(
    Type.Boolean({
      description: 'Entities may lie in parts at several context sources: conditions are checked once they are put together',
    }),
  ),
}

const QuerySchema = Type.Object(queryParameters)
export type QueryParameters = Static<typeof QuerySchema>

/** What somebody wants to read of entities, whoever holds them, and how it is to be answered. */
export type ReadAsk = {
  readonly tenant: string
  readonly names: Names
  /** The @context to name in the answer. */
  readonly context: unknown
  readonly accept: MediaType
  readonly how: Representation
  readonly join?: Join
  /** Expanded name of the GeoProperty that becomes the geometry of GeoJSON. */
  readonly geometryProperty: string
  /** What an entity must have, lest nothing of it be answered. */
  readonly shown: Pick<EntityQuery, 'attributes' | 'besides'>
}

export type QueryAsk = ReadAsk & {
  readonly query: EntityQuery
  readonly limit: number
  readonly offset: number
  readonly count: boolean
  /** The id of the entity map whose entities are meant, or that one is to be made. */
  readonly entityMap?: string | 'new'
  /** Entities may lie in parts at several context sources, so that conditions are checked once they are put together. */
  readonly isSplit: boolean
  /** On the context sources that are asked. */
  readonly csf?: Condition
}

const entityForms: readonly MediaType[] = ['application/json', 'application/ld+json', 'application/geo+json']

/** What a request to retrieve one entity asks for (GS CIM 009, 5.7.1). */
export async function readRetrieval(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  parameters: QueryParameters,
): Promise<ReadAsk> {
  const accept = negotiate(request, entityForms)
  const tenant = readTenant(request)
  const { names, context } = await readNames(request, contexts)
  return { tenant, context, accept, ...readAsk(parameters, names) }
}

/** What a query by GET asks for (5.7.2). */
export async function readQuery(request: FastifyRequest, deps: ContextDeps, parameters: QueryParameters): Promise<QueryAsk> {
  const ask = await readRetrieval(request, deps, parameters)
  const query = { ...filterOf(parameters, ask.names), ...ask.shown }
  return { ...ask, ...pageOf(parameters), ...sourcesOf(parameters, ask.names), ...mapOf(request, parameters, query) }
}

/** What a query by POST asks for (6.23): the same, with the conditions in the body. */
export async function readPostedQuery(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  parameters: QueryParameters,
): Promise<QueryAsk> {
  const accept = negotiate(request, entityForms)
  const tenant = readTenant(request)
  const { names, context } = await readNames(request, contexts, contextOf(request, request.body))
  const { selectors, ...inBody } = readBody(request.body as Json, names)
  const all = { ...parameters, ...inBody }
  const ask = readAsk(all, names)
  const query = { ...filterOf(all, names), ...ask.shown, ...(selectors && { selectors }) }
  return { tenant, context, accept, ...ask, ...pageOf(all), ...sourcesOf(all, names), ...mapOf(request, all, query) }
}

function readAsk(parameters: QueryParameters, names: Names): Omit<ReadAsk, 'tenant' | 'context' | 'accept'> {
  const { geometryProperty, datasetId } = parameters
  const join = readJoin(parameters)
  const how = readForm(parameters, names)
  return {
    names,
    how: datasetId === undefined ? how : { ...how, datasets: new Set(list(datasetId)) },
    shown: shownBy(how, parameters),
    geometryProperty: geometryProperty === undefined ? locationName : names.expand(geometryProperty),
    ...(join && { join }),
  }
}

const sourcesOf = ({ csf }: QueryParameters, names: Names) => (csf === undefined ? {} : { csf: parseQ(csf, names) })

const pageOf = ({ limit = 20, offset = 0, count, options, splitEntities = false }: QueryParameters) => ({
  limit,
  offset,
  isSplit: splitEntities,
  count: count ?? list(options)?.includes('count') ?? false,
})

/** Who brings an entity map has said before which entities are meant. */
function mapOf(request: FastifyRequest, parameters: QueryParameters, query: EntityQuery): Pick<QueryAsk, 'query' | 'entityMap'> {
  const map = request.headers['ngsild-entitymap']
  if (typeof map === 'string') return { query, entityMap: map }
  return { query: bounded(query, parameters), ...(parameters.entityMap && { entityMap: 'new' }) }
}

/** Which entities the parameters of a query mean, and in which order. */
export function filterOf(parameters: QueryParameters, names: Names): EntityQuery {
  const { orderBy, collation, georel, geometry: _geometry, coordinates: _coordinates, ...others } = parameters
  // Without a relation, a geometry is what distances are measured from.
  const query = readFilter(orderBy !== undefined && georel === undefined ? others : parameters, names)
  const wrong = query.ids?.find((id) => !isUri(id))
  if (wrong !== undefined) throw new NgsiLdError('BadRequestData', `The id "${wrong}" is not a URI.`)
  return orderBy === undefined ? query : { ...query, ordering: readOrdering({ ...parameters, orderBy, collation }, names) }
}

/** An entity of which nothing is left does not count as found. */
function shownBy({ pick, omit }: Projection, { attrs }: QueryParameters): ReadAsk['shown'] {
  const attributes = pick && [...pick].filter((member) => !ownMembers.includes(member))
  if (attributes && (attrs !== undefined || (!pick.has('id') && !pick.has('type')))) return { attributes }
  return omit?.has('id') && omit.has('type') ? { besides: [...omit] } : {}
}

/** A query must say which entities it is after (5.7.2.4), unless it stays here. */
export function bounded(query: EntityQuery, { local }: QueryParameters): EntityQuery {
  const { types, selectors, attributes, q, geo, scope } = query
  if (!local && ![types, selectors, attributes, q, geo, scope].some((condition) => condition !== undefined))
    throw new NgsiLdError('BadRequestData', 'Say which entities: by type, attrs, q, georel or scopeQ.')
  return query
}
