import type { FastifyReply } from 'fastify'
import { defaultInstance, type Entity } from './entity.ts'
import { NgsiLdError } from './errors.ts'
import { sendJson } from './exchange.ts'
import type { Linked } from './linked.ts'
import { representJoined } from './linked-represent.ts'
import { pageLinks } from './page-links.ts'
import type { QueryAsk, ReadAsk } from './query-ask.ts'
import type { QueryPage } from './query-page.ts'
import { represent, type Written } from './represent.ts'

/** Answers one entity in the form that was asked for; with flat linked entities, a list that begins with it. */
export function answerEntity(reply: FastifyReply, ask: ReadAsk, entity: Entity, linked?: Linked): FastifyReply {
  const written = writeAll(ask, [entity], linked)
  const [only, ...others] = written
  return sendJson(reply, ask.accept, ask.context, only !== undefined && others.length === 0 ? only : collect(ask, written))
}

/** Answers a page of entities, with links to its neighbours and the number of all where that was asked for. */
export function answerPage(reply: FastifyReply, ask: QueryAsk, page: QueryPage, linked?: Linked): FastifyReply {
  if (page.count !== undefined) reply.header('ngsild-results-count', page.count)
  if (page.entityMap !== undefined) reply.header('ngsild-entitymap', page.entityMap)
  pageLinks(reply, reply.request.url, { limit: ask.limit, offset: ask.offset, hasNext: page.hasNext })
  return sendJson(reply, ask.accept, ask.context, collect(ask, writeAll(ask, page.entities, linked)))
}

function writeAll(ask: ReadAsk, entities: readonly Entity[], linked: Linked | undefined): Written[] {
  const { accept, how, join, geometryProperty } = ask
  const both =
    join === undefined || linked === undefined
      ? entities.map((entity) => ({ entity, written: represent(entity, how) }))
      : representJoined(entities, how, join, linked, refuse)
  return both.map(({ entity, written }) =>
    accept === 'application/geo+json' ? feature(entity, written, geometryProperty) : written,
  )
}

const refuse = (most: number) => {
  const advice = 'Ask for a smaller joinLevel, or for the flat form.'
  throw new NgsiLdError('TooManyResults', `More than ${most} linked entities would be within others. ${advice}`)
}

/** Features are answered as one collection. */
const collect = ({ accept }: ReadAsk, written: readonly Written[]) =>
  accept === 'application/geo+json' ? { type: 'FeatureCollection', features: written } : written

/** A GeoJSON feature of an entity (4.5.16), with the geometry of the GeoProperty that is asked for. */
export function feature(entity: Entity, { id, ...properties }: Written, geometryProperty: string): Written {
  const said = defaultInstance(entity.attributes[geometryProperty])
  return { id, type: 'Feature', geometry: said?.type === 'GeoProperty' ? said.value : null, properties }
}
