import type { Db } from '#kernel'
import type { Entity } from './entity.ts'
import { leaves, toSql } from './expression.ts'
import { geoSql } from './geo-query.ts'
import { datasetSql, instanceSql } from './history-row.ts'
import { shorten } from './names.ts'
import { findCollation, orderSql } from './ordering.ts'
import { conditionSql, entityTarget } from './q-sql.ts'
import type { EntityQuery } from './query.ts'
import { parseScopeQuery, scopeSql } from './scope-query.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import { type EntityRow, entityColumns, toEntity } from './store.ts'
import { type Part, partSql } from './temporal-sql.ts'

/** An entity that is there now, or one that was deleted and whose past is kept; of the latter no attributes are known here. */
export type PastEntity = Entity & { readonly deletedAt?: Date }

type Row = EntityRow & { deleted_at: Date | null }

const presentColumns = `${entityColumns}, null::timestamptz as deleted_at`
const departedColumns = `e.tenant, e.id, e.types, e.scopes, '{}'::jsonb as document, e.created_at, e.modified_at,
  null::timestamptz as expires_at, 0::bigint as version,
  e.deleted_at`

const toPastEntity = ({ deleted_at, ...row }: Row): PastEntity => ({
  ...toEntity(row),
  ...(deleted_at !== null && { deletedAt: deleted_at }),
})

/** An entity with a past by its id, or undefined. */
export async function findPastEntity(db: Db, tenant: string, id: string): Promise<PastEntity | undefined> {
  const [row] = await db.prepared<Row>(
    `select ${presentColumns} from context.entity e where e.tenant = $1 and e.id = $2
     union all select ${departedColumns} from context.departed e where e.tenant = $1 and e.id = $2 limit 1`,
    [tenant, id],
  )
  return row && toPastEntity(row)
}

/**
 * Entities with a past that match, by their ids (GS CIM 009, 5.7.4): what a query says of values, places and attributes must hold
 * for some instance of the part of the history that is meant.
 */
export async function findPastEntities(
  db: Db,
  tenant: string,
  query: EntityQuery,
  part: Part,
): Promise<{ readonly entities: readonly PastEntity[]; readonly count?: number }> {
  const { limit = 100, offset = 0 } = query
  const entities = limit === 0 ? [] : await findPage(db, tenant, query, part, { limit, offset })
  return { entities, ...(query.count && { count: await countAll(db, tenant, query, part) }) }
}

async function findPage(
  db: Db,
  tenant: string,
  query: EntityQuery,
  part: Part,
  { limit, offset }: { limit: number; offset: number },
): Promise<PastEntity[]> {
  const values = sqlValues()
  const isSharded = await db.isSharded()
  const { ordering } = query
  const most = ordering === undefined ? values.add(limit + offset) : undefined
  const firstBy = (order: string) => (most === undefined ? '' : `order by ${order} limit ${most}`)
  const collation = ordering?.collation === undefined ? undefined : await findCollation(db, ordering.collation)
  const order = ordering === undefined ? 'e.id' : orderSql(ordering, collation, values)
  // Where those that are gone were is not known here, so in the order of distance they come last.
  const rows = await db.query<Row>(
    `select ${entityColumns}, e.deleted_at from (
       (select ${presentColumns}, e.geometry ${presentSql(tenant, query, part, values, isSharded)} ${firstBy(orderOf(query))})
       union all
       (select ${departedColumns}, null::geometry ${departedSql(tenant, query, part, values, isSharded)} ${firstBy('e.id')})) e
     order by ${order} limit ${values.add(limit)} offset ${values.add(offset)}`,
    values.values,
  )
  return rows.map(toPastEntity)
}

async function countAll(db: Db, tenant: string, query: EntityQuery, part: Part): Promise<number> {
  const values = sqlValues()
  const isSharded = await db.isSharded()
  const [row] = await db.query<{ count: number }>(
    `select (select count(*) ${presentSql(tenant, query, part, values, isSharded)}) + (select count(*) ${departedSql(tenant, query, part, values, isSharded)}) as count`,
    values.values,
  )
  return row?.count ?? 0
}

/** One type alone is read in the order of its own index. */
function onlyType({ types }: EntityQuery): string | undefined {
  return types !== undefined && 'leaf' in types ? types.leaf : undefined
}

const orderOf = (query: EntityQuery) => (onlyType(query) === undefined ? 'e.id' : 't.id')

function presentSql(tenant: string, query: EntityQuery, part: Part, values: SqlValues, isSharded: boolean): string {
  const inTenant = values.add(tenant)
  const type = onlyType(query)
  const isOf = (one: string) =>
    `e.id in (select id from context.entity_type where tenant = ${inTenant} and type = ${values.add(one)})`
  const conditions = conditionsOf({ ...query, ...(type !== undefined && { types: [] }) }, part, inTenant, isOf, values, isSharded)
  if (type === undefined) return `from context.entity e ${conditions}`
  return `from context.entity_type t join context.entity e on t.tenant = ${inTenant} and t.type = ${values.add(type)}
    and e.tenant = t.tenant and e.id = t.id ${conditions}`
}

function departedSql(tenant: string, query: EntityQuery, part: Part, values: SqlValues, isSharded: boolean): string {
  const isOf = (type: string) => `e.types @> array[${values.add(type)}]::text[]`
  return `from context.departed e ${conditionsOf(query, part, values.add(tenant), isOf, values, isSharded)}`
}

/** What is joined and what must hold, for an entity `e`. */
function conditionsOf(
  { types, ids, idPattern, selectors, attributes, besides, q, scope, geo }: EntityQuery,
  part: Part,
  tenant: string,
  isOf: (type: string) => string,
  values: SqlValues,
  isSharded: boolean,
): string {
  const ofAny = (meant: NonNullable<EntityQuery['types']>) =>
    'leaf' in meant || 'all' in meant || 'any' in meant ? toSql(meant, isOf) : `(${meant.map(isOf).join(' or ')})`
  const hasTypes = types !== undefined && !(Array.isArray(types) && types.length === 0)
  const conditions = [`e.tenant = ${tenant}`]
  if (hasTypes) conditions.push(ofAny(types))
  if (ids !== undefined) conditions.push(`e.id = any(${values.add(ids)}::text[])`)
  if (idPattern !== undefined) conditions.push(`e.id ~ ${values.add(idPattern)}`)
  if (selectors !== undefined) {
    const alternatives = selectors.map((selector) => {
      const parts = [
        ...(selector.types === undefined ? [] : [ofAny(selector.types)]),
        ...(selector.id === undefined ? [] : [`e.id = ${values.add(selector.id)}`]),
        ...(selector.idPattern === undefined ? [] : [`e.id ~ ${values.add(selector.idPattern)}`]),
      ]
      return parts.join(' and ') || 'true'
    })
    conditions.push(`(${alternatives.join(' or ')})`)
  }
  if (scope !== undefined)
    conditions.push(scopeSql(typeof scope === 'string' ? parseScopeQuery(scope) : scope, 'e.scopes', values))
  const series = `h.tenant = ${tenant} and h.entity_id = e.id`
  const named = attributes === undefined ? '' : `and h.attribute = any(${values.add(attributes.map(shorten))}::text[])`
  const others = besides === undefined ? '' : `and h.attribute <> all(${values.add(besides.map(shorten))}::text[])`
  conditions.push(`exists (select from context.history h where ${series} ${named} ${others} and ${partSql(part, values)})`)
  if (geo !== undefined) {
    const place = `st_setsrid(st_geomfromgeojson(h.instance -> 'value'), 4326)`
    const isPlace = `h.attribute = ${values.add(shorten(geo.property))} and h.instance ->> 'type' = 'GeoProperty'`
    conditions.push(
      `exists (select from context.history h where ${series} and ${isPlace} and ${partSql(part, values)} and ${geoSql(geo, place, values)})`,
    )
  }
  if (q === undefined) return `where ${conditions.join(' and ')}`
  conditions.push(conditionSql(q, { ...entityTarget, document: 'past.document', isSharded }, values))
  return `${documentSql([...new Set(leaves(q).flatMap(({ path }) => path[0] ?? []))], series, part, values)}
    where ${conditions.join(' and ')}`
}

/** Joins `past.document`: like the document of an entity, with every instance that is meant of some attributes. */
function documentSql(attributes: readonly string[], series: string, part: Part, values: SqlValues): string {
  const named = `unnest(${values.add(attributes)}::text[], ${values.add(attributes.map(shorten))}::text[]) as named(name, attribute)`
  return `cross join lateral (
    select coalesce(jsonb_object_agg(name, instances), '{}') as document from (
      select name, jsonb_agg(instance) as instances from (
        select distinct on (named.name, h.at, ${datasetSql}) named.name, ${instanceSql} as instance
        from ${named} join context.history h on ${series} and h.attribute = named.attribute and ${partSql(part, values)}
        order by named.name, h.at, ${datasetSql}, h.id desc) newest
      group by name) as attributes) as past`
}
