import type { ErasureView, RightKind, RightsCaseView } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'

export type RightsCase = Omit<RightsCaseView, 'isLate' | 'person'> & { readonly subject: string; readonly about?: string }

/** Days within which each has to be answered. What a person can do at once is answered at once. */
export const daysToAnswer: Readonly<Record<RightKind, number>> = {
  see: 0,
  export: 0,
  restrict: 0,
  correct: 30,
  delete: 30,
  ask: 15,
}

type Row = { readonly [Key in keyof RightsCase]-?: RightsCase[Key] | null }

const columns = `id, subject, kind, text, about, opened_at as "openedAt", due_at as "dueAt", state, closed_at as "closedAt", answer, outcome`

const toCase = (row: Row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as RightsCase

export async function openCase(
  tx: Tx,
  wish: {
    readonly subject: string
    readonly kind: RightKind
    readonly text: string
    readonly about?: string
    readonly by: string
  },
  now: Date,
): Promise<string> {
  const id = uuidv7()
  const days = daysToAnswer[wish.kind]
  const isDone = days === 0
  await tx.query(
    `insert into trust.rights_case (id, subject, kind, text, about, opened_by, opened_at, due_at, state, closed_by, closed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      wish.subject,
      wish.kind,
      wish.text,
      wish.about ?? null,
      wish.by,
      now,
      new Date(now.getTime() + days * 86_400_000),
      isDone ? 'done' : 'open',
      isDone ? wish.by : null,
      isDone ? now : null,
    ],
  )
  return id
}

export async function lockCase(tx: Tx, id: string): Promise<RightsCase | undefined> {
  const [row] = await tx.query<Row>(`select ${columns} from trust.rights_case where id = $1 for update`, [id])
  return row && toCase(row)
}

export async function findCase(db: Db, id: string): Promise<RightsCase | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from trust.rights_case where id = $1`, [id])
  return row && toCase(row)
}

export async function closeCase(
  tx: Tx,
  id: string,
  close: {
    readonly by: string
    readonly state: 'done' | 'refused'
    readonly answer: string
    readonly outcome?: readonly ErasureView[]
  },
  now: Date,
): Promise<void> {
  await tx.query(
    'update trust.rights_case set state = $2, closed_by = $3, closed_at = $4, answer = $5, outcome = $6 where id = $1',
    [id, close.state, close.by, now, close.answer, close.outcome === undefined ? null : JSON.stringify(close.outcome)],
  )
}

export async function casesOf(db: Db, subject: string): Promise<readonly RightsCase[]> {
  const rows = await db.query<Row>(
    `select ${columns} from trust.rights_case where subject = $1 order by state = 'open' desc, opened_at desc limit 200`,
    [subject],
  )
  return rows.map(toCase)
}

/** Of people who live in an area or below it, open ones first, those that are due first. */
export async function casesIn(db: Db, areas: readonly string[], limit: number, offset: number): Promise<readonly RightsCase[]> {
  const rows = await db.query<Row>(
    `select ${columns.replace(/\bid\b/, 'c.id').replace('subject', 'c.subject')} from trust.rights_case c
       left join trust.resident r on r.id = c.subject
     where kind not in ('see', 'export', 'restrict') and exists (select from unnest($1::text[]) above
       where above = '/' or r.area = above or starts_with(r.area, above || '/'))
     order by state = 'open' desc, case when state = 'open' then due_at end, opened_at desc limit $2 offset $3`,
    [areas, limit, offset],
  )
  return rows.map(toCase)
}
