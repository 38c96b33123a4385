import type { Pool } from '#kernel'
import { defaultInstance, type Entity } from './entity.ts'
import { findCollation, type Ordering, orderSql } from './ordering.ts'
import { sqlValues } from './sql-values.ts'
import { locationName } from './store.ts'

/** Puts entities in an order: that of their ids, or any that a query can ask for, which the database decides as it does for its own. */
export async function inOrder(
  pool: Pool,
  entities: readonly Entity[],
  ordering: Ordering | undefined,
): Promise<readonly Entity[]> {
  if (ordering === undefined) return [...entities].sort((a, b) => (a.id < b.id ? -1 : 1))
  const collation = ordering.collation === undefined ? undefined : await findCollation(pool, ordering.collation)
  const values = sqlValues()
  const rows = entities.map(({ id, types, scopes, attributes, createdAt, modifiedAt }, index) => ({
    index,
    id,
    types,
    scopes,
    document: attributes,
    place: defaultInstance(attributes[locationName])?.value ?? null,
    created_at: createdAt ?? null,
    modified_at: modifiedAt ?? null,
  }))
  const found = await pool.query<{ index: number }>(
    `select e.index from (
       select r.*, st_setsrid(st_geomfromgeojson(r.place), 4326) as geometry
       from jsonb_to_recordset(${values.add(JSON.stringify(rows))}::jsonb) as r(index int, id text, types text[], scopes text[],
         document jsonb, place jsonb, created_at timestamptz, modified_at timestamptz)) e
     order by ${orderSql(ordering, collation, values)}`,
    values.values,
  )
  return found.flatMap(({ index }) => entities[index] ?? [])
}
