import type { FastifyRequest } from 'fastify'
import { concernOf } from './csource-concern.ts'
import { confirmSources } from './csource-discovery.ts'
import type { ContextDeps } from './deps.ts'
import { attempt, attemptAll, mostAtOnce } from './distribute-attempt.ts'
import { findConcerned, originOf, staysHere } from './distribute-concerned.ts'
import { assemble, type Piece } from './distribute-entities.ts'
import { inOrder, meeting } from './distribute-order.ts'
import { planRead, queryRequest, retrieveRequest, type Window } from './distribute-read-plan.ts'
import type { Entity } from './entity.ts'
import { NgsiLdError } from './errors.ts'
import type { Linked } from './linked.ts'
import { ownMembers } from './projection.ts'
import { type EntityQuery, queryEntities } from './query.ts'
import type { QueryAsk, ReadAsk } from './query-ask.ts'
import { findJoined, findOne, findPage, isShown, type QueryPage } from './query-page.ts'
import { meetsScope, parseScopeQuery } from './scope-query.ts'
import { findEntities } from './store.ts'

/** Entities from here and from the sources, with what must be told of sources that did not answer. */
export type Gathered<What> = { readonly found: What; readonly warnings: readonly string[] }

/** A page that begins beyond this is not put together from several sources. */
const mostGathered = 10_000

/** An entity, put together from what is stored here and what the sources know of it (5.7.1). */
export async function gatherOne(
  deps: ContextDeps,
  request: FastifyRequest,
  ask: ReadAsk,
  id: string,
): Promise<Gathered<Entity | undefined>> {
  if (staysHere(deps, request)) return { found: await findOne(deps, ask, id), warnings: [] }
  const here = await deps.find(ask.tenant, id)
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
  const asked = { ...ask, query: ask.isSplit ? withoutConditions(query) : query }
  const concern = concernOf(asked.query)
  const { registrations, like } = await findConcerned(deps, origin, concern)
  const inScope = registrations.filter(
    ({ scopes }) =>
      asked.query.scope === undefined ||
      scopes.length === 0 ||
      meetsScope(scopes, typeof asked.query.scope === 'string' ? parseScopeQuery(asked.query.scope) : asked.query.scope),
  )
  const inPlace = await confirmSources(deps.pool, inScope, asked.query.geo, ask.csf)
  const shares = planRead(inPlace, concern, like, ask.isSplit ? undefined : wantedBy(ask), ['queryEntity', 'queryBatch'])
  if (shares.length === 0) return { found: await findPage(deps, ask), warnings: [] }
  if (offset + limit > mostGathered)
    throw new NgsiLdError('TooManyResults', `Of several sources, at most the first ${mostGathered} are answered.`)
  // Where this broker decides what is answered, or in an order other than that of ids, it must see all that there may be.
  const most = query.ordering === undefined && !ask.isSplit ? offset + limit + 1 : mostAtOnce
  const [here, ...answers] = await Promise.all([
    queryEntities(deps.pool, tenant, { ...asked.query, offset: 0, count, limit: most }),
    ...shares.map((share) => attemptAll(deps, origin, share, asked, most, request.method === 'POST')),
  ])
  const pieces = [
    ...here.entities.map((entity): Piece => ({ entity, isAuxiliary: false })),
    ...answers.flatMap(({ pieces }) => pieces),
  ]
  const byId = Map.groupBy(pieces, ({ entity }) => entity.id)
  const whole = [...byId.values()].flatMap((of) => assemble(of) ?? [])
  const met = ask.isSplit ? await meeting(deps.pool, whole, query) : whole
  const entities = met.filter((entity) => isShown(entity, ask.shown))
  const ordered = await inOrder(deps.pool, entities, query.ordering)
  const total = (here.count ?? 0) + answers.reduce((sum, { count }) => sum + count, 0) - (pieces.length - byId.size)
  return {
    found: {
      entities: ordered.slice(offset, offset + limit),
      hasNext: ordered.length > offset + limit,
      ...(count && { count: ask.isSplit ? ordered.length : Math.max(total, ordered.length) }),
    },
    warnings: answers.flatMap(({ warnings }) => warnings),
  }
}

/** Only which entities are meant: where parts of one lie in several places, none of them can tell whether it meets the rest. */
function withoutConditions({ types, ids, idPattern, selectors, ordering }: EntityQuery): EntityQuery {
  const kept = { types, ids, idPattern, selectors, ordering }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

/** The entities that relationships of others lead to, wherever they are (4.5.23). */
export async function gatherJoined(
  deps: ContextDeps,
  request: FastifyRequest,
  ask: ReadAsk,
  entities: readonly Entity[],
): Promise<Gathered<Linked | undefined>> {
  if (ask.join === undefined || staysHere(deps, request)) return { found: await findJoined(deps, ask, entities), warnings: [] }
  const warnings: string[] = []
  const origin = originOf(request, ask.names, ask.context)
  const find = async (ids: readonly string[]) => {
    const concern = { selectors: ids.map((id) => ({ id })) }
    const { registrations, like } = await findConcerned(deps, origin, concern)
    const shares = planRead(registrations, concern, like, undefined, ['queryEntity', 'queryBatch'])
    const window: Window = { limit: Math.min(ids.length, mostAtOnce), offset: 0, count: false }
    const [here, ...answers] = await Promise.all([
      findEntities(deps.pool, ask.tenant, ids),
      ...shares.map((share) => attempt(deps, origin, share, (names) => queryRequest(share, {}, window, names, false))),
    ])
    warnings.push(...answers.flatMap((answer) => answer.warnings))
    const pieces = [
      ...here.map((entity): Piece => ({ entity, isAuxiliary: false })),
      ...answers.flatMap((answer) => answer.pieces),
    ]
    return [...Map.groupBy(pieces, ({ entity }) => entity.id).values()].flatMap((of) => assemble(of) ?? [])
  }
  return { found: await findJoined(deps, ask, entities, find), warnings }
}

/** The attributes that are answered; undefined for all. */
const wantedBy = ({ how: { pick } }: ReadAsk) => pick && [...pick].filter((member) => !ownMembers.includes(member))
