import type { Db } from '#kernel'
import type { Entity, Instance } from './entity.ts'
import { name, shorten } from './names.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import type { AggregateMethod, Aggregation, TimeRange } from './temporal-query.ts'

/** Instances of one attribute that one answer may have. */
const mostInstances = 10_000

export type PastInstance = { readonly id: number; readonly instance: Instance; readonly recorded: Date }

/** Expanded attribute name → its instances, the oldest first. */
export type Evolution = ReadonlyMap<string, readonly PastInstance[]>

type Row = { entity_id: string; attribute: string; id: number; instance: Instance; recorded: Date }

/** How attributes (expanded names, or all that the entities have) of entities evolved, by entity id. */
export async function findEvolutions(
  db: Db,
  tenant: string,
  entities: readonly Entity[],
  range: TimeRange,
  attributes?: readonly string[],
): Promise<Map<string, Evolution>> {
  const { ids, names } = seriesOf(entities, attributes)
  const rows = await db.prepared<Row>(
    `select h.* from unnest($2::text[], $3::text[]) as series(id, attribute) cross join lateral
       (select entity_id, attribute, id, instance, recorded, at from context.history
        where tenant = $1 and entity_id = series.id and attribute = series.attribute and ${inRange(range, '$4', '$5')}
        order by at desc, id desc limit $6) h
     order by h.entity_id, h.attribute, h.at, h.id`,
    [tenant, ids, names, range.from ?? null, range.to ?? null, Math.min(range.lastN ?? mostInstances, mostInstances)],
  )
  const evolutions = new Map<string, Map<string, PastInstance[]>>()
  for (const { entity_id, attribute, id, instance, recorded } of rows) {
    const evolution = evolutions.get(entity_id) ?? new Map<string, PastInstance[]>()
    const past = evolution.get(name(attribute)) ?? []
    evolutions.set(entity_id, evolution.set(name(attribute), past))
    past.push({ id, instance, recorded })
  }
  return evolutions
}

function seriesOf(entities: readonly Entity[], attributes: readonly string[] | undefined): { ids: string[]; names: string[] } {
  const series = entities.flatMap(({ id, attributes: own }) =>
    (attributes ?? Object.keys(own)).map((attribute) => ({ id, attribute })),
  )
  return { ids: series.map(({ id }) => id), names: series.map(({ attribute }) => shorten(attribute)) }
}

/** SQL of a range between two parameters. What nobody observed has no place in time by observation. */
function inRange({ by }: TimeRange, start: string, end: string): string {
  const column = by === 'observed' ? 'at' : 'recorded'
  const ends = `${column} >= coalesce(${start}::timestamptz, '-infinity') and ${column} < coalesce(${end}::timestamptz, 'infinity')`
  return by === 'observed' ? `${ends} and instance ? 'observedAt'` : ends
}

/** One period: the figures by method, and when it begins and ends. */
export type Period = {
  readonly from: Date
  readonly to: Date
  readonly figures: Readonly<Partial<Record<AggregateMethod, number>>>
}

const figureSql: Readonly<Record<AggregateMethod, string>> = {
  totalCount: 'count(number)',
  distinctCount: 'count(distinct number)',
  sum: 'sum(number)',
  avg: 'avg(number)',
  min: 'min(number)',
  max: 'max(number)',
  stddev: 'coalesce(stddev_samp(number), 0)',
  sumsq: 'sum(number * number)',
}

/** Aggregates of the numbers of attributes by period, by entity id and expanded attribute name; they read no JSON values. */
export async function findAggregates(
  db: Db,
  tenant: string,
  entities: readonly Entity[],
  range: TimeRange,
  { methods, period }: Aggregation,
  attributes?: readonly string[],
): Promise<Map<string, Map<string, Period[]>>> {
  const { ids, names } = seriesOf(entities, attributes)
  const values = sqlValues()
  const start = values.add(range.from ?? null)
  const { from, to, isWhole } = periodSql(period, start, values)
  const figures = methods.map((method) => `${figureSql[method]} as "${method}"`).join(', ')
  type AggregateRow = { id: string; attribute: string; from: Date; to: Date } & Partial<Record<AggregateMethod, number>>
  const rows = await db.query<AggregateRow>(
    `select series.id, series.attribute, ${from} as "from", ${to} as "to", ${figures}
     from unnest(${values.add(ids)}::text[], ${values.add(names)}::text[]) as series(id, attribute) join context.history h
       on h.tenant = ${values.add(tenant)} and h.entity_id = series.id and h.attribute = series.attribute
       and ${inRange(range, start, values.add(range.to ?? null))}
     where number is not null
     group by series.id, series.attribute${isWhole ? '' : `, ${from}`} order by 1, 2, 3`,
    values.values,
  )
  const found = new Map<string, Map<string, Period[]>>()
  for (const row of rows) {
    const ofEntity = found.get(row.id) ?? new Map<string, Period[]>()
    const periods = ofEntity.get(name(row.attribute)) ?? []
    found.set(row.id, ofEntity.set(name(row.attribute), periods))
    periods.push({ from: row.from, to: row.to, figures: row })
  }
  return found
}

/** When the period of a row begins and ends; the first of fixed length begins where the range does. */
function periodSql(period: string, start: string, values: SqlValues): { from: string; to: string; isWhole?: true } {
  if (/^P(0D)?(T0[HMS])?$/.test(period)) return { from: 'min(at)', to: 'max(at)', isWhole: true }
  const unit = { P1M: 'month', P1Y: 'year' }[period]
  const length = `${values.add(period)}::interval`
  const from =
    unit === undefined
      ? `date_bin(${length}, at, coalesce(${start}::timestamptz, '2000-01-01Z'))`
      : `date_trunc('${unit}', at, 'UTC')`
  return { from, to: `${from} + ${length}` }
}
