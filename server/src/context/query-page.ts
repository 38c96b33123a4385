import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'
import { requireTenant } from './exchange.ts'
import { queryEntities } from './query.ts'
import type { QueryAsk, ReadAsk } from './query-ask.ts'
import { findEntity } from './store.ts'

/** One page of what a query matches. */
export type QueryPage = { readonly entities: readonly Entity[]; readonly hasNext: boolean; readonly count?: number }

/** The page that a query asks for, of the entities that are stored here. */
export async function findPage({ pool }: ContextDeps, { tenant, query, limit, offset, count }: QueryAsk): Promise<QueryPage> {
  await requireTenant(pool, tenant)
  const oneMore = limit === 0 ? 0 : limit + 1
  const found = await queryEntities(pool, tenant, { ...query, offset, count, limit: oneMore })
  return {
    entities: found.entities.slice(0, limit),
    hasNext: found.entities.length > limit,
    ...(found.count !== undefined && { count: found.count }),
  }
}

/** The entity that is stored here, or undefined. */
export async function findOne({ pool }: ContextDeps, { tenant }: ReadAsk, id: string): Promise<Entity | undefined> {
  await requireTenant(pool, tenant)
  return findEntity(pool, tenant, id)
}
