import type { UseRow } from '#contract'
import { type Db, writeTable } from '#kernel'
import type { Scope } from './oversight-looks.ts'
import { isPurpose, purposes } from './policy-purposes.ts'

type Row = Omit<UseRow, 'purpose' | 'basis'> & { readonly purposeId: string | null; readonly basis: string | null }

/** Who looked at people's data for what and on which basis, by department and app: looks, people, and how often it was refused. */
export async function readUse(db: Db, { from, to, areas }: Scope): Promise<readonly Row[]> {
  return db.query<Row>(
    `select case r.actor_kind when 'app' then 'app' else 'department' end as kind, coalesce(o.department, a.name, '') as name,
       r.purpose as "purposeId", r.basis_kind as basis, count(distinct r.n) filter (where r.decision = 'allow') as looks,
       count(distinct person) filter (where r.decision = 'allow') as people,
       count(distinct r.n) filter (where r.decision = 'deny') as refused
     from trust.record r
       left join trust.officer o on r.actor_kind = 'officer' and o.id = r.actor
       left join trust.app a on r.actor_kind = 'app' and a.id = r.actor
       left join lateral unnest(r.subjects) as person on true
     where r.at >= $1 and r.at < $2 and r.kind = 'access' and r.actor_kind in ('officer', 'app')
       and exists (select from unnest($3::text[]) above where above = '/' or r.area = above or starts_with(r.area, above || '/'))
     group by 1, 2, 3, 4 order by 1 desc, 2, 3, 4`,
    [from, to, areas],
  )
}

export const toUse = ({ purposeId, basis, ...row }: Row): UseRow => ({
  ...row,
  ...(purposeId !== null && { purpose: isPurpose(purposeId) ? purposes[purposeId] : { und: purposeId } }),
  ...(basis !== null && { basis }),
})

export const writeUse = (rows: readonly Row[], { from, to }: Scope): string =>
  writeTable(
    'from,until,kind,name,purpose,basis,looks,people,refused',
    rows.map((row) => [
      from.toISOString(),
      to.toISOString(),
      row.kind,
      row.name,
      row.purposeId ?? undefined,
      row.basis ?? undefined,
      row.looks,
      row.people,
      row.refused,
    ]),
  )
