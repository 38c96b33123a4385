import type { FastifyRequest } from 'fastify'
import { concernOf } from './csource-concern.ts'
import { confirmSources } from './csource-discovery.ts'
import { findLikeness, isIn } from './csource-match.ts'
import type { ContextDeps } from './deps.ts'
import { findConcerned, originOf, staysHere } from './distribute-concerned.ts'
import { assemble, type Piece, readSourceEntity } from './distribute-entities.ts'
import { inOrder } from './distribute-order.ts'
import type { Origin } from './distribute-prepare.ts'
import { planRead, queryRequest, type ReadShare, retrieveRequest, type Window } from './distribute-read-plan.ts'
import type { SourceAnswer } from './distribute-sources.ts'
import { warningsIn, warningsOf } from './distribute-warnings.ts'
import { asRefusal } from './distribute-write.ts'
import type { Entity } from './entity.ts'
import { NgsiLdError } from './errors.ts'
import { isObject } from './json.ts'
import { ownMembers } from './projection.ts'
import { queryEntities } from './query.ts'
import type { QueryAsk, ReadAsk } from './query-ask.ts'
import { findOne, findPage, isShown, type QueryPage } from './query-page.ts'
import { meetsScope, parseScopeQuery } from './scope-query.ts'
import { aliasFor } from './source-identity.ts'
import { findEntity } from './store.ts'

/** Entities from here and from the sources, with what must be told of sources that did not answer. */
export type Gathered<What> = { readonly found: What; readonly warnings: readonly string[] }

/** A page that begins beyond this is not put together from several sources. */
const mostGathered = 10_000
const mostAtOnce = 1000

/** An entity, put together from what is stored here and what the sources know of it (5.7.1). */
export async function gatherOne(
  deps: ContextDeps,
  request: FastifyRequest,
  ask: ReadAsk,
  id: string,
): Promise<Gathered<Entity | undefined>> {
  if (staysHere(deps, request)) return { found: await findOne(deps, ask, id), warnings: [] }
  const here = await findEntity(deps.pool, ask.tenant, id)
  const origin = originOf(request, ask.names, ask.context)
  const wanted = wantedBy(ask)
  const concern = {
    selectors: [{ id, ...(here && { types: { any: here.types.map((leaf) => ({ leaf })) } }) }],
    ...(wanted && { attributes: wanted }),
  }
  const { registrations, like } = await findConcerned(deps, origin, concern)
  const shares = planRead(registrations, concern, like, wanted, ['retrieveEntity', 'queryEntity', 'queryBatch'])
  const answers = await Promise.all(
    shares.map((share) => attempt(deps, origin, share, (names) => retrieveRequest(share, id, names))),
  )
  const pieces = answers.flatMap(({ pieces }) => pieces.filter(({ entity }) => entity.id === id))
  const entity = assemble([...(here ? [{ entity: here, isAuxiliary: false }] : []), ...pieces])
  return {
    found: entity && isShown(entity, ask.shown) ? entity : undefined,
    warnings: answers.flatMap(({ warnings }) => warnings),
  }
}

/** A page of a query, put together from what is stored here and what the sources find (5.7.2), in the order of ids unless another is asked for. */
export async function gatherPage(deps: ContextDeps, request: FastifyRequest, ask: QueryAsk): Promise<Gathered<QueryPage>> {
  if (staysHere(deps, request)) return { found: await findPage(deps, ask), warnings: [] }
  const { tenant, query, limit, offset, count } = ask
  const origin = originOf(request, ask.names, ask.context)
  const concern = concernOf(query)
  const { registrations, like } = await findConcerned(deps, origin, concern)
  const inScope = registrations.filter(
    ({ scopes }) =>
      query.scope === undefined ||
      scopes.length === 0 ||
      meetsScope(scopes, typeof query.scope === 'string' ? parseScopeQuery(query.scope) : query.scope),
  )
  const inPlace = await confirmSources(deps.pool, inScope, query.geo, undefined)
  const shares = planRead(inPlace, concern, like, wantedBy(ask), ['queryEntity', 'queryBatch'])
  if (shares.length === 0) return { found: await findPage(deps, ask), warnings: [] }
  if (offset + limit > mostGathered)
    throw new NgsiLdError('TooManyResults', `Of several sources, at most the first ${mostGathered} are answered.`)
  // In another order than that of ids, which every source may have its own way of, all that there may be is put in order here.
  const most = query.ordering === undefined ? offset + limit + 1 : mostAtOnce
  const [here, ...answers] = await Promise.all([
    queryEntities(deps.pool, tenant, { ...query, offset: 0, count, limit: most }),
    ...shares.map((share) => attemptAll(deps, origin, share, ask, most, request.method === 'POST')),
  ])
  const pieces = [
    ...here.entities.map((entity): Piece => ({ entity, isAuxiliary: false })),
    ...answers.flatMap(({ pieces }) => pieces),
  ]
  const byId = Map.groupBy(pieces, ({ entity }) => entity.id)
  const entities = [...byId.values()].flatMap((of) => assemble(of) ?? []).filter((entity) => isShown(entity, ask.shown))
  const ordered = await inOrder(deps.pool, entities, query.ordering)
  const total = (here.count ?? 0) + answers.reduce((sum, { count }) => sum + count, 0) - (pieces.length - byId.size)
  return {
    found: {
      entities: ordered.slice(offset, offset + limit),
      hasNext: ordered.length > offset + limit,
      ...(count && { count: Math.max(total, ordered.length) }),
    },
    warnings: answers.flatMap(({ warnings }) => warnings),
  }
}

/** The attributes that are answered; undefined for all. */
const wantedBy = ({ how: { pick } }: ReadAsk) => pick && [...pick].filter((member) => !ownMembers.includes(member))

type Attempt = {
  readonly pieces: readonly Piece[]
  readonly warnings: readonly string[]
  readonly count: number
  readonly returned: number
}

/** One call of a source; that it failed is told, and does not fail the others. */
async function attempt(
  { sources, pool, alias = 'datong' }: ContextDeps,
  origin: Origin,
  share: ReadShare,
  ask: Parameters<ContextDeps['sources']['call']>[1],
): Promise<Attempt> {
  const { registration } = share
  try {
    const answer = await sources.call(registration, ask, origin)
    const entities = readEntities(answer)
    const like = await findLikeness(pool, [registration], { selectors: entities.map(({ id }) => ({ id })) })
    const pieces = entities.flatMap((entity) => {
      const own = ownOf(entity, share, like)
      return own === undefined ? [] : [{ entity: own, isAuxiliary: registration.mode === 'auxiliary' }]
    })
    const count = Number(answer.headers['ngsild-results-count'] ?? pieces.length) || 0
    return { pieces, warnings: warningsIn(answer), count, returned: entities.length }
  } catch (error) {
    return { pieces: [], warnings: warningsOf(asRefusal(error), aliasFor(alias, origin.tenant)), count: 0, returned: 0 }
  }
}

/** Calls a source page by page until there is enough. */
async function attemptAll(
  deps: ContextDeps,
  origin: Origin,
  share: ReadShare,
  ask: QueryAsk,
  most: number,
  isPosted: boolean,
): Promise<Attempt> {
  const { ordering: _ordering, ...query } = ask.query
  const pieces: Piece[] = []
  const warnings: string[] = []
  let count = 0
  for (let offset = 0; offset < most; ) {
    const window: Window = { limit: Math.min(most - offset, mostAtOnce), offset, count: ask.count && offset === 0 }
    const page = await attempt(deps, origin, share, (names) => queryRequest(share, query, window, names, isPosted))
    pieces.push(...page.pieces)
    if (offset === 0) count = page.count
    warnings.push(...page.warnings)
    offset += window.limit
    if (page.returned < window.limit) break
  }
  return { pieces, warnings, count, returned: pieces.length }
}

/** What an answer holds of entities: a list of them, one, or none. */
function readEntities({ body, status, names }: SourceAnswer): Entity[] {
  if (status === 404) return []
  const documents: unknown[] = Array.isArray(body) ? body : isObject(body) ? [body] : []
  return documents.flatMap((document) => readSourceEntity(document, names) ?? [])
}

/** The part of an entity that its source registered and was asked for; undefined where that is nothing. */
function ownOf(entity: Entity, { registration, attributes }: ReadShare, like: Parameters<typeof isIn>[2]): Entity | undefined {
  const isRegistered = registration.information.some(
    ({ entities }) =>
      entities?.some((info) => isIn(info, { id: entity.id, types: { any: entity.types.map((leaf) => ({ leaf })) } }, like)) ??
      true,
  )
  if (!isRegistered) return undefined
  if (attributes === undefined) return entity
  const own = Object.entries(entity.attributes).filter(([name]) => attributes.includes(name))
  return { ...entity, attributes: Object.fromEntries(own) }
}
