import type { NoticeView } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'

/** Tells somebody on their page: `resident:ID`, or `role:data-protection`. */
export async function notify(tx: Tx, reader: string, kind: NoticeView['kind'], about: string, now: Date): Promise<void> {
  await tx.query('insert into trust.notice (id, reader, kind, about, at) values ($1, $2, $3, $4, $5)', [
    uuidv7(),
    reader,
    kind,
    about,
    now,
  ])
}

/** The newest, each new until it was read once. */
export async function readNotices(db: Db, reader: string, now: Date): Promise<readonly NoticeView[]> {
  return db.query<NoticeView>(
    `with seen as (update trust.notice set seen_at = $2 where reader = $1 and seen_at is null returning id)
     select n.id, kind, at, n.seen_at is null as "isNew" from trust.notice n where reader = $1 order by at desc limit 30`,
    [reader, now],
  )
}
