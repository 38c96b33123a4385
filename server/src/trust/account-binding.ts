import type { VisitingOfficer, VisitingResident } from '#contract'
import type { Db, Tx } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import { confirmSecond } from './officer-second.ts'

/** Milliseconds for which a sign-in counts as one of just now (ASVS 5, V7.5.1). */
const freshFor = 10 * 60_000

export async function isFresh(db: Db, session: string, now: Date): Promise<boolean> {
  const rows = await db.query('select 1 from trust.session where id = $1 and created_at > $2 and ended_at is null', [
    session,
    new Date(now.getTime() - freshFor),
  ])
  return rows.length > 0
}

/**
 * What changes how somebody gets in, or cannot be undone, takes a sign-in of just now: a telephone that was left lying about is not
 * enough. With a helper beside a resident it takes a second officer instead.
 *
 * @returns what is missing
 */
export async function missingToBind(
  parts: AccountParts,
  tx: Tx,
  who: VisitingResident | VisitingOfficer,
  second?: string,
): Promise<'sign-in-again' | 'second-person' | undefined> {
  if (who.kind === 'resident' && who.helper !== undefined)
    return (await confirmSecond(parts, tx, who, second)) ? undefined : 'second-person'
  return (await isFresh(tx, who.session, parts.clock())) ? undefined : 'sign-in-again'
}
