import type { Db } from '#kernel'
import type { Instance } from './entity.ts'
import { datasetSql } from './history-row.ts'
import { name } from './names.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import type { PastEntity } from './temporal-find.ts'
import { hoursSql, isMadeOfHours, isWholeTime } from './temporal-hours.ts'
import type { AggregateMethod, Aggregation } from './temporal-query.ts'
import { momentSql, type Part, partSql } from './temporal-sql.ts'
import { ofEntitySql, seriesSql, type Wanted } from './temporal-store.ts'

/** One period: when it begins and ends, in milliseconds since 1970, and the figures by method, in the order in which they are asked for. */
export type Period = { readonly from: number; readonly to: number; readonly figures: readonly Figure[] }

/** Null where a figure makes no sense. */
type Figure = number | string | null

/** The periods of an attribute in one dataset, the oldest first. */
export type Series = { readonly type: Instance['type']; readonly datasetId?: string; readonly periods: readonly Period[] }

/** Of each period: when it begins and ends, and the columns that were asked for. */
type Row = { id: string; attribute: string; dataset: string; type: Instance['type']; periods: [number, number, ...Figure[]][] }

/** Sums that all figures of a period follow from; `spread` is the sum of the squares of the distances from the mean. */
type Column = 'total' | 'distinct_count' | 'count' | 'sum' | 'sumsq' | 'spread' | 'min' | 'max' | 'min_text' | 'max_text'

/** The columns that a figure is made of, and how. */
const recipes: Readonly<Record<AggregateMethod, readonly [readonly Column[], (first: Figure, second: Figure) => Figure]>> = {
  totalCount: [['total'], (total) => total],
  distinctCount: [['distinct_count'], (count) => count],
  sum: [['sum'], (sum) => sum],
  avg: [['sum', 'count'], (sum, count) => (sum === null ? null : Number(sum) / Number(count))],
  min: [['min', 'min_text'], (number, text) => number ?? text],
  max: [['max', 'max_text'], (number, text) => number ?? text],
  stddev: [['spread', 'count'], (spread, count) => (spread === null ? null : deviation(Number(spread), Number(count)))],
  sumsq: [['sumsq'], (sumsq) => sumsq],
}

const deviation = (spread: number, count: number) => (count < 2 ? 0 : Math.sqrt(Math.max(0, spread) / (count - 1)))

/**
 * Figures of attributes by period, by entity id and expanded attribute name (GS CIM 009, 4.5.19). Every value is counted; numbers
 * are added up and compared, and so are truths, as 0 and 1, and the lengths of lists; texts, and with them times, are compared.
 */
export async function findAggregates(
  db: Db,
  tenant: string,
  entities: readonly PastEntity[],
  wanted: Wanted,
  part: Part,
  aggregation: Aggregation,
): Promise<Map<string, Map<string, Series[]>>> {
  const columns = [...new Set(aggregation.methods.flatMap((method) => recipes[method][0]))]
  const rows: Row[] = []
  const ask = async (some: readonly PastEntity[], alone?: PastEntity) => {
    const values = sqlValues()
    const only = alone && values.add(alone.id)
    const sql = aggregateSql(tenant, some, wanted, part, aggregation, columns, values, only)
    rows.push(...(await db.query<Row>(sql, values.values)))
  }
  if (await db.isSharded()) for (const entity of entities) await ask([entity], entity)
  else await ask(entities)
  const figuresOf = figureMaker(aggregation.methods, columns)
  const found = new Map<string, Map<string, Series[]>>()
  for (const { id, attribute, dataset, type, periods } of rows) {
    const attributes = found.get(id) ?? new Map<string, Series[]>()
    found.set(id, attributes)
    const ofDatasets = attributes.get(name(attribute)) ?? []
    attributes.set(name(attribute), ofDatasets)
    ofDatasets.push({
      type,
      ...(dataset !== '' && { datasetId: dataset }),
      periods: periods.map((period) => ({ from: period[0], to: period[1], figures: figuresOf(period) })),
    })
  }
  return found
}

/** Makes the figures of a period as it comes from the database. */
function figureMaker(methods: readonly AggregateMethod[], columns: readonly Column[]) {
  const makers = methods.map((method) => {
    const [needed, make] = recipes[method]
    const [first = 0, second = first] = needed.map((column) => 2 + columns.indexOf(column))
    return (period: Row['periods'][number]) => make(period[first] ?? null, period[second] ?? null)
  })
  return (period: Row['periods'][number]) => makers.map((make) => make(period))
}

const saidSql = `coalesce(h.instance -> 'value', h.instance -> 'object', h.instance -> 'languageMap', h.instance -> 'vocab',
  h.instance -> 'json', h.instance -> 'valueList', h.instance -> 'objectList')`

const measureSql = `coalesce(number,
  case jsonb_typeof(said) when 'boolean' then (said = 'true')::int when 'array' then jsonb_array_length(said) end)`

/** Sums are made of decimal numbers, so that they are the same in whatever order, and by whatever steps, they are added up. */
function aggregateSql(
  tenant: string,
  entities: readonly PastEntity[],
  wanted: Wanted,
  part: Part,
  { methods, period }: Aggregation,
  columns: readonly Column[],
  values: SqlValues,
  only: string | undefined,
): string {
  const inTenant = values.add(tenant)
  const isDistinct = methods.includes('distinctCount')
  const { from, to, isWhole } = periodSql(period, part.range.from, values)
  const hours = isDistinct || !isMadeOfHours(period, part.range) ? undefined : hoursSql(inTenant, only, part, values)
  return `with series as (select * from ${seriesSql(tenant, entities, wanted, part, values)} as series(id, attribute)),
  ${hours?.stretches ?? ''} raw as (
    select series.id, series.attribute, newest.*
    from ${hours ? 'stretches as series' : 'series'} cross join lateral (
      select distinct on (h.at, ${datasetSql}) coalesce(${datasetSql}, '') as dataset, ${momentSql(part.range.by)} as at, h.number,
        h.instance ->> 'type' as type, ${saidSql} as said
      from context.history h
      where h.tenant = ${inTenant} and ${ofEntitySql('h', 'series', only)} and h.attribute = series.attribute and ${partSql(part, values)}
        ${hours ? 'and h.at >= series.since and h.at < series.until' : ''}
      order by h.at, ${datasetSql}, h.id desc) newest
  ), measured as (
    select *, ${measureSql} as measure, case when jsonb_typeof(said) = 'string' and type = 'Property' then said #>> '{}' end as text from raw
  ), pieces as (
    select id, attribute, dataset, at, type, coalesce(number::text, said #>> '{}') as said, 1 as total, (measure is not null)::int as count,
      measure::numeric as sum, measure::numeric * measure::numeric as sumsq, measure as min, measure as max, text, at as last_at,
      min(at) over (partition by id) as first
    from measured ${hours?.pieces ?? ''}
  ), figures as (
    select id, attribute, dataset, coalesce(max(type), 'Property') as type, ${from} as "from", ${to} as "to", sum(total) as total,
      ${isDistinct ? 'count(distinct said)' : 'null::bigint'} as distinct_count, sum(count) as count, sum(sum) as sum, sum(sumsq) as sumsq,
      min(min) as min, max(max) as max, min(text collate "C") as min_text, max(text collate "C") as max_text
    from pieces group by id, attribute, dataset${isWhole ? '' : `, ${from}`}
  )
  select id, attribute, dataset, max(type) as type, json_agg(json_build_array(
      ${['from', 'to'].map((end) => `date_part('epoch', "${end}") * 1000`)}, ${columns}) order by "from") as periods
  from (select *, sumsq - sum * sum / nullif(count, 0) as spread from figures) f
  group by id, attribute, dataset order by id, attribute, dataset`
}

/** When the period of a piece begins and ends; the first of fixed length begins where the range does, or with the first instance. */
function periodSql(period: string, start: string | undefined, values: SqlValues): { from: string; to: string; isWhole?: true } {
  if (isWholeTime(period)) return { from: 'min(at)', to: 'max(last_at)', isWhole: true }
  const unit = { P1M: 'month', P1Y: 'year' }[period]
  const length = `${values.add(period)}::interval`
  if (unit !== undefined) return { from: `date_trunc('${unit}', at, 'UTC')`, to: `date_trunc('${unit}', at, 'UTC') + ${length}` }
  const from = `date_bin(${length}, at, ${start === undefined ? 'first' : `${values.add(start)}::timestamptz`})`
  return { from, to: `${from} + ${length}` }
}
