import type { Db } from '#kernel'
import type { Entity } from './entity.ts'
import { type Expression, toSql } from './expression.ts'
import { type GeoQuery, geometrySql, geoSql, placeSql } from './geo-query.ts'
import { findCollation, type Ordering, orderSql } from './ordering.ts'
import type { Condition } from './q-parse.ts'
import { conditionSql, storedTarget } from './q-sql.ts'
import { parseScopeQuery, type ScopeQuery, scopeSql } from './scope-query.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import { type EntityRow, entityColumns, isThereSql, locationName, toEntity } from './store.ts'

/** One way to be meant: by type (of any of these), id or pattern of the id, all that are given. */
export type Selector = {
  readonly types?: Expression<string>
  readonly id?: string
  readonly idPattern?: string
}

/** Which entities: all conditions that are given must hold. Names of types and attributes are expanded. */
export type EntityQuery = {
  /** Of any of these types, or of a selection of types. */
  readonly types?: readonly string[] | Expression<string>
  readonly ids?: readonly string[]
  /** Meant by any of these. */
  readonly selectors?: readonly Selector[]
  /** A regular expression of PostgreSQL. */
  readonly idPattern?: string
  /** With at least one of these attributes. */
  readonly attributes?: readonly string[]
  /** With at least one attribute beside these. */
  readonly besides?: readonly string[]
  readonly q?: Condition
  /** A scope path with `#` for all below it, as in `/520000/520100/#`, or a parsed scopeQ. */
  readonly scope?: string | ScopeQuery
  readonly geo?: GeoQuery
  /** Longitude and latitude in WGS 84, and metres around it; the answer comes nearest first. */
  readonly near?: { readonly position: readonly [number, number]; readonly maxMetres?: number }
  /** With an id that comes after this one. */
  readonly after?: string
  /** In the order of their ids, where this is missing. */
  readonly ordering?: Ordering
  readonly limit?: number
  readonly offset?: number
  /** Also count all that match. */
  readonly count?: boolean
}

/** An entity that was found; with `near`, how many metres away. */
export type Found = Entity & { readonly metres?: number }

/** The entities that match, in the order of their ids, or nearest first; a hundred unless a limit is given. */
export async function queryEntities(
  db: Db,
  tenant: string,
  query: EntityQuery,
): Promise<{ readonly entities: readonly Found[]; readonly count?: number }> {
  const entities = query.limit === 0 ? [] : await findPage(db, tenant, query)
  return { entities, ...(query.count && { count: await countMatches(db, tenant, query) }) }
}

async function findPage(db: Db, tenant: string, query: EntityQuery): Promise<Found[]> {
  if (isPlain(query)) return findPlainPage(db, tenant, query)
  const values = sqlValues()
  const from = matches(tenant, query, values, await db.isSharded())
  const point = query.near && `${geometrySql({ type: 'Point', coordinates: query.near.position }, values)}::geography`
  const metres = point === undefined ? '' : `, st_distance(e.geometry::geography, ${point}) as metres`
  const order = point === undefined ? await orderOf(db, query, values) : `e.geometry::geography <-> ${point}, e.id`
  const rows = await db.query<EntityRow & { metres?: number }>(
    `select ${entityColumns}${metres} ${from} order by ${order} limit ${values.add(query.limit ?? 100)} offset ${values.add(query.offset ?? 0)}`,
    values.values,
  )
  return rows.map(({ metres, ...row }) => ({ ...toEntity(row), ...(metres != null && { metres }) }))
}

/** SQL of the ids of all that match, in order. */
export async function matchedIds(db: Db, tenant: string, query: EntityQuery, values: SqlValues): Promise<string> {
  const from = matches(tenant, query, values, await db.isSharded())
  return `select e.id ${from} order by ${await orderOf(db, query, values)} limit ${values.add(query.limit ?? 100)}`
}

async function countMatches(db: Db, tenant: string, query: EntityQuery): Promise<number> {
  if (isPlain(query)) return countPlain(db, tenant, onlyType(query))
  const values = sqlValues()
  const from = matches(tenant, query, values, await db.isSharded())
  const [row] = await db.query<{ count: number }>(`select count(*) as count ${from}`, values.values)
  return row?.count ?? 0
}

/** The census knows how many there are of a type, or at all; those that are over are in it until they are deleted. */
async function countPlain(db: Db, tenant: string, type: string | undefined): Promise<number> {
  const [row] = await db.prepared<{ count: number }>(
    `select coalesce((select count from context.census_now where tenant = $1 and type = $2 and attribute = ''), 0)
       - (select count(*) from context.entity where tenant = $1 and expires_at <= now() and ($2 = '' or $2 = any(types))) as count`,
    [tenant, type ?? ''],
  )
  return row?.count ?? 0
}

/** Whether a query is for everything there is, or all of one type, in the usual order: an index alone tells which those are. */
function isPlain(query: EntityQuery): boolean {
  const { types, ordering, near } = query
  const isFree = ordering === undefined && near === undefined && (types === undefined || onlyType(query) !== undefined)
  return isFree && conditionsOf(query, '', sqlValues(), false).next().done === true
}

/** A page that is deep costs little more than the first: documents are read only of what is on it. */
async function findPlainPage(db: Db, tenant: string, query: EntityQuery): Promise<Found[]> {
  const values = sqlValues()
  const ids = `select p.tenant, p.id ${plain(tenant, query, values)} order by p.id
    limit ${values.add(query.limit ?? 100)} offset ${values.add(query.offset ?? 0)}`
  const rows = await db.prepared<EntityRow>(
    `select ${entityColumns} from (${ids}) page join context.entity e on e.tenant = page.tenant and e.id = page.id order by page.id`,
    values.values,
  )
  return rows.map(toEntity)
}

function plain(tenant: string, query: EntityQuery, values: SqlValues): string {
  const type = onlyType(query)
  const own = values.add(tenant)
  // What is over and not yet deleted: few, found once by their own index.
  const over = `array(select id from context.entity where tenant = ${own} and expires_at <= now())`
  const isThere = `p.tenant = ${own} and p.id <> all(${over})`
  if (type === undefined) return `from context.entity p where ${isThere}`
  return `from context.entity_type p where ${isThere} and p.type = ${values.add(type)}`
}

/** One type alone is read in the order of its own index. */
async function orderOf(db: Db, query: EntityQuery, values: SqlValues): Promise<string> {
  const { ordering } = query
  if (ordering === undefined) return onlyType(query) === undefined ? 'e.id' : 't.id'
  return orderSql(ordering, ordering.collation && (await findCollation(db, ordering.collation)), values)
}

function onlyType({ types }: EntityQuery): string | undefined {
  if (types === undefined) return undefined
  if ('leaf' in types) return types.leaf
  return Array.isArray(types) && types.length === 1 ? types[0] : undefined
}

/** `from … where …` of a query. */
function matches(tenant: string, query: EntityQuery, values: SqlValues, isSharded: boolean): string {
  const inTenant = values.add(tenant)
  const type = onlyType(query)
  const conditions = [...conditionsOf(query, inTenant, values, isSharded)]
  if (type === undefined)
    return `from context.entity e where ${[`e.tenant = ${inTenant}`, isThereSql, ...conditions].join(' and ')}`
  const ofType = `t.tenant = ${inTenant} and t.type = ${values.add(type)}`
  return `from context.entity_type t join context.entity e on e.tenant = t.tenant and e.id = t.id
    where ${[ofType, isThereSql, ...conditions].join(' and ')}`
}

function* conditionsOf(query: EntityQuery, tenant: string, values: SqlValues, isSharded: boolean): Generator<string> {
  const { types, ids, idPattern, attributes, besides, q, scope, geo, near } = query
  if (types !== undefined && onlyType(query) === undefined) yield typesSql(types, tenant, values)
  if (query.selectors !== undefined) yield selectorsSql(query.selectors, tenant, values)
  if (query.after !== undefined) yield `${onlyType(query) === undefined ? 'e' : 't'}.id > ${values.add(query.after)}`
  if (ids !== undefined) yield `e.id = any(${values.add(ids)}::text[])`
  if (idPattern !== undefined) yield `e.id ~ ${values.add(idPattern)}`
  if (attributes !== undefined) yield `e.document ?| ${values.add(attributes)}::text[]`
  if (besides !== undefined) yield `e.document - ${values.add(besides)}::text[] <> '{}'`
  if (q !== undefined) yield conditionSql(q, storedTarget(tenant, isSharded), values)
  if (scope !== undefined) yield scopeSql(typeof scope === 'string' ? parseScopeQuery(scope) : scope, 'e.scopes', values)
  if (geo !== undefined) yield geoSql(geo, placeSql(geo.property, values), values)
  if (near !== undefined) yield nearSql(near, values)
}

function selectorsSql(selectors: readonly Selector[], tenant: string, values: SqlValues): string {
  const alternatives = selectors.map(({ types, id, idPattern }) => {
    const parts = [
      ...(types === undefined ? [] : [typesSql(types, tenant, values)]),
      ...(id === undefined ? [] : [`e.id = ${values.add(id)}`]),
      ...(idPattern === undefined ? [] : [`e.id ~ ${values.add(idPattern)}`]),
    ]
    return parts.join(' and ') || 'true'
  })
  return `(${alternatives.join(' or ')})`
}

function typesSql(types: readonly string[] | Expression<string>, tenant: string, values: SqlValues): string {
  if (isList(types))
    return `e.id in (select id from context.entity_type where tenant = ${tenant} and type = any(${values.add(types)}::text[]))`
  return toSql(
    types,
    (type) => `e.id in (select id from context.entity_type where tenant = ${tenant} and type = ${values.add(type)})`,
  )
}

const isList = (types: readonly string[] | Expression<string>): types is readonly string[] => Array.isArray(types)

function nearSql({ position, maxMetres }: NonNullable<EntityQuery['near']>, values: SqlValues): string {
  if (maxMetres === undefined) return 'e.geometry is not null'
  const geometry = { type: 'Point', coordinates: position }
  return geoSql({ relation: 'near', maxMetres, geometry, property: locationName }, 'e.geometry', values)
}
