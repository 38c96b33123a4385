import type { Db, Tx } from '#kernel'
import type { QueryAsk } from './query-decide.ts'
import type { QueryRefusalReason } from './query-reasons.ts'

export type QueryRow = {
  readonly id: string
  readonly agreement: string
  readonly at: Date
  /** The calendar day in the region. */
  readonly day: string
  readonly by: { readonly kind: string; readonly id: string }
  readonly ask: QueryAsk
  readonly why?: QueryRefusalReason
  readonly silent: Readonly<Record<string, number>>
  readonly request?: string
}

/** Persons asked about in the last minute and on a day; exact while the agreement is locked. */
export async function countUsed(tx: Tx, agreement: string, now: Date, day: string): Promise<{ minute: number; day: number }> {
  const [row] = await tx.prepared<{ minute: number; day: number }>(
    `select coalesce((select sum(persons) from exchange.query
         where agreement = $1 and state <> 'refused' and at > $2::timestamptz - interval '1 minute'), 0) as minute,
       coalesce((select persons from exchange.use_of_day where agreement = $1 and day = $3), 0) as day`,
    [agreement, now, day],
  )
  return { minute: row?.minute ?? 0, day: row?.day ?? 0 }
}

/** Keeps a question that was decided; one that was allowed counts from now on. */
export async function saveQuery(tx: Tx, { id, agreement, at, day, by, ask, why, silent, request }: QueryRow): Promise<void> {
  const { fields, question, area, purpose, persons } = ask
  await tx.prepared(
    `insert into exchange.query (id, agreement, at, day, by_kind, by, purpose, asked, persons, why, silent, request, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      id,
      agreement,
      at,
      day,
      by.kind,
      by.id,
      purpose,
      JSON.stringify({ fields, question, area }),
      persons,
      why ?? null,
      JSON.stringify(silent),
      request ?? null,
      why === undefined ? 'waiting' : 'refused',
    ],
  )
  if (why !== undefined) return
  await tx.prepared('update exchange.agreement set used = used + $2 where id = $1', [agreement, persons])
  await tx.prepared(
    `insert into exchange.use_of_day (agreement, day, persons) values ($1, $2, $3)
     on conflict (agreement, day) do update set persons = use_of_day.persons + excluded.persons`,
    [agreement, day, persons],
  )
}

export async function settleQuery(
  tx: Tx,
  id: string,
  settled: { readonly answered: number; readonly silent: Readonly<Record<string, number>>; readonly receipt: string },
): Promise<void> {
  await tx.prepared(`update exchange.query set state = 'answered', answered = $2, silent = $3, receipt = $4 where id = $1`, [
    id,
    settled.answered,
    JSON.stringify(settled.silent),
    settled.receipt,
  ])
}

/** What could not be answered uses up nothing but the minute. */
export async function failQuery(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `with failed as (update exchange.query set state = 'failed' where id = $1 and state = 'waiting' returning agreement, day, persons),
       given_back as (update exchange.agreement a set used = used - f.persons from failed f where a.id = f.agreement)
     update exchange.use_of_day d set persons = d.persons - f.persons from failed f where (d.agreement, d.day) = (f.agreement, f.day)`,
    [id],
  )
}

export type UseRecord = {
  readonly day: string
  readonly kind: string
  readonly by: string
  readonly queries: number
  readonly persons: number
  readonly answered: number
  readonly refused: Readonly<Record<string, number>> | null
}

/** By day and by whoever asked, the newest first. */
export async function useOf(db: Db, agreement: string): Promise<readonly UseRecord[]> {
  return db.query<UseRecord>(
    `with one as (select to_char(day, 'YYYY-MM-DD') as day, by_kind, by, persons, answered, why, silent from exchange.query where agreement = $1),
     reason as (
       select day, by_kind, by, why, sum(persons) as persons from (
         select day, by_kind, by, why, persons from one where why is not null
         union all select day, by_kind, by, key, value::int from one, jsonb_each_text(silent)) each
       group by day, by_kind, by, why),
     refused as (select day, by_kind, by, jsonb_object_agg(why, persons) as refused from reason group by day, by_kind, by)
     select o.day, o.by_kind as kind, o.by, count(*) as queries, sum(o.persons) as persons, sum(o.answered) as answered, r.refused
     from one o left join refused r using (day, by_kind, by)
     group by o.day, o.by_kind, o.by, r.refused order by o.day desc, o.by_kind, o.by limit 1000`,
    [agreement],
  )
}

export type ReceiptRow = {
  readonly id: string
  readonly agreement: string
  readonly at: Date
  readonly kind: string
  readonly by: string
  readonly purpose: string
  readonly persons: number
  readonly request: string
  readonly receipt: string | null
}

/** What was allowed under agreements of a department, on either side. */
export async function listReceipts(
  db: Db,
  department: string,
  ask: { readonly agreement?: string; readonly id?: string; readonly limit: number; readonly offset: number },
): Promise<{ readonly items: readonly ReceiptRow[]; readonly count: number }> {
  const rows = await db.query<ReceiptRow & { count: number }>(
    `select q.id, q.agreement, q.at, q.by_kind as kind, q.by, q.purpose, q.persons, q.request, q.receipt, count(*) over () as count
     from exchange.query q join exchange.agreement a on a.id = q.agreement
     where q.request is not null and $1 in (a.owner, a.recipient) and ($2::text is null or q.agreement = $2) and ($3::text is null or q.id = $3)
     order by q.at desc, q.id limit $4 offset $5`,
    [department, ask.agreement ?? null, ask.id ?? null, ask.limit, ask.offset],
  )
  return { items: rows, count: rows[0]?.count ?? 0 }
}
