import { problemOf, type Tx } from '#kernel'
import { NgsiLdError } from './errors.ts'
import { shorten } from './names.ts'
import type { Projection } from './projection.ts'
import { matchedIds } from './query.ts'
import type { SnapshotQuery } from './snapshot.ts'
import type { QueryDetails, SnapshotStatus } from './snapshot-store.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import { findPastEntities } from './temporal-find.ts'
import { partSql } from './temporal-sql.ts'

/** Entities in one snapshot. */
const mostEntities = 100_000
const pageSize = 1000

export type Copying = { readonly from: string; readonly to: string }

/** Copies what a query finds to the tenant of a snapshot; a query that fails leaves nothing, and does not stop the others. */
export async function fill(tx: Tx, copying: Copying, query: SnapshotQuery): Promise<QueryDetails> {
  await tx.query('savepoint filling')
  try {
    const found = await (query.range === undefined ? copyEntities : copyHistory)(tx, copying, query)
    return { resultStatus: found === 0 ? 'empty' : 'success' }
  } catch (error) {
    if (!(error instanceof NgsiLdError)) throw error
    await tx.query('rollback to savepoint filling')
    return { resultStatus: 'failure', problemDetails: problemOf(error) }
  }
}

/** What a snapshot comes to, by what became of its queries. */
export function statusOf(details: readonly QueryDetails[]): SnapshotStatus {
  const has = (status: QueryDetails['resultStatus']) => details.some(({ resultStatus }) => resultStatus === status)
  if (!has('success')) return has('empty') ? 'empty' : 'failure'
  return has('empty') || has('failure') ? 'partial' : 'success'
}

async function copyEntities(tx: Tx, { from, to }: Copying, { query, projection }: SnapshotQuery): Promise<number> {
  const values = sqlValues()
  const ids = await matchedIds(tx, from, { ...query, limit: mostEntities + 1 }, values)
  const [source, target] = [values.add(from), values.add(to)]
  const [row] = await tx.query<{ count: number }>(
    `with found as (${ids}), copied as (
       insert into context.entity as c (tenant, id, types, scopes, document, geometry, created_at, modified_at, expires_at)
       select ${target}, e.id, e.types, e.scopes, ${documentSql(projection, values)}, e.geometry, e.created_at, e.modified_at, e.expires_at
       from found f join context.entity e on e.tenant = ${source} and e.id = f.id
       on conflict (tenant, id) do update set document = c.document || excluded.document returning c.id, c.types
     ), typed as (
       insert into context.entity_type (tenant, type, id) select ${target}, type, id from copied cross join unnest(types) as type
       on conflict do nothing)
     select count(*) as count from copied`,
    values.values,
  )
  return bounded(row?.count ?? 0)
}

/** Of each entity also its id and types, without which its history has nothing to belong to. */
async function copyHistory(tx: Tx, { from, to }: Copying, { query, projection, range = {} }: SnapshotQuery): Promise<number> {
  let count = 0
  for (let isMore = true; isMore; ) {
    const page = { ...query, limit: pageSize, offset: count }
    const { entities } = await findPastEntities(tx, from, page, { range })
    const values = sqlValues()
    const [source, target, ids] = [values.add(from), values.add(to), values.add(entities.map(({ id }) => id))]
    await tx.query(
      `with there as (
         insert into context.entity (tenant, id, types, scopes, document, created_at, modified_at)
         select ${target}, e.id, e.types, e.scopes, '{}', e.created_at, e.modified_at
         from context.entity e where e.tenant = ${source} and e.id = any(${ids}::text[]) on conflict do nothing returning id, types
       ), typed as (
         insert into context.entity_type (tenant, type, id) select ${target}, type, id from there cross join unnest(types) as type
         on conflict do nothing
       ), departed as (
         insert into context.departed (tenant, id, types, scopes, created_at, modified_at, deleted_at)
         select ${target}, d.id, d.types, d.scopes, d.created_at, d.modified_at, d.deleted_at
         from context.departed d where d.tenant = ${source} and d.id = any(${ids}::text[]) on conflict do nothing)
       insert into context.history (tenant, entity_id, attribute, at, recorded, number, instance)
       select ${target}, h.entity_id, h.attribute, h.at, h.recorded, h.number, h.instance from context.history h
       where h.tenant = ${source} and h.entity_id = any(${ids}::text[]) and ${partSql({ range }, values)}
         and ${keptSql('h.attribute', projection, shorten, values)}
         and not exists (select from context.history c where c.tenant = ${target} and c.entity_id = h.entity_id
           and c.attribute = h.attribute and c.at = h.at and c.recorded = h.recorded and c.instance is not distinct from h.instance)`,
      values.values,
    )
    await tx.query(
      `insert into context.past_attribute (tenant, id, attribute)
       select distinct tenant, entity_id, attribute from context.history where tenant = $1 and entity_id = any($2::text[])
       on conflict do nothing`,
      [to, entities.map(({ id }) => id)],
    )
    count = bounded(count + entities.length)
    isMore = entities.length === pageSize
  }
  return count
}

function bounded(count: number): number {
  if (count > mostEntities) throw new NgsiLdError('TooManyResults', `A query of a snapshot may find ${mostEntities} entities.`)
  return count
}

const documentSql = (projection: Projection, values: SqlValues): string =>
  `(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(e.document)
    where ${keptSql('key', projection, (name) => name, values)})`

function keptSql(column: string, { pick, omit }: Projection, write: (name: string) => string, values: SqlValues): string {
  const conditions = [
    ...(pick ? [`${column} = any(${values.add([...pick].map(write))}::text[])`] : []),
    ...(omit ? [`${column} <> all(${values.add([...omit].map(write))}::text[])`] : []),
  ]
  return conditions.join(' and ') || 'true'
}

/** Counts the types and attributes of what is in a snapshot, once it is filled. */
export async function countSnapshot(tx: Tx, to: string): Promise<void> {
  await tx.query(
    `with typed as (select t.type, e.document from context.entity e cross join lateral unnest(e.types || ''::text) t(type) where e.tenant = $1)
     insert into context.census (tenant, type, attribute, kind, count)
     select $1, type, '', '', count(*) from typed group by type
     union all
     select $1, type, a.key, i ->> 'type', count(*)
     from typed cross join lateral jsonb_each(document) a cross join lateral jsonb_array_elements(a.value) i group by type, a.key, i ->> 'type'`,
    [to],
  )
}

/** Copies all that one snapshot holds to another. */
export async function cloneContent(tx: Tx, { from, to }: Copying): Promise<void> {
  for (const statement of [
    `insert into context.entity (tenant, id, types, scopes, document, geometry, created_at, modified_at, expires_at)
     select $2, id, types, scopes, document, geometry, created_at, modified_at, expires_at from context.entity where tenant = $1`,
    'insert into context.entity_type (tenant, type, id) select $2, type, id from context.entity_type where tenant = $1',
    `insert into context.history (tenant, entity_id, attribute, at, recorded, number, instance)
     select $2, entity_id, attribute, at, recorded, number, instance from context.history where tenant = $1`,
    `insert into context.departed (tenant, id, types, scopes, created_at, modified_at, deleted_at)
     select $2, id, types, scopes, created_at, modified_at, deleted_at from context.departed where tenant = $1`,
    'insert into context.past_attribute (tenant, id, attribute) select $2, id, attribute from context.past_attribute where tenant = $1',
    'insert into context.born_of_history (tenant, id) select $2, id from context.born_of_history where tenant = $1',
  ])
    await tx.query(statement, [from, to])
  await countSnapshot(tx, to)
}
