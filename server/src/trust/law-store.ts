import type { Db, Tx } from '#kernel'
import type { Grant } from './gate-ask.ts'
import type { Reason } from './policy-set.ts'

/** A law that lets a department look at people's data. */
export type Law = {
  readonly id: string
  readonly names: Reason
  /** Where it stands, as lawyers write it. */
  readonly citation: string
  readonly department: string
  readonly purposes: readonly string[]
  readonly categories: readonly ('personal' | 'sensitive')[]
  readonly area: string
  readonly liftsRestriction: boolean
  readonly since: Date
  /** Missing where no end is known. */
  readonly until?: Date
}

const noEnd = new Date(8.64e15)

export async function saveLaw(tx: Tx, law: Law, by: string, now: Date): Promise<void> {
  await tx.query(
    `insert into trust.law (id, names, citation, department, purposes, categories, area, lifts_restriction, since, until,
       registered_by, registered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10::timestamptz, 'infinity'), $11, $12)
     on conflict (id) do update set names = excluded.names, citation = excluded.citation, purposes = excluded.purposes,
       categories = excluded.categories, area = excluded.area, lifts_restriction = excluded.lifts_restriction,
       since = excluded.since, until = excluded.until, registered_by = excluded.registered_by, registered_at = excluded.registered_at`,
    [
      law.id,
      JSON.stringify(law.names),
      law.citation,
      law.department,
      law.purposes,
      law.categories,
      law.area,
      law.liftsRestriction,
      law.since,
      law.until ?? null,
      by,
      now,
    ],
  )
}

const columns = `id, names, citation, department, purposes, categories, area, lifts_restriction as "liftsRestriction", since,
  nullif(until, 'infinity') as until`

type Row = Omit<Law, 'until'> & { readonly until: Date | null }

const toLaw = ({ until, ...law }: Row): Law => ({ ...law, ...(until !== null && { until }) })

/** Those that hold first, by department. */
export async function listLaws(
  db: Db,
  now: Date,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly Law[]> {
  const rows = await db.query<Row>(
    `select ${columns} from trust.law order by until <= $1, department, citation, id limit $2 offset $3`,
    [now, limit, offset],
  )
  return rows.map(toLaw)
}

export async function countLaws(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>('select count(*) as count from trust.law')
  return row?.count ?? 0
}

/** @returns undefined where it had ended already; one that had not begun never does */
export async function endLaw(tx: Tx, id: string, by: string, now: Date): Promise<Law | undefined> {
  const [row] = await tx.query<Row>(
    `update trust.law set until = $2, since = least(since, $2 - interval '1 millisecond'), registered_by = $3, registered_at = $2
     where id = $1 and until > $2 returning ${columns}`,
    [id, now, by],
  )
  return row && toLaw(row)
}

export async function findLaw(db: Db, id: string): Promise<Law | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from trust.law where id = $1`, [id])
  return row && toLaw(row)
}

export async function lawGrants(tx: Tx, department: string): Promise<readonly Grant[]> {
  const rows = await tx.query<Row>(`select ${columns} from trust.law where department = $1 order by id limit 100`, [department])
  return rows.map(({ id, purposes, categories, area, liftsRestriction, since, until }) => ({
    basis: 'law',
    id,
    recipients: [`department:${department}`],
    purposes,
    categories,
    area,
    from: since,
    until: until ?? noEnd,
    liftsRestriction,
  }))
}
