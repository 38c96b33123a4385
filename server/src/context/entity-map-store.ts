import type { Db, Pool } from '#kernel'
import { NgsiLdError } from './errors.ts'
import { type EntityQuery, matchedIds } from './query.ts'
import { sqlValues } from './sql-values.ts'
import { type EntityRow, entityColumns, isThereSql, type Stored, toEntity } from './store.ts'

/** Which entities a query matched, in its order (GS CIM 009, 5.14): what is paged by it is of one moment. */
export type EntityMap = { readonly id: string; readonly size: number; readonly expiresAt: Date }

const mostEntries = 1_000_000

/**
 * Keeps what a query matches now, whole, without the entities leaving the database.
 *
 * @throws {NgsiLdError} TooManyResults beyond a million
 */
export async function createEntityMap(
  pool: Pool,
  tenant: string,
  query: EntityQuery,
  { id, expiresAt }: Pick<EntityMap, 'id' | 'expiresAt'>,
): Promise<EntityMap> {
  const values = sqlValues()
  const [inTenant, map, expiry] = [values.add(tenant), values.add(id), values.add(expiresAt)]
  const matched = await matchedIds(pool, tenant, { ...query, limit: mostEntries + 1 }, values)
  const [row] = await pool.query<{ size: number }>(
    `with matched as (select id, row_number() over () as position from (${matched}) m),
       map as (insert into context.entity_map (tenant, id, size, expires_at)
         select ${inTenant}, ${map}, (select count(*) from matched), ${expiry} returning size),
       entries as (insert into context.entity_map_entry (tenant, map, position, id)
         select ${inTenant}, ${map}, position, id from matched where (select count(*) from matched) <= ${mostEntries})
     select size from map`,
    values.values,
  )
  const size = row?.size ?? 0
  if (size <= mostEntries) return { id, expiresAt, size }
  await deleteEntityMap(pool, tenant, id)
  throw new NgsiLdError('TooManyResults', `An entity map has at most ${mostEntries} entries.`)
}

/** An entity map that is still kept, or undefined. */
export async function findEntityMap(db: Db, tenant: string, id: string, now: Date): Promise<EntityMap | undefined> {
  const [row] = await db.prepared<{ size: number; expires_at: Date }>(
    'select size, expires_at from context.entity_map where tenant = $1 and id = $2 and expires_at > $3',
    [tenant, id, now],
  )
  return row && { id, size: row.size, expiresAt: row.expires_at }
}

/** A page of the entities of a map, in its order; those that are gone since are left out. */
export async function findMapped(db: Db, tenant: string, map: string, offset: number, limit: number): Promise<Stored[]> {
  const rows = await db.prepared<EntityRow>(
    `select ${entityColumns} from context.entity_map_entry m join context.entity e on e.tenant = m.tenant and e.id = m.id
     where m.tenant = $1 and m.map = $2 and m.position > $3 and m.position <= $3 + $4 and ${isThereSql} order by m.position`,
    [tenant, map, offset, limit],
  )
  return rows.map(toEntity)
}

/** The ids that a map lists, in its order. */
export async function findMappedIds(db: Db, tenant: string, map: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select id from context.entity_map_entry where tenant = $1 and map = $2 order by position',
    [tenant, map],
  )
  return rows.map(({ id }) => id)
}

export async function extendEntityMap(db: Db, tenant: string, id: string, expiresAt: Date): Promise<void> {
  await db.query('update context.entity_map set expires_at = $3 where tenant = $1 and id = $2', [tenant, id, expiresAt])
}

export async function deleteEntityMap(db: Db, tenant: string, id: string): Promise<void> {
  await db.query('delete from context.entity_map where tenant = $1 and id = $2', [tenant, id])
}

/** Deletes the maps whose time is over. */
export async function dropEntityMaps(db: Db, now: Date): Promise<void> {
  await db.query('delete from context.entity_map where expires_at <= $1', [now])
}
