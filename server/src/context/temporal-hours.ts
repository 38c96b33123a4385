import type { SqlValues } from './sql-values.ts'
import type { TimeRange } from './temporal-query.ts'
import type { Part } from './temporal-sql.ts'
import { ofEntitySql } from './temporal-store.ts'

const hourMs = 3_600_000

export const isWholeTime = (period: string): boolean => /^P(0D)?(T(0[HMS])+)?$/.test(period)

/** Whether every period begins and ends with an hour, so that figures can be made of the figures of hours. */
export function isMadeOfHours(period: string, { by, from }: TimeRange): boolean {
  if (by !== 'observedAt') return false
  if (isWholeTime(period) || period === 'P1M' || period === 'P1Y') return true
  return from !== undefined && Date.parse(from) % hourMs === 0 && isFullHours(from) && lengthMs(period) % hourMs === 0
}

/** Fractions beyond the millisecond are lost when a time is parsed. */
const isFullHours = (time: string) => /^[^.]*(\.0+)?Z$/.test(time)

function lengthMs(period: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(period) ?? []
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000
}

/**
 * SQL that reads the hours of `series`, and what is left to be read row by row: `stretches` from a time until another, of each
 * series: before the first and after the last full hour, after the last that is made, days that were touched since, and all of a
 * series in which not everything is a number.
 *
 * @param only SQL of the id of the entity that all series are of, for Citus
 */
export function hoursSql(
  tenant: string,
  only: string | undefined,
  { range, datasets }: Part,
  values: SqlValues,
): { stretches: string; pieces: string } {
  const [from, to] = [values.add(range.from ?? '-infinity'), values.add(range.to ?? 'infinity')]
  const ofDatasets =
    datasets === undefined ? '' : `and coalesce(nullif(hh.dataset, ''), '@none') = any(${values.add(datasets)}::text[])`
  const ofSeries = (table: string) =>
    `${table}.tenant = ${tenant} and ${ofEntitySql(table, 's', only)} and ${table}.attribute = s.attribute`
  const stretches = `ends as (
    select asked.*, greatest(low, least(date_trunc('hour', asked.until, 'UTC'), ready)) as high
    from (select ready from context.history_rolled limit 1) made cross join lateral (
      select ${from}::timestamptz as since, ${to}::timestamptz as until,
        date_trunc('hour', ${from}::timestamptz + interval '1 hour' - interval '1 microsecond', 'UTC') as low) asked
  ), rolled as (
    select s.id, s.attribute from series s cross join ends
    where not exists (select from context.history_hour hh where ${ofSeries('hh')} and hh.is_mixed and hh.hour >= low and hh.hour < high)
  ), touched as (
    select distinct s.id, s.attribute, t.day from rolled s cross join ends join context.history_touched t
      on ${ofSeries('t')} and t.day + interval '1 day' > low and t.day < high
  ), stretches as (
    select s.id, s.attribute, e.since, e.until from series s cross join ends e where (s.id, s.attribute) not in (select id, attribute from rolled)
    union all select s.id, s.attribute, since, least(low, until) from rolled s cross join ends
    union all select s.id, s.attribute, high, until from rolled s cross join ends
    union all select id, attribute, greatest(day, low), least(day + interval '1 day', high) from touched cross join ends
  ),`
  const pieces = `union all
    select s.id, s.attribute, hh.dataset, hh.first_at, 'Property', null, hh.count, hh.count, hh.sum, hh.sumsq, hh.min, hh.max, null, hh.last_at, null
    from rolled s cross join ends join context.history_hour hh on ${ofSeries('hh')} and hh.hour >= low and hh.hour < high ${ofDatasets}
    where not exists (select from touched t where t.id = s.id and t.attribute = s.attribute and hh.hour >= t.day and hh.hour < t.day + interval '1 day')`
  return { stretches, pieces }
}
