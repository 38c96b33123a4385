import type { Db, Pool, Tx } from '#kernel'
import { datasetSql, isObservedSql } from './history-row.ts'

/** A day is over for good a little after it ended, by the clocks of all processes. */
const graceMs = 15 * 60_000
const atOnce = 500

/**
 * Makes the hours of all days that are over and have none yet, and again those of days that were touched since. What it was
 * stopped in the middle of, the next call goes on with; calls beside each other wait.
 *
 * @see docs/decisions/0010-history.md
 */
export async function rollHistory(pool: Pool, now: Date): Promise<void> {
  const today = new Date(now.getTime() - graceMs)
  today.setUTCHours(0, 0, 0, 0)
  while (await rollOn(pool, today));
  while (await rollTouched(pool));
}

/** Goes one step further; false when there is none to go. */
async function rollOn(pool: Pool, today: Date): Promise<boolean> {
  const [state] = await pool.query<{ isBehind: boolean; isFirst: boolean; until: string }>(
    `select ready < until as "isBehind", until <= '1970-01-01Z' as "isFirst", until::text
     from context.history_rolled where until < $1 or ready < until`,
    [today],
  )
  if (state === undefined) return false
  if (!state.isBehind) await announce(pool, today, state.isFirst ? await firstAfter(pool, state.until, today) : null)
  await pool.transaction(rollAnnounced)
  return true
}

/** Tells writers of the next stretch: a month where there is much to catch up with. Empty time is passed over. */
async function announce(db: Db, today: Date, first: Date | null): Promise<void> {
  await db.query(
    `update context.history_rolled set until = least($1, coalesce(
       case when until > '1970-01-01Z' then date_trunc('month', until, 'UTC') + interval '1 month'
         when $2::timestamptz < '1970-01-01Z' then '1970-01-01Z'
         else date_trunc('month', $2::timestamptz, 'UTC') + interval '1 month' end, $1))
     where until < $1 and until = ready`,
    [today, first],
  )
}

async function firstAfter(db: Db, from: string, to: Date): Promise<Date | null> {
  const [first] = await db.query<{ at: Date | null }>('select min(at) as at from context.history where at >= $1 and at < $2', [
    from,
    to,
  ])
  return first?.at ?? null
}

const hourColumns = 'tenant, entity_id, attribute, dataset, hour, count, sum, sumsq, min, max, first_at, last_at, is_mixed'

/** Hours of rows of `context.history h`, each of the newest word on its moment. */
const hoursSql = (from: string, where: string) => `
  select tenant, entity_id, attribute, dataset, date_trunc('hour', at, 'UTC'), count(number), sum(number::numeric),
    sum(number::numeric * number::numeric), min(number), max(number), min(at), max(at), bool_or(number is null)
  from (
    select distinct on (h.tenant, h.entity_id, h.attribute, h.at, ${datasetSql}) h.tenant, h.entity_id, h.attribute, h.at, h.number,
      coalesce(${datasetSql}, '') as dataset
    from ${from} where ${isObservedSql} and ${where}
    order by h.tenant, h.entity_id, h.attribute, h.at, ${datasetSql}, h.id desc) newest
  group by 1, 2, 3, 4, 5`

/** One at a time makes hours, without holding up writers. */
const alone = (tx: Tx) => tx.query("select pg_advisory_xact_lock(hashtext('context.history_hour'))")

async function rollAnnounced(tx: Tx): Promise<void> {
  await alone(tx)
  const [state] = await tx.query<{ until: Date; ready: Date }>(
    'select until, ready from context.history_rolled where ready < until',
  )
  if (state === undefined) return
  await tx.query(
    `insert into context.history_hour (${hourColumns})
     ${hoursSql('context.history h', 'h.at >= $1 and h.at < $2')}
     on conflict (tenant, entity_id, attribute, hour, dataset) do update set count = excluded.count, sum = excluded.sum,
       sumsq = excluded.sumsq, min = excluded.min, max = excluded.max, first_at = excluded.first_at, last_at = excluded.last_at,
       is_mixed = excluded.is_mixed`,
    [state.ready, state.until],
  )
  await tx.query('update context.history_rolled set ready = until')
}

const touchedSql = `(select distinct tenant, entity_id, attribute, day, day + interval '1 day' as next
  from context.history_touched where id = any($1::bigint[])) t`

/** Makes the hours of some touched days again; false when there are none. A touch that comes meanwhile stays for the next time. */
async function rollTouched(pool: Pool): Promise<boolean> {
  return pool.transaction(async (tx) => {
    await alone(tx)
    const touches = await tx.query<{ id: number }>('select id from context.history_touched order by id limit $1', [atOnce])
    if (touches.length === 0) return false
    const ids = touches.map(({ id }) => id)
    await tx.query(
      `delete from context.history_hour hh using ${touchedSql}
       where hh.tenant = t.tenant and hh.entity_id = t.entity_id and hh.attribute = t.attribute
         and hh.hour >= t.day and hh.hour < t.next`,
      [ids],
    )
    const ofDay = `h.tenant = t.tenant and h.entity_id = t.entity_id and h.attribute = t.attribute
      and h.at >= t.day and h.at < t.next`
    await tx.query(
      `insert into context.history_hour (${hourColumns})
       ${hoursSql(`${touchedSql} cross join lateral (select * from context.history h where ${ofDay}) h`, 'true')}`,
      [ids],
    )
    await tx.query('delete from context.history_touched where id = any($1::bigint[])', [ids])
    return true
  })
}
