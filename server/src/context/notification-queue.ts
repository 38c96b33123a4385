import type { Db, Tx } from '#kernel'

/** A notification for the subscriber of a line, about something that happened at a time. */
export type Queued = { readonly line: number; readonly at: Date; readonly contentType: string; readonly body: string }

/** Puts notifications into their lines, in order, and notes when each was last added to. */
export async function queueNotifications(tx: Tx, notifications: readonly Queued[]): Promise<void> {
  await tx.prepared(
    `with given as (
       select * from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[]) with ordinality as g(line, at, content_type, body, place)
     ), held as (
       select number from context.line where number = any($1::bigint[]) order by number for update
     ), added as (
       update context.line l set waiting = waiting + n.number, last_match = greatest(l.last_match, n.at)
       from held join (select line, count(*)::int as number, max(at) as at from given group by line) n on n.line = held.number
       where l.number = held.number returning l.number
     )
     insert into context.notification (line, at, content_type, body)
     select g.line, g.at, g.content_type, g.body from given g join added on added.number = g.line order by g.place`,
    [
      notifications.map(({ line }) => line),
      notifications.map(({ at }) => at),
      notifications.map(({ contentType }) => contentType),
      notifications.map(({ body }) => body),
    ],
  )
}

/** When lines were last added to. */
export async function lastMatches(tx: Tx, lines: readonly number[]): Promise<Map<number, Date>> {
  const rows = await tx.prepared<{ number: number; last_match: Date }>(
    'select number, last_match from context.line where number = any($1::bigint[]) and last_match is not null',
    [lines],
  )
  return new Map(rows.map((row) => [row.number, row.last_match]))
}

export type Waiting = { readonly id: number; readonly contentType: string; readonly body: string; readonly at: Date }

/** The head of a line, in the hands of this process until it settles, or for as long as it holds on. */
export type Claimed = {
  readonly line: number
  readonly endpoint: string
  /** Of the subscription, as it was when the line was claimed. */
  readonly version: number
  readonly tries: number
  /** The receiver failed or was slow the last time. */
  readonly isTroubled: boolean
  readonly waiting: readonly Waiting[]
}

export type Room = {
  /** How many lines may be claimed, of receivers that are well and of others. */
  readonly well: number
  readonly troubled: number
  /** Of one endpoint. */
  readonly perEndpoint: number
  /** Endpoints that have all the lines at work that they may. */
  readonly full: readonly string[]
}

/** How long a claim lasts without holding on: after a killed process nobody waits longer. */
export const claimMs = 3000
const atOnce = 50
const claimed = `now() + ${claimMs} * interval '1 millisecond'`

/** Claims lines that are due, those that wait longest first. */
export async function claimLines(db: Db, room: Room): Promise<Claimed[]> {
  const rows = await db.prepared<Omit<Claimed, 'waiting'> & Waiting>(
    `with due as (
       select number, is_troubled, row_number() over (partition by is_troubled order by next_try) as place
       from (select number, is_troubled, next_try, row_number() over (partition by endpoint order by next_try) as turn
             from context.line where waiting > 0 and not is_paused and next_try <= now() and not endpoint = any($4::text[])) l
       where turn <= $3::int
     ), free as (
       select number from context.line where waiting > 0 and not is_paused and next_try <= now()
         and number in (select number from due where place <= case when is_troubled then $2::int else $1::int end)
       for update skip locked
     ), claimed as (
       update context.line l set next_try = ${claimed} from free where l.number = free.number
       returning l.number, l.endpoint, l.tries, l.is_troubled
     )
     select c.number as line, c.endpoint, s.version, c.tries, c.is_troubled as "isTroubled", n.id, n.content_type as "contentType", n.body, n.at
     from claimed c join context.subscription s on s.line = c.number cross join lateral
       (select id, content_type, body, at from context.notification n where n.line = c.number order by n.id limit ${atOnce}) n
     order by c.number, n.id`,
    [room.well, room.troubled, room.perEndpoint, room.full],
  )
  const lines = Map.groupBy(rows, (row) => row.line)
  return [...lines.values()].map((waiting) => {
    const { line, endpoint, version, tries, isTroubled } = waiting[0] as (typeof waiting)[0]
    return { line, endpoint, version, tries, isTroubled, waiting }
  })
}

/** Holds on to lines that take longer, unless they were let go. */
export async function holdLines(db: Db, lines: readonly number[]): Promise<void> {
  await db.prepared(`update context.line set next_try = ${claimed} where number = any($1::bigint[]) and next_try > now()`, [
    lines,
  ])
}

/** What became of a claim. */
export type Settled = {
  readonly line: number
  /** The last that was confirmed, and with it all before; 0 for none. */
  readonly confirmedTo: number
  readonly confirmed: number
  /** Why the one after these was not confirmed. */
  readonly error?: string
  /** How long the receiver is given a rest. */
  readonly restMs: number
  readonly isTroubled: boolean
  /** Whether the line is let go, for whoever comes next. */
  readonly isDone: boolean
}

/** Removes what was confirmed and counts it at its line, in one statement for many lines. */
export async function settleLines(db: Db, settled: readonly Settled[]): Promise<void> {
  await db.prepared(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as g(line bigint, "confirmedTo" bigint, confirmed int, error text,
         "restMs" float8, "isTroubled" boolean, "isDone" boolean)
     ), held as (
       select number from context.line where number in (select line from given) order by number for update
     ), gone as (
       delete from context.notification n using given g where n.line = g.line and n.id <= g."confirmedTo" returning n.line
     ), counted as (
       select line, count(*)::int as number from gone group by line
     )
     update context.line l set
       waiting = waiting - coalesce((select number from counted where counted.line = l.number), 0),
       next_try = case when g."isDone" then now() + g."restMs" * interval '1 millisecond' else l.next_try end,
       tries = case when g.error is not null then (case when g."confirmedTo" > 0 then 1 else l.tries + 1 end)
                    when g."confirmedTo" > 0 then 0 else l.tries end,
       is_troubled = g."isTroubled",
       times_sent = times_sent + g.confirmed + (g.error is not null)::int,
       times_failed = times_failed + (g.error is not null)::int,
       last_sent = case when g.confirmed > 0 or g.error is not null then now() else last_sent end,
       last_success = case when g.confirmed > 0 then now() else last_success end,
       last_failure = case when g.error is not null then now() else last_failure end,
       last_error = coalesce(g.error, last_error)
     from held join given g on g.line = held.number where l.number = held.number`,
    [JSON.stringify(settled)],
  )
}
