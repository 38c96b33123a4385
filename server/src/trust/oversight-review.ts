import type { UnusualReason, UnusualReview } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'

export type ReviewRow = {
  readonly officer: string
  readonly from: Date
  readonly until: Date
  readonly looks: number
  readonly people: number
  readonly reasons: readonly UnusualReason[]
  readonly note: string
  readonly by: string
}

export async function saveReview(tx: Tx, one: ReviewRow, now: Date): Promise<string> {
  const id = uuidv7()
  await tx.query(
    `insert into trust.unusual_review (id, officer, looked_from, looked_until, looks, people, reasons, note, reviewed_by, reviewed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, one.officer, one.from, one.until, one.looks, one.people, JSON.stringify(one.reasons), one.note, one.by, now],
  )
  return id
}

/** Until when the looks of each of these officers were reviewed, where they were. */
export async function reviewedUntil(db: Db, officers: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.query<{ officer: string; until: Date }>(
    'select officer, max(looked_until) as until from trust.unusual_review where officer = any($1) group by officer',
    [officers],
  )
  return new Map(rows.map(({ officer, until }) => [officer, until]))
}

/** Of officers whose area lies within some others, the newest first. */
export async function listReviews(db: Db, areas: readonly string[], limit: number, offset: number): Promise<UnusualReview[]> {
  return db.query<UnusualReview>(
    `select v.id, v.looked_from as since, v.looked_until as until, v.looks, v.people, v.reasons, v.note, v.reviewed_at as at,
       coalesce(b.name, '') as by, jsonb_build_object('id', o.id, 'name', o.name, 'department', o.department, 'roles', o.roles) as officer
     from trust.unusual_review v join trust.officer o on o.id = v.officer left join trust.officer b on b.id = v.reviewed_by
     where exists (select from unnest($1::text[]) above, unnest(o.jurisdiction) own
       where above = '/' or own = above or starts_with(own, above || '/'))
     order by v.reviewed_at desc, v.id desc limit $2 offset $3`,
    [areas, limit, offset],
  )
}
