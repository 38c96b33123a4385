import { type Db, type Tx, uuidv7 } from '#kernel'
import type { Grant } from './gate-ask.ts'

export type Emergency = {
  readonly id: string
  readonly officer: string
  readonly department: string
  readonly subject: string
  readonly reason: string
  readonly area: string
  readonly openedAt: Date
  readonly until: Date
  readonly endedAt?: Date
  readonly reviewedAt?: Date
  readonly reviewedBy?: string
  readonly verdict?: 'justified' | 'unjustified'
  readonly note?: string
}

type Row = { readonly [Key in keyof Emergency]-?: Emergency[Key] | null }

const columns = `id, officer, department, subject, reason, area, opened_at as "openedAt", until, ended_at as "endedAt",
  reviewed_at as "reviewedAt", reviewed_by as "reviewedBy", verdict, note`

const toEmergency = (row: Row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Emergency

export async function saveEmergency(
  tx: Tx,
  one: Pick<Emergency, 'officer' | 'department' | 'subject' | 'reason' | 'area' | 'openedAt' | 'until'>,
): Promise<string> {
  const id = uuidv7()
  await tx.query(
    `insert into trust.emergency (id, officer, department, subject, reason, area, opened_at, until)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, one.officer, one.department, one.subject, one.reason, one.area, one.openedAt, one.until],
  )
  return id
}

export async function lockEmergency(tx: Tx, id: string): Promise<Emergency | undefined> {
  const [row] = await tx.query<Row>(`select ${columns} from trust.emergency where id = $1 for update`, [id])
  return row && toEmergency(row)
}

export async function endEmergency(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.query('update trust.emergency set ended_at = $2 where id = $1 and ended_at is null', [id, now])
}

export async function reviewEmergency(
  tx: Tx,
  id: string,
  { by, verdict, note }: { readonly by: string; readonly verdict: 'justified' | 'unjustified'; readonly note: string },
  now: Date,
): Promise<void> {
  await tx.query(
    `update trust.emergency set reviewed_at = $2, reviewed_by = $3, verdict = $4, note = $5,
       ended_at = coalesce(ended_at, least($2, until)) where id = $1`,
    [id, now, by, verdict, note],
  )
}

/** In an area and below it; those to be reviewed first, the oldest on top, then the newest of those that were. */
export async function listEmergencies(
  db: Db,
  areas: readonly string[],
  limit: number,
  offset: number,
): Promise<readonly Emergency[]> {
  const rows = await db.query<Row>(
    `select ${columns} from trust.emergency
     where exists (select from unnest($1::text[]) above where above = '/' or area = above or starts_with(area, above || '/'))
     order by reviewed_at is not null, case when reviewed_at is null then opened_at end, opened_at desc limit $2 offset $3`,
    [areas, limit, offset],
  )
  return rows.map(toEmergency)
}

export async function emergenciesOfOfficer(db: Db, officer: string, limit: number): Promise<readonly Emergency[]> {
  const rows = await db.query<Row>(`select ${columns} from trust.emergency where officer = $1 order by opened_at desc limit $2`, [
    officer,
    limit,
  ])
  return rows.map(toEmergency)
}

export async function emergencyGrants(tx: Tx, subject: string, officer: string): Promise<readonly Grant[]> {
  const rows = await tx.query<Row>(
    `select ${columns} from trust.emergency where subject = $1 and officer = $2 order by opened_at desc limit 3`,
    [subject, officer],
  )
  return rows.map(toEmergency).map((one) => ({
    basis: 'emergency',
    id: one.id,
    subject: one.subject,
    recipients: [`officer:${one.officer}`],
    purposes: ['rescue', 'care'],
    categories: ['personal', 'sensitive'],
    area: '/',
    from: one.openedAt,
    until: one.endedAt ?? one.until,
    liftsRestriction: true,
  }))
}
