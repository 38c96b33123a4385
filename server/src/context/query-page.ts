import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'
import { findMappedPage } from './entity-map.ts'
import { requireTenant } from './exchange.ts'
import { findLinked, type Linked } from './linked.ts'
import { queryEntities } from './query.ts'
import type { QueryAsk, ReadAsk } from './query-ask.ts'
import { findEntities } from './store.ts'

/** One page of what a query matches. */
export type QueryPage = {
  readonly entities: readonly Entity[]
  readonly hasNext: boolean
  readonly count?: number
  /** The entity map by which it was found. */
  readonly entityMap?: string
}

/** The page that a query asks for, of the entities that are stored here. */
export async function findPage(deps: ContextDeps, ask: QueryAsk): Promise<QueryPage> {
  const { pool } = deps
  const { tenant, query, limit, offset, count, entityMap } = ask
  await requireTenant(pool, tenant)
  if (entityMap !== undefined) return findMappedPage(deps, ask, entityMap)
  const oneMore = limit === 0 ? 0 : limit + 1
  const found = await queryEntities(pool, tenant, { ...query, offset, count, limit: oneMore })
  return {
    entities: found.entities.slice(0, limit),
    hasNext: found.entities.length > limit,
    ...(found.count !== undefined && { count: found.count }),
  }
}

/** The entity that is stored here, or undefined; also where nothing of it would be answered. */
export async function findOne({ pool, find }: ContextDeps, { tenant, shown }: ReadAsk, id: string): Promise<Entity | undefined> {
  await requireTenant(pool, tenant)
  const entity = await find(tenant, id)
  return entity && isShown(entity, shown) ? entity : undefined
}

/** Whether anything of an entity would be answered. */
export const isShown = ({ attributes }: Entity, shown: ReadAsk['shown']) =>
  (shown.attributes?.some((attribute) => Object.hasOwn(attributes, attribute)) ?? true) &&
  (shown.besides === undefined || Object.keys(attributes).some((attribute) => !shown.besides?.includes(attribute)))

/** The entities that relationships of others lead to, of those that are stored here or found elsewhere. */
export async function findJoined(
  { pool }: ContextDeps,
  { tenant, join, how }: ReadAsk,
  entities: readonly Entity[],
  find = (ids: readonly string[]): Promise<readonly Entity[]> => findEntities(pool, tenant, ids),
): Promise<Linked | undefined> {
  return join === undefined ? undefined : findLinked(entities, join, how, find)
}
