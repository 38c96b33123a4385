import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { gatherPast, gatherPasts, joinPasts } from './distribute-temporal.ts'
import { warn } from './distribute-warnings.ts'
import { idOf } from './entity-routes.ts'
import { notFound } from './errors.ts'
import { requireTenant, sendJson } from './exchange.ts'
import { pageLinks } from './page-links.ts'
import { pageParameters } from './parameters.ts'
import { release } from './release.ts'
import type { Written } from './represent.ts'
import {
  type HistoryAsk,
  type HistoryQuery,
  historyParameters,
  historyQueryParameters,
  readHistoryAsk,
  readHistoryQuery,
  readPostedHistoryQuery,
} from './temporal-ask.ts'
import { evolve } from './temporal-evolve.ts'
import { findPastEntities, findPastEntity } from './temporal-find.ts'
import { typesMeant } from './type-query.ts'

const tags = ['Context: history']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the entity' }) })
const One = Type.Object(historyParameters)
const Many = Type.Object(historyQueryParameters)
const Posted = Type.Object({ ...pageParameters, ...historyParameters })

/** GS CIM 009, 6.18, 6.19 and 6.24: how entities evolved. */
export function temporalRoutes(app: App, deps: ContextDeps): void {
  const { pool, may } = deps

  const answer = async (request: FastifyRequest, reply: FastifyReply, ask: HistoryQuery) => {
    const { tenant, query, limit, offset, count, part } = ask
    may(request, { action: 'read', types: typesMeant(query), isReleased: true })
    await requireTenant(pool, tenant)
    const theirs = await gatherPasts(deps, request, ask, offset + limit + 1)
    warn(reply, theirs.warnings)
    // What sources found is put between what is here, so that all of it is read from the beginning.
    const isShared = theirs.found.length > 0
    const oneMore = limit === 0 ? 0 : limit + 1 + (isShared ? offset : 0)
    const found = await findPastEntities(pool, tenant, { ...query, offset: isShared ? 0 : offset, count, limit: oneMore }, part)
    const page = isShared ? found.entities : found.entities.slice(0, limit)
    await release(deps, request, page)
    const { written, contentRange } = await evolve(deps, ask, page)
    const own = written.filter((entity) => Object.keys(entity).length > 0)
    const all = isShared ? joinPasts([...own, ...theirs.found]) : own
    if (found.count !== undefined) reply.header('ngsild-results-count', found.count + all.length - own.length)
    const hasNext = isShared ? all.length > offset + limit : found.entities.length > limit
    pageLinks(reply, request.url, { limit, offset, hasNext })
    return send(reply, ask, isShared ? all.slice(offset, offset + limit) : all, contentRange)
  }

  app.get(
    '/temporal/entities',
    { schema: { tags, summary: 'Query the history of entities', querystring: Many } },
    async (request, reply) => answer(request, reply, await readHistoryQuery(request, deps, request.query)),
  )

  app.post(
    '/temporal/entityOperations/query',
    { schema: { tags, summary: 'Query the history of entities by POST', querystring: Posted } },
    async (request, reply) => answer(request, reply, await readPostedHistoryQuery(request, deps, request.query)),
  )

  app.get(
    '/temporal/entities/:id',
    { schema: { tags, summary: 'Retrieve the history of an entity', params: byId, querystring: One } },
    async (request, reply) => {
      const ask = await readHistoryAsk(request, deps, request.query)
      await requireTenant(pool, ask.tenant)
      const id = idOf(request.params)
      const entity = await findPastEntity(pool, ask.tenant, id)
      if (entity === undefined) may(request, { action: 'read', types: undefined })
      else await release(deps, request, [entity])
      const theirs = await gatherPast(deps, request, ask, id)
      warn(reply, theirs.warnings)
      if (entity === undefined && theirs.found.length === 0) throw notFound(id)
      const { written, contentRange, isEmpty } = await evolve(deps, ask, entity === undefined ? [] : [entity])
      if (theirs.found.length > 0) return send(reply, ask, joinPasts([...written, ...theirs.found])[0] ?? {}, contentRange)
      const [one = {}] = written
      const isWholeTime = ask.part.range.from === undefined && ask.part.range.to === undefined
      if (Object.keys(one).length === 0 || (isEmpty && isWholeTime && ask.isOfAttributes))
        throw notFound(`history of ${request.params.id} that is asked for`)
      return send(reply, ask, one, contentRange)
    },
  )
}

/** 206 where the answer is a part of what was asked for (6.3.10). */
function send(reply: FastifyReply, { accept, context }: HistoryAsk, payload: Written | Written[], contentRange?: string) {
  if (contentRange !== undefined) reply.status(206).header('content-range', contentRange)
  return sendJson(reply, accept, context, payload)
}
