import type { Db } from '#kernel'

/** Takes out of a line that is claimed what has waited since before a time: it becomes dead letters. @returns how many */
export async function giveUp(db: Db, line: number, before: Date, reason: string): Promise<number> {
  const [row] = await db.prepared<{ number: number }>(
    `with held as (
       select number from context.line where number = $1 for update
     ), dead as (
       delete from context.notification n using held where n.line = held.number and n.at < $2 returning n.*
     ), kept as (
       insert into context.dead_letter (id, line, content_type, body, at, reason)
       select id, line, content_type, body, at, $3 from dead returning 1
     ), counted as (
       update context.line set waiting = waiting - (select count(*) from dead)::int where number = $1
     )
     select count(*) as number from kept`,
    [line, before, reason],
  )
  return row?.number ?? 0
}

export type DeadLetter = {
  readonly id: number
  readonly tenant: string
  readonly subscription: string
  readonly endpoint: string
  readonly at: Date
  readonly diedAt: Date
  readonly reason: string
  readonly contentType: string
  readonly body: string
}

const deadLetters = `select d.id, s.tenant, s.id as subscription, l.endpoint, d.at, d.died_at as "diedAt", d.reason,
    d.content_type as "contentType", d.body
  from context.dead_letter d join context.line l on l.number = d.line join context.subscription s on s.line = d.line`

/** A page of dead letters, the newest first, and how many there are; of one subscription where it is named. */
export async function listDeadLetters(
  db: Db,
  ask: { readonly subscription?: string; readonly limit: number; readonly offset: number },
): Promise<{ items: DeadLetter[]; count: number }> {
  const which = [ask.subscription ?? null]
  const items = await db.query<DeadLetter>(
    `${deadLetters} where $1::text is null or s.id = $1 order by d.id desc limit $2 offset $3`,
    [...which, ask.limit, ask.offset],
  )
  const [all] = await db.query<{ count: number }>(
    `select count(*) as count from context.dead_letter d join context.subscription s on s.line = d.line
     where $1::text is null or s.id = $1`,
    which,
  )
  return { items, count: all?.count ?? 0 }
}

export async function findDeadLetter(db: Db, id: number): Promise<DeadLetter | undefined> {
  const [row] = await db.query<DeadLetter>(`${deadLetters} where d.id = $1`, [id])
  return row
}

/** Puts dead letters back at the end of their lines. A line that was empty is tried at once. @returns how many */
export async function replayDeadLetters(db: Db, ids: readonly number[]): Promise<number> {
  const [row] = await db.query<{ number: number }>(
    `with held as (
       select number from context.line where number in (select line from context.dead_letter where id = any($1::bigint[]))
       order by number for update
     ), alive as (
       delete from context.dead_letter d using held where d.line = held.number and d.id = any($1::bigint[]) returning d.*
     ), added as (
       insert into context.notification (line, content_type, body, at)
       select line, content_type, body, now() from alive order by id returning line
     ), counted as (
       update context.line l set waiting = waiting + n.number, next_try = case when waiting = 0 then now() else next_try end
       from (select line, count(*)::int as number from added group by line) n where l.number = n.line
     )
     select count(*) as number from added`,
    [ids],
  )
  return row?.number ?? 0
}

/** @returns how many */
export async function discardDeadLetters(db: Db, ids: readonly number[]): Promise<number> {
  return (await db.query('delete from context.dead_letter where id = any($1::bigint[]) returning 1', [ids])).length
}
