import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Entity } from './entity.ts'
import { sendJson } from './exchange.ts'
import { pageLinks } from './page-links.ts'
import type { QueryAsk, ReadAsk } from './query-ask.ts'
import type { QueryPage } from './query-page.ts'
import { feature, represent } from './represent.ts'

/** Answers one entity in the form that was asked for. */
export function answerEntity(reply: FastifyReply, ask: ReadAsk, entity: Entity): FastifyReply {
  const { accept, context, how, geometryProperty } = ask
  const written = accept === 'application/geo+json' ? feature(entity, geometryProperty, how) : represent(entity, how)
  return sendJson(reply, accept, context, written)
}

/** Answers a page of entities, with links to its neighbours and the number of all where that was asked for. */
export function answerPage(reply: FastifyReply, request: FastifyRequest, ask: QueryAsk, page: QueryPage): FastifyReply {
  const { accept, context, how, geometryProperty, limit, offset } = ask
  if (page.count !== undefined) reply.header('ngsild-results-count', page.count)
  pageLinks(reply, request.url, { limit, offset, hasNext: page.hasNext })
  if (accept !== 'application/geo+json')
    return sendJson(
      reply,
      accept,
      context,
      page.entities.map((entity) => represent(entity, how)),
    )
  const features = page.entities.map((entity) => feature(entity, geometryProperty, how))
  return sendJson(reply, accept, context, { type: 'FeatureCollection', features })
}
