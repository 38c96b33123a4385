import type { Db, Pool, Tx } from './database.ts'

/** Something that happened to a subject: the fact that other modules learn of. */
export type Event = { readonly kind: string; readonly tenant: string; readonly subject: string; readonly body: unknown }

/** A place in the log. Transaction numbers pass 2^53 in no lifetime, but PostgreSQL hands them out as text. */
export type Position = { readonly xid: string; readonly id: number }

export type LogEntry = Event & { readonly position: Position; readonly at: Date }

export const logStart: Position = { xid: '0', id: 0 }

/** Appends to the log within the transaction that made the change, so that neither exists without the other. */
export async function record(tx: Tx, events: readonly Event[]): Promise<void> {
  await tx.prepared(
    `insert into kernel.log (tenant, kind, subject, body)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])`,
    [
      events.map((event) => event.tenant),
      events.map((event) => event.kind),
      events.map((event) => event.subject),
      events.map((event) => JSON.stringify(event.body)),
    ],
  )
}

type Row = { xid: string; id: number; at: Date; tenant: string; kind: string; subject: string; body: unknown }

const toEntry = ({ xid, id, at, tenant, kind, subject, body }: Row): LogEntry => ({
  at,
  tenant,
  kind,
  subject,
  body,
  position: { xid, id },
})

/** What may be read after a position: all that every transaction before it has ended for. */
const readable = `from kernel.log
  where (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit $3`

/** Entries after a position, oldest first, as far as every transaction before them has ended. */
export async function readLog(db: Db, after: Position, limit: number): Promise<LogEntry[]> {
  const rows = await db.prepared<Row>(`select xid, id, at, tenant, kind, subject, body ${readable}`, [after.xid, after.id, limit])
  return rows.map(toEntry)
}

/** Part of the log: what somebody wants of it, how many entries it has in all, and where it ends. */
export type Stretch = { readonly wanted: readonly LogEntry[]; readonly size: number; readonly end: Position }

/**
 * The next entries after a position, at most so many, of which only those that are wanted leave the database.
 *
 * @param kinds wanted; every kind when undefined
 * @param only a further condition in SQL on the columns of the log; its text must be constant
 */
export async function readStretch(
  db: Db,
  after: Position,
  limit: number,
  kinds?: readonly string[],
  only = 'true',
): Promise<Stretch> {
  const rows = await db.prepared<Row & { isWanted: boolean; size: number }>(
    `with part as materialized (
       select log.*, ($4::text[] is null or kind = any($4)) and (${only}) as wanted ${readable})
     select xid, id, at, tenant, kind, subject, case when wanted then body end as body, wanted as "isWanted", (select count(*) from part) as size
     from part where wanted or id = (select id from part order by xid desc, id desc limit 1) order by xid, id`,
    [after.xid, after.id, limit, kinds ?? null],
  )
  const last = rows.at(-1)
  return {
    wanted: rows.filter(({ isWanted }) => isWanted).map(toEntry),
    size: last?.size ?? 0,
    end: last === undefined ? after : { xid: last.xid, id: last.id },
  }
}

/** The place of the newest entry that a reader can see now. */
export async function logEnd(db: Db): Promise<Position> {
  const [row] = await db.prepared<{ xid: string; id: number }>(
    `select xid, id from kernel.log where xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid desc, id desc limit 1`,
  )
  return row ?? logStart
}

/** The place of the newest entry that is committed, which readers may see only when transactions before it have ended. */
export async function newestEntry(db: Db): Promise<Position> {
  const [row] = await db.prepared<{ xid: string; id: number }>(
    'select xid, id from kernel.log order by xid desc, id desc limit 1',
  )
  return row ?? logStart
}

/**
 * Makes a log that was restored into another database readable again: there, transaction numbers start anew, and what is newer
 * than the database would stay hidden, or be passed over by cursors from "the future". The entries move to the beginning, in
 * the same order, and every cursor to the same place among them.
 */
export async function realignLog(pool: Pool): Promise<void> {
  await pool.transaction(async (tx) => {
    const [row] = await tx.query<{ isAhead: boolean }>(
      `select greatest((select max(xid) from kernel.log), (select max(xid) from kernel.cursor))
                >= pg_snapshot_xmax(pg_current_snapshot()) as "isAhead"`,
    )
    if (!row?.isAhead) return
    await tx.query('lock table kernel.log, kernel.cursor in exclusive mode')
    await tx.query(`update kernel.cursor c set xid = '1', id =
      (select count(*) from kernel.log l where (l.xid, l.id) <= (c.xid, c.id))`)
    await tx.query(`with moved as (delete from kernel.log returning *)
      insert into kernel.log (xid, id, at, tenant, kind, subject, body) overriding system value
      select '1', row_number() over (order by xid, id), at, tenant, kind, subject, body from moved`)
  })
}

/** Deletes entries older than a time, but none that a follower has still to read; returns how many. */
export async function trimLog(db: Db, before: Date): Promise<number> {
  const rows = await db.query<{ gone: number }>(
    `with gone as (
       delete from kernel.log where at < $1 and not exists
         (select from kernel.cursor where (cursor.xid, cursor.id) < (log.xid, log.id)) returning 1)
     select count(*) as gone from gone`,
    [before],
  )
  return rows[0]?.gone ?? 0
}
