import type { Db, Tx } from '#kernel'
import type { Known } from './audit-unusual.ts'

/**
 * What the registers say of officers and of those they looked at: of people, only of neighbours and of those in public life, whom
 * alone it concerns. Addresses are not kept here.
 */
export async function readKnown(
  db: Db,
  officers: readonly string[],
  people: readonly string[],
): Promise<ReadonlyMap<string, Known>> {
  const own = await db.query<{ id: string; name: string; home: string }>(
    'select id, name, home from trust.officer where id = any($1) and home is not null',
    [officers],
  )
  const theirs = await db.query<{ id: string; name: string; area: string; isPublicFigure: boolean }>(
    `select id, name, area, f.person is not null as "isPublicFigure" from trust.resident r
       left join trust.public_figure f on f.person = r.id
     where r.id = any($1) and (r.area = any($2) or f.person is not null)`,
    [people, own.map(({ home }) => home)],
  )
  return new Map([
    ...own.map(({ id, name, home }): [string, Known] => [id, { area: home, ...familyOf(name) }]),
    ...theirs.map(({ id, name, area, isPublicFigure }): [string, Known] => [id, { area, isPublicFigure, ...familyOf(name) }]),
  ])
}

/** Han names begin with the family's, most of which are one character; in other writing it is taken for the last word. */
function familyOf(name: string): Pick<Known, 'familyName'> {
  const han = /\p{Script=Han}+/u.exec(name)?.[0]
  const familyName = han === undefined ? name.trim().split(/\s+/).at(-1)?.toLowerCase() : familyOfHan(han)
  return familyName ? { familyName } : {}
}

/** @see GB/T 28039-2011 on names: of the double ones, those that are common */
const double = /^(欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯)/u

const familyOfHan = (name: string) => double.exec(name)?.[0] ?? [...name][0]

export async function publicFigures(db: Db): Promise<readonly { name: string; number: string; area: string; since: Date }[]> {
  return db.query(
    `select r.name, r.number, r.area, f.added_at as since from trust.public_figure f join trust.resident r on r.id = f.person
     order by r.name, r.id limit 1000`,
  )
}

/** @returns whether they were not among them before */
export async function addPublicFigure(tx: Tx, person: string, by: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    'insert into trust.public_figure (person, added_by, added_at) values ($1, $2, $3) on conflict do nothing returning person',
    [person, by, now],
  )
  return rows.length > 0
}

/** @returns whether they were among them */
export async function dropPublicFigure(tx: Tx, person: string): Promise<boolean> {
  return (await tx.query('delete from trust.public_figure where person = $1 returning person', [person])).length > 0
}
