import type { Done } from './batch-items.ts'
import type { ContextDeps } from './deps.ts'
import type { Instance } from './entity.ts'
import { type EntityQuery, matchedIds } from './query.ts'
import { sqlValues } from './sql-values.ts'
import type { Write } from './write.ts'
import { writeAll } from './write-entity.ts'

/** What is to be taken away of the entities that match (GS CIM 009, 5.6.21): all, or attributes by expanded name. */
export type Purge = { readonly mode: 'delete' } | { readonly mode: 'keep' | 'drop'; readonly attributes: readonly string[] }

const atOnce = 1000
const nothing: readonly Instance[] = []

/** Purges the entities that are stored here, a thousand at a time; answers those that could not be. */
export async function purgeEntities(deps: ContextDeps, tenant: string, query: EntityQuery, purge: Purge): Promise<Done[]> {
  const attributes = purge.mode === 'delete' ? {} : Object.fromEntries(purge.attributes.map((name) => [name, nothing]))
  const refused: Done[] = []
  for (let after = ''; ; ) {
    const values = sqlValues()
    const { ordering: _ordering, ...unordered } = query
    const page = await matchedIds(deps.pool, tenant, { ...unordered, after, limit: atOnce }, values)
    const found = await deps.pool.query<{ id: string }>(page, values.values)
    const writes = found.map(({ id }): Write => ({ tenant, mode: purge.mode, entity: { id, types: [], scopes: [], attributes } }))
    const results = await writeAll(deps, writes)
    for (const [index, result] of results.entries()) {
      // What somebody else has deleted meanwhile is gone as well.
      if (!result.ok && result.refusal.status !== 404) refused.push({ id: found[index]?.id ?? '', result })
    }
    const last = found.at(-1)
    if (found.length < atOnce || last === undefined) return refused
    after = last.id
  }
}
