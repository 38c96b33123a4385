import type { Db } from '#kernel'
import type { Look } from './audit-unusual.ts'

/** A time, a place, and the clock by which night is night there. */
export type Scope = { readonly from: Date; readonly to: Date; readonly areas: readonly string[]; readonly zone: string }

/** Looks of officers at people, for themselves: with a resident beside them they look on the resident's behalf. */
const looks = `trust.record r left join trust.officer o on o.id = r.actor cross join lateral unnest(r.subjects) as person
  where r.at >= $1 and r.at < $2 and r.kind = 'access' and r.actor_kind = 'officer' and r.on_behalf_of is null and person is not null
  and exists (select from unnest($3::text[]) above where above = '/' or r.area = above or starts_with(r.area, above || '/'))`

/** More rows than this are not compared at once. */
export const mostPairs = 200_000

export async function lookingDepartments(db: Db, { from, to, areas }: Scope): Promise<readonly string[]> {
  const rows = await db.query<{ department: string }>(
    `select distinct coalesce(o.department, '') as department from ${looks} order by 1`,
    [from, to, areas],
  )
  return rows.map(({ department }) => department)
}

/**
 * Looks of a department, or of one of its officers: a row for each officer, person and hour of the day, so that a month of a large
 * department fits.
 */
export async function readLooks(
  db: Db,
  { from, to, areas, zone }: Scope,
  { department, officer }: { readonly department: string; readonly officer?: string },
): Promise<{ readonly looks: readonly Look[]; readonly isCut: boolean }> {
  const rows = await db.query<Look>(
    `select r.actor as officer, coalesce(o.department, '') as department, coalesce(array_to_string(o.roles, ' '), '') as role, person,
       extract(hour from r.at at time zone $4)::int as hour, max(r.at) as at, count(*)::int as times
     from ${looks} and coalesce(o.department, '') = $5 and ($6::text is null or r.actor = $6)
     group by 1, 2, 3, 4, 5 order by r.actor, person limit $7`,
    [from, to, areas, zone, department, officer ?? null, mostPairs + 1],
  )
  return { looks: rows.slice(0, mostPairs), isCut: rows.length > mostPairs }
}

/** At which hours the officers of a department usually look, whoever the people were. */
export async function readRhythms(db: Db, { from, to, areas, zone }: Scope, department: string): Promise<readonly Look[]> {
  return db.query<Look>(
    `select r.actor as officer, '' as department, '' as role, '' as person, extract(hour from r.at at time zone $4)::int as hour,
       max(r.at) as at, count(*)::int as times
     from ${looks} and coalesce(o.department, '') = $5 group by 1, 5`,
    [from, to, areas, zone, department],
  )
}

export type LookRow = {
  readonly at: Date
  readonly person: string
  readonly action: string
  readonly purpose: string | null
  readonly basis: string | null
  readonly categories: readonly string[]
  readonly isAllowed: boolean
  readonly hour: number
}

/** One officer's looks, one by one, the newest first. */
export async function looksOfOfficer(
  db: Db,
  { from, to, areas, zone }: Scope,
  officer: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: readonly LookRow[]; readonly count: number }> {
  const rows = await db.query<LookRow & { readonly count: number }>(
    `select r.at, person, r.action, r.purpose, r.basis_kind as basis, r.categories, r.decision = 'allow' as "isAllowed",
       extract(hour from r.at at time zone $4)::int as hour, count(*) over () as count
     from ${looks} and r.actor = $5 order by r.at desc, r.n desc, person limit $6 offset $7`,
    [from, to, areas, zone, officer, limit, offset],
  )
  return { rows, count: rows[0]?.count ?? 0 }
}
