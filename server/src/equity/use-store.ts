import type { AreaClass, UseChannel } from '#contract'
import type { Db, Pool, Tx } from '#kernel'
import { type Batch, gather, type WaitingFact } from './use-gather.ts'

/** A batch as it is told, with the waits (days) and marks of its cases; marks are missing where fewer than ten gave one. */
export type ToldBatch = {
  readonly service: string
  readonly class: AreaClass
  readonly age: string | null
  /** `2026-10` */
  readonly month: string
  readonly cases: number
  readonly completed: number
  readonly completedSlack: number
  readonly channels: Readonly<Partial<Record<UseChannel, number>>>
  readonly channelsSlack: number
  readonly waits: readonly number[]
  readonly marks: readonly number[] | null
}

/**
 * Gathers the facts of each month that is over and was not gathered yet, oldest month first. Several servers that do so at the same time do
 * it once.
 *
 * @param random from 0 up to 1
 */
export async function gatherMonths(pool: Pool, now: Date, random: () => number): Promise<void> {
  const next = await nextMonth(pool, now)
  if (next === undefined) return
  await pool.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('datong.gather-use'))`)
    for (let month = await nextMonth(tx, now); month !== undefined; month = await nextMonth(tx, now))
      await gatherMonth(tx, month, random)
  })
}

/** The first day of the oldest month that is over, has facts or follows one that had, and was not gathered. */
async function nextMonth(db: Db, now: Date): Promise<string | undefined> {
  const [row] = await db.query<{ month: string | null }>(
    `select to_char(month, 'YYYY-MM-DD') as month from (select coalesce(
       (select (max(month) + interval '1 month')::date from equity.use_month),
       (select date_trunc('month', min(ended))::date from equity.use where batch is null)) as month) next
     where month < date_trunc('month', $1::timestamptz at time zone 'UTC')`,
    [now],
  )
  return row?.month ?? undefined
}

async function gatherMonth(tx: Tx, month: string, random: () => number): Promise<void> {
  const facts = await tx.query<WaitingFact>(
    `select u.id, u.service, u.class, u.age, coalesce(a.path, '') as path, u.channel, u.outcome = 'completed' as "isCompleted"
     from equity.use u left join analytics.area a on a.code = u.area
     where u.batch is null and u.ended < $1::date + interval '1 month' order by u.id`,
    [month],
  )
  for (const batch of gather(facts, random)) await saveBatch(tx, month, batch)
  await tx.query('insert into equity.use_month (month) values ($1)', [month])
}

async function saveBatch(tx: Tx, month: string, batch: Batch): Promise<void> {
  await tx.query(
    `with batch as (
       insert into equity.use_batch
         (service, class, age, month, path, cases, completed, channels, completed_slack, channels_slack)
       values ($1, $2, $3, $4, $5, cardinality($6::bigint[]), $7, $8, $9, $10) returning id)
     update equity.use set batch = batch.id from batch where use.id = any($6::bigint[])`,
    [
      batch.service,
      batch.class,
      batch.age,
      month,
      batch.path,
      batch.facts,
      batch.completed,
      JSON.stringify(batch.channels),
      batch.completedSlack,
      batch.channelsSlack,
    ],
  )
}

/** The last month that was gathered, as `2026-10`; undefined while none was. */
export async function lastMonth(db: Db): Promise<string | undefined> {
  const [row] = await db.query<{ month: string | null }>(`select to_char(max(month), 'YYYY-MM') as month from equity.use_month`)
  return row?.month ?? undefined
}

/** Services that were ever told of, by name. */
export async function usedServices(db: Db): Promise<readonly string[]> {
  const rows = await db.query<{ service: string }>('select distinct service from equity.use_batch order by service')
  return rows.map(({ service }) => service)
}

/**
 * The batches of the last months, of one service or all, whose area is the one asked for or lies in it.
 *
 * @param path of the area; empty for the region
 */
export async function readBatches(
  db: Db,
  ask: { readonly months: number; readonly path: string; readonly service?: string },
): Promise<readonly ToldBatch[]> {
  return db.query<ToldBatch>(
    `select b.service, b.class, b.age, to_char(b.month, 'YYYY-MM') as month, b.cases, b.completed,
       b.completed_slack as "completedSlack", b.channels, b.channels_slack as "channelsSlack", told.waits,
       case when cardinality(told.marks) >= 10 then told.marks end as marks
     from equity.use_batch b cross join lateral (
       select array_agg(u.waited_days order by u.id) as waits,
         coalesce(array_agg(u.satisfaction::float8 order by u.id) filter (where u.satisfaction is not null), '{}') as marks
       from equity.use u where u.batch = b.id) told
     where b.month > (select max(month) from equity.use_month) - make_interval(months => $1)
       and ($2 = '' or b.path = $2 or (b.path >= $2 || '/' and b.path < $2 || '0'))
       and ($3::text is null or b.service = $3)
     order by b.service, b.month, b.id`,
    [ask.months, ask.path, ask.service ?? null],
  )
}
