import type { Db } from '#kernel'
import type { Instance } from './entity.ts'
import { datasetSql, isUncorrectedSql, readRow } from './history-row.ts'
import { name, shorten } from './names.ts'
import { scopeName } from './remember.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import type { PastEntity } from './temporal-find.ts'
import { momentSql, type Part, partSql } from './temporal-sql.ts'

/** One instance of the past, with the time by which it was asked for. */
export type PastInstance = {
  readonly id: number
  readonly instance: Instance
  readonly recorded: Date
  readonly moment: Date
}

/** Expanded attribute name → its instances, the oldest first. */
export type Evolution = ReadonlyMap<string, readonly PastInstance[]>

/** Which attributes of the past are meant, by expanded name: only some, or all but some. */
export type Wanted = { readonly only?: ReadonlySet<string>; readonly except?: ReadonlySet<string> }

export type FoundInstance = PastInstance & { readonly entity: string; readonly attribute: string }

type Row = {
  entity_id: string
  attribute: string
  id: number
  at: Date
  number: number | null
  instance: Instance | null
  recorded: Date
  moment: Date
}

/**
 * Instances of attributes of entities, the oldest first, or with `lastN` the newest first, up to a number. Where an instance was
 * corrected, the correction alone.
 */
export async function findInstances(
  db: Db,
  tenant: string,
  entities: readonly PastEntity[],
  wanted: Wanted,
  part: Part,
  most: number,
): Promise<FoundInstance[]> {
  if (!(await db.isSharded())) return findOf(db, tenant, entities, wanted, part, most)
  const found: FoundInstance[] = []
  for (const entity of entities) found.push(...(await findOf(db, tenant, [entity], wanted, part, most, entity)))
  const sign = part.range.lastN === undefined ? 1 : -1
  return found.sort((a, b) => sign * (a.moment.getTime() - b.moment.getTime() || a.id - b.id)).slice(0, most)
}

async function findOf(
  db: Db,
  tenant: string,
  entities: readonly PastEntity[],
  wanted: Wanted,
  part: Part,
  most: number,
  alone?: PastEntity,
): Promise<FoundInstance[]> {
  const { lastN } = part.range
  const values = sqlValues()
  const moment = momentSql(part.range.by)
  const direction = lastN === undefined ? 'asc' : 'desc'
  const series = seriesSql(tenant, entities, wanted, part, values)
  const only = alone && values.add(alone.id)
  const columns = `h.entity_id, h.attribute, h.id, h.at, h.number, h.instance, h.recorded, ${moment} as moment`
  const counts = partSql(part, values)
  const rowsSql = `from context.history h
    where h.tenant = ${values.add(tenant)} and ${ofEntitySql('h', 'series', only)} and h.attribute = series.attribute and ${counts}`
  const isAlongIndex = direction === 'desc' && moment === 'h.at'
  const uncorrected = isAlongIndex
    ? `select ${columns} ${rowsSql} and ${isUncorrectedSql(counts, only)}`
    : `select * from (select distinct on (h.at, ${datasetSql}) ${columns} ${rowsSql} order by h.at ${direction}, ${datasetSql}, h.id desc) each`
  const rows = await db.prepared<Row>(
    `select newest.* from ${series} as series(id, attribute) cross join lateral (
       ${uncorrected} order by moment ${direction} limit ${values.add(Math.min(lastN ?? most, most))}) newest
     order by moment ${direction}, newest.id ${direction} limit ${values.add(most)}`,
    values.values,
  )
  return rows.map(({ entity_id, attribute, id, recorded, moment: at, ...row }) => ({
    entity: entity_id,
    attribute: name(attribute),
    id,
    instance: readRow(row),
    recorded,
    moment: at,
  }))
}

/**
 * SQL that holds for rows of the entity of a series.
 *
 * @param only SQL of the id of the entity that all series are of, by which Citus sees which server to ask
 */
export const ofEntitySql = (table: string, series: string, only: string | undefined): string =>
  `${table}.entity_id = ${series}.id${only === undefined ? '' : ` and ${table}.entity_id = ${only}`}`

/** SQL of the series that are meant: of attributes that the entities have, and of those that they once had. */
export function seriesSql(
  tenant: string,
  entities: readonly PastEntity[],
  { only, except }: Wanted,
  { range }: Part,
  values: SqlValues,
): string {
  const isWanted = (attribute: string) => (only?.has(attribute) ?? true) && !except?.has(attribute)
  // Nobody observes a scope.
  const hasScope = ({ scopes }: PastEntity) => scopes.length > 0 && range.by !== 'observedAt'
  const own = entities.flatMap((entity) =>
    [...Object.keys(entity.attributes), ...(hasScope(entity) ? [scopeName] : [])]
      .filter(isWanted)
      .map((attribute) => ({ id: entity.id, attribute: shorten(attribute) })),
  )
  const named = (names: ReadonlySet<string> | undefined) => values.add(names === undefined ? null : [...names].map(shorten))
  return `(
    select * from unnest(${values.add(own.map(({ id }) => id))}::text[], ${values.add(own.map(({ attribute }) => attribute))}::text[]) as own
    union select id, attribute from context.past_attribute
    where tenant = ${values.add(tenant)} and id = any(${values.add(entities.map(({ id }) => id))}::text[])
      and attribute = any(coalesce(${named(only)}::text[], array[attribute])) and attribute <> all(coalesce(${named(except)}::text[], '{}')))`
}
