import type { AccountParts } from './account-parts.ts'
import { dropFirstInvitations, hasAdministrator, saveInvitation } from './officer-store.ts'
import { makeToken, tokenHash } from './session-token.ts'

/** Days for which an invitation can be followed. */
export const invitationDays = 7

export const joinLink = (origin: string, token: string): string => `${origin}/officers/join/${token}`

/**
 * A link for the first officer, while there is nobody who could invite one: to be printed where the node is started. A link that
 * was printed before is no longer good.
 *
 * @param name what the account is called until its officer is known
 * @returns undefined where there is an administrator
 */
export async function inviteFirstOfficer(parts: AccountParts, name: string): Promise<string | undefined> {
  const { pool, clock, peopleKey, origin } = parts
  return pool.transaction(async (tx) => {
    if (await hasAdministrator(tx)) return undefined
    await dropFirstInvitations(tx)
    const token = makeToken(peopleKey)
    const draft = { name, department: 'administration', roles: ['administrator'], jurisdiction: ['/'] }
    const now = clock()
    await saveInvitation(tx, tokenHash(peopleKey, token) ?? Buffer.alloc(0), draft, now, daysAfter(now, invitationDays))
    return joinLink(origin, token)
  })
}

export const daysAfter = (now: Date, days: number): Date => new Date(now.getTime() + days * 86_400_000)
