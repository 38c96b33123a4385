import { uuidv7 } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { createEntityMap, type EntityMap, findEntityMap, findMapped, findMappedIds } from './entity-map-store.ts'
import { NgsiLdError } from './errors.ts'
import { writeInstant } from './instant.ts'
import type { EntityQuery } from './query.ts'
import type { QueryAsk } from './query-ask.ts'
import type { QueryPage } from './query-page.ts'

/** How long an entity map is kept, unless it is asked for longer. */
const keptMs = 3_600_000

export const newEntityMap = ({ pool, clock }: ContextDeps, tenant: string, query: EntityQuery): Promise<EntityMap> =>
  createEntityMap(pool, tenant, query, {
    id: `urn:ngsi-ld:EntityMap:${uuidv7()}`,
    expiresAt: new Date(clock().getTime() + keptMs),
  })

/** @throws {NgsiLdError} ResourceNotFound */
export async function requireEntityMap({ pool, clock }: ContextDeps, tenant: string, id: string): Promise<EntityMap> {
  const map = await findEntityMap(pool, tenant, id, clock())
  if (map === undefined) throw new NgsiLdError('ResourceNotFound', `There is no entity map ${id}, or no longer.`)
  return map
}

/** A page of a query by an entity map, which is made first where there is none yet. */
export async function findMappedPage(deps: ContextDeps, ask: QueryAsk, id: string): Promise<QueryPage> {
  const { tenant, query, offset, limit } = ask
  const map = id === 'new' ? await newEntityMap(deps, tenant, query) : await requireEntityMap(deps, tenant, id)
  return {
    entities: await findMapped(deps.pool, tenant, map.id, offset, limit),
    hasNext: offset + limit < map.size,
    entityMap: map.id,
    ...(ask.count && { count: map.size }),
  }
}

/** An entity map as it is answered (5.2.44): every entity is known by this broker itself. */
export async function describeEntityMap({ pool }: ContextDeps, tenant: string, map: EntityMap): Promise<object> {
  const ids = await findMappedIds(pool, tenant, map.id)
  return {
    id: map.id,
    type: 'EntityMap',
    expiresAt: writeInstant(map.expiresAt),
    entityMap: Object.fromEntries(ids.map((entity) => [entity, ['@none']])),
  }
}
