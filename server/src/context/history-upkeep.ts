import type { Db, Pool } from '#kernel'
import { name } from './names.ts'
import { keepMonths } from './save.ts'

/** For how many days the past is kept, by type of entity; `*` for every other type. */
export type Retention = ReadonlyMap<string, number>

const monthsAhead = 3
const entitiesAtOnce = 200
const rowsAtOnce = 5000

/** Makes the partitions of this month and of those to come, so that nobody who writes has to. */
export async function keepMonthsAhead(db: Db, now: Date): Promise<void> {
  const months = Array.from({ length: monthsAhead }, (_, index) => {
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index)).toISOString().slice(0, 7)
  })
  await keepMonths(db, months)
}

/**
 * Deletes what is older than it is to be kept: whole months where they are over for every type, else rows in small portions. An
 * entity of several types keeps its past as long as any of them does.
 */
export async function forgetOld(pool: Pool, retention: Retention, now: Date): Promise<void> {
  if (retention.size === 0) return
  const cutoff = (days: number) => {
    const day = new Date(now.getTime() - days * 86_400_000)
    day.setUTCHours(0, 0, 0, 0)
    return day
  }
  if (retention.has('*')) await dropMonths(pool, cutoff(Math.max(...retention.values())))
  const types = [...retention].map(([type, days]) => ({
    type: type === '*' ? '*' : name(type),
    cutoff: cutoff(days).toISOString(),
  }))
  for (const table of ['entity', 'departed'] as const)
    for (let after: EntityKey | undefined = { tenant: '', id: '' }; after !== undefined; )
      after = await forgetOfEntities(pool, table, types, after)
  await pool.query(
    `delete from context.departed d using jsonb_to_recordset($1::jsonb) as r(type text, cutoff timestamptz)
    where d.deleted_at < r.cutoff and not exists (select from context.history h where h.tenant = d.tenant and h.entity_id = d.id)`,
    [JSON.stringify(types)],
  )
}

/** Months that ended before a time. A month that somebody writes to once more is made again. */
async function dropMonths(pool: Pool, before: Date): Promise<void> {
  const months = await pool.query<{ partition: string }>(
    `select inhrelid::regclass::text as partition from pg_inherits where inhparent = 'context.history'::regclass
       and inhrelid::regclass::text ~ '^context\\.history_\\d{4}_\\d\\d$'
       and to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') + interval '1 month' <= $1::timestamptz at time zone 'UTC'
     order by 1`,
    [before],
  )
  for (const { partition } of months)
    await pool.transaction(async (tx) => {
      // Whoever reads the history must not queue up behind this; the next day will do as well.
      await tx.query(`set local lock_timeout = '2s'`)
      await tx.query(`drop table ${partition}`)
    })
}

type EntityKey = { readonly tenant: string; readonly id: string }
type Cutoff = { readonly type: string; readonly cutoff: string }

/** Deletes what is too old of the next entities, and tells the last of them; undefined when there are no more. */
async function forgetOfEntities(
  pool: Pool,
  table: 'entity' | 'departed',
  types: readonly Cutoff[],
  after: EntityKey,
): Promise<EntityKey | undefined> {
  const entities = await pool.query<EntityKey & { cutoff: Date | null }>(
    `select e.tenant, e.id, case when bool_and(own.cutoff is not null) then min(own.cutoff) end as cutoff
     from (select tenant, id, types from context.${table} where (tenant, id) > ($1, $2) order by tenant, id limit $3) e
     cross join lateral unnest(e.types) as t(type) cross join lateral (
       select coalesce(max(r.cutoff) filter (where r.type = t.type), max(r.cutoff) filter (where r.type = '*')) as cutoff
       from jsonb_to_recordset($4::jsonb) as r(type text, cutoff timestamptz)) own
     group by e.tenant, e.id order by e.tenant, e.id`,
    [after.tenant, after.id, entitiesAtOnce, JSON.stringify(types)],
  )
  const old = entities.filter((entity) => entity.cutoff !== null)
  const keys = [old.map(({ tenant }) => tenant), old.map(({ id }) => id), old.map(({ cutoff }) => cutoff)]
  if (old.length > 0) while (await forgetRows(pool, keys));
  return entities.length < entitiesAtOnce ? undefined : entities.at(-1)
}

const oldSql = 'unnest($1::text[], $2::text[], $3::timestamptz[]) as old(tenant, id, cutoff)'

/** Deletes a portion of rows, and the hours that were made of what is gone; false when there is nothing more. */
async function forgetRows(pool: Pool, keys: readonly unknown[]): Promise<boolean> {
  const [gone] = await pool.query<{ rows: number }>(
    `with portion as (
       select h.tenant, h.entity_id, h.attribute, h.at, h.id from ${oldSql} join context.history h
         on h.tenant = old.tenant and h.entity_id = old.id and h.at < old.cutoff limit ${rowsAtOnce}
     ), gone as (
       delete from context.history h using portion p
       where h.tenant = p.tenant and h.entity_id = p.entity_id and h.attribute = p.attribute and h.at = p.at and h.id = p.id
       returning 1
     ), hours as (
       delete from context.history_hour hh using ${oldSql}
       where hh.tenant = old.tenant and hh.entity_id = old.id and hh.hour < old.cutoff
     )
     select count(*) as rows from gone`,
    keys,
  )
  return (gone?.rows ?? 0) > 0
}
