import type { Pool } from '#kernel'
import { defaultInstance, type Entity } from './entity.ts'
import { geoSql, placeSql } from './geo-query.ts'
import { findCollation, type Ordering, orderSql } from './ordering.ts'
import { conditionSql, entityTarget } from './q-sql.ts'
import type { EntityQuery } from './query.ts'
import { parseScopeQuery, scopeSql } from './scope-query.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
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
  return select(pool, entities, values, `${entitiesSql(entities, values)} order by ${orderSql(ordering, collation, values)}`)
}

/** Of entities that were put together, those that meet the conditions of a query, which the database decides as it does for its own. */
export async function meeting(
  pool: Pool,
  entities: readonly Entity[],
  { q, scope, geo, attributes }: EntityQuery,
): Promise<readonly Entity[]> {
  const values = sqlValues()
  const from = entitiesSql(entities, values)
  const conditions = [
    ...(q ? [conditionSql(q, entityTarget, values)] : []),
    ...(scope === undefined ? [] : [scopeSql(typeof scope === 'string' ? parseScopeQuery(scope) : scope, 'e.scopes', values)]),
    ...(geo ? [geoSql(geo, placeSql(geo.property, values), values)] : []),
    ...(attributes ? [`e.document ?| ${values.add(attributes)}::text[]`] : []),
  ]
  if (conditions.length === 0) return entities
  return select(pool, entities, values, `${from} where ${conditions.join(' and ')} order by e.index`)
}

/** Entities as rows with the columns of `context.entity e`. */
function entitiesSql(entities: readonly Entity[], values: SqlValues): string {
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
  return `from (
    select r.*, st_setsrid(st_geomfromgeojson(r.place), 4326) as geometry
    from jsonb_to_recordset(${values.add(JSON.stringify(rows))}::jsonb) as r(index int, id text, types text[], scopes text[],
      document jsonb, place jsonb, created_at timestamptz, modified_at timestamptz)) e`
}

async function select(pool: Pool, entities: readonly Entity[], { values }: SqlValues, sql: string): Promise<readonly Entity[]> {
  const found = await pool.query<{ index: number }>(`select e.index ${sql}`, values)
  return found.flatMap(({ index }) => entities[index] ?? [])
}
