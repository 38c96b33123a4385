import type { Db } from '#kernel'
import { type Instance, saidBy } from './entity.ts'
import { datasetSql, isDeletionSql, isUncorrectedSql, readRow } from './history-row.ts'
import { shorten } from './names.ts'

/** One series: an attribute (expanded name) of an entity, from a time (inclusive) to a time (exclusive). */
export type Series = { readonly id: string; readonly attribute: string; readonly from?: Date; readonly to?: Date }

/** What was once said of an attribute; `number` where it was a number. */
export type Sample = { readonly at: Date; readonly value: unknown; readonly number?: number }

/**
 * The values of an attribute over time, oldest first; with `lastN`, the newest so many. Where a value was corrected, the
 * correction alone.
 */
export async function readHistory(db: Db, tenant: string, ask: Series & { readonly lastN?: number }): Promise<Sample[]> {
  const counts = `not ${isDeletionSql} and h.at >= coalesce($4::timestamptz, '-infinity') and h.at < coalesce($5::timestamptz, 'infinity')`
  const rowsSql = `from context.history h where h.tenant = $1 and h.entity_id = $2 and h.attribute = $3 and ${counts}`
  const uncorrected =
    ask.lastN === undefined
      ? `select distinct on (h.at, ${datasetSql}) h.* ${rowsSql} order by h.at, ${datasetSql}, h.id desc`
      : `select h.* ${rowsSql} and ${isUncorrectedSql(counts, (await db.isSharded()) ? '$2' : undefined)} order by h.at desc limit $6`
  const rows = await db.prepared<{ at: Date; number: number | null; instance: Instance | null }>(
    `select at, number, instance from (${uncorrected}) h order by at, id`,
    [tenant, ask.id, shorten(ask.attribute), ask.from ?? null, ask.to ?? null, ...(ask.lastN === undefined ? [] : [ask.lastN])],
  )
  return rows.map((row) => ({ at: row.at, value: saidBy(readRow(row)), ...(row.number !== null && { number: row.number }) }))
}

/** Means by the hour in UTC, oldest first; an hour without a number is missing. */
export async function hourlyMeans(
  db: Db,
  tenant: string,
  ask: Series,
): Promise<{ readonly at: Date; readonly value: number; readonly count: number }[]> {
  return db.prepared(
    `select hour as at, avg(number) as value, count(*) as count from (
       select distinct on (at, instance ->> 'datasetId') date_trunc('hour', at, 'UTC') as hour, number from context.history
       where tenant = $1 and entity_id = $2 and attribute = $3 and number is not null
         and at >= coalesce($4::timestamptz, '-infinity') and at < coalesce($5::timestamptz, 'infinity')
       order by at desc, instance ->> 'datasetId', id desc) measured
     group by hour order by hour`,
    [tenant, ask.id, shorten(ask.attribute), ask.from ?? null, ask.to ?? null],
  )
}
