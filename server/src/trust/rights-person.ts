import type { Db } from '#kernel'

/** What the gate has to know of somebody. */
export type Person = {
  readonly area: string
  /** A calendar date, `2015-03-09`. */
  readonly bornOn?: string
  /** The use of their data is restricted. */
  readonly isRestricted: boolean
}

export async function findPerson(db: Db, id: string, now: Date): Promise<Person | undefined> {
  const [row] = await db.query<{ area: string; bornOn: string | null; isRestricted: boolean }>(
    `select area, to_char(born_on, 'YYYY-MM-DD') as "bornOn",
       exists (select from trust.restriction where subject = $1 and since <= $2 and (ended_at is null or ended_at > $2)) as "isRestricted"
     from trust.resident where id = $1`,
    [id, now],
  )
  if (row === undefined) return undefined
  return { area: row.area, isRestricted: row.isRestricted, ...(row.bornOn !== null && { bornOn: row.bornOn }) }
}

/** Whether somebody has not yet had the birthday that makes them so many years old (who is born on 29 February has it on 1 March). */
export function isUnder(years: number, bornOn: string, now: Date): boolean {
  const [year = 0, month = 1, day = 1] = bornOn.split('-').map(Number)
  return now.getTime() < Date.UTC(year + years, month - 1, day)
}
