import type { SessionService } from '#contract'
import { type AccountParts, nameDevice } from './account-parts.ts'
import { personCookie } from './identify.ts'
import { record } from './record-append.ts'
import { writeCookie } from './session-cookie.ts'
import { closeSessions, openSessions, ownerOf, type SessionOwner } from './session-store.ts'

export function createSessions(parts: AccountParts): SessionService {
  const { pool, clock, isSecure } = parts
  const close = (owner: SessionOwner, which: { only?: string; but?: string }, action: string) =>
    pool.transaction(async (tx) => {
      const ended = await closeSessions(tx, owner, which, clock())
      if (ended > 0)
        await record(tx, {
          kind: 'sign-in',
          actor: owner,
          subjects: [owner.id],
          action,
          resource: 'session',
          categories: [],
          decision: 'allow',
          reason: 'own',
          detail: { ended },
          at: clock(),
        })
      return ended
    })
  return {
    list: async (who) => {
      const owner = ownerOf(who)
      if (owner === undefined) return []
      const own = 'session' in who ? who.session : undefined
      const sessions = await openSessions(pool, owner, clock())
      return sessions.map((one) => ({ ...one, device: nameDevice(one.device), isThis: one.id === own }))
    },
    end: async (who, id) => {
      const owner = ownerOf(who)
      return owner === undefined ? 0 : close(owner, { only: id }, 'end-session')
    },
    endOthers: async (who) => {
      const owner = ownerOf(who)
      return owner === undefined || !('session' in who) ? 0 : close(owner, { but: who.session }, 'end-other-sessions')
    },
    endAll: async (who) => {
      const owner = ownerOf(who)
      return owner === undefined ? 0 : close(owner, {}, 'end-all-sessions')
    },
    signOut: async (who) => {
      if ('session' in who) {
        // With a helper beside the resident, it is the helper's own session that ends.
        const owner: SessionOwner =
          who.kind === 'resident' && who.helper !== undefined
            ? { kind: 'officer', id: who.helper.id }
            : { kind: who.kind, id: who.id }
        await close(owner, { only: who.session }, 'sign-out')
      }
      return { cookie: [writeCookie(personCookie, '', 0, isSecure)] }
    },
  }
}
