import type { Done, PasskeyService, Visitor } from '#contract'
import { type Db, Denied } from '#kernel'
import { isFresh } from './account-binding.ts'
import { type AccountParts, enter, failed } from './account-parts.ts'
import { findOfficer } from './officer-store.ts'
import { dropPasskey, passkeysOf, savePasskey } from './passkey-store.ts'
import { askForAny, askForNew, checkAny, checkNew } from './passkey-verify.ts'
import { record } from './record-append.ts'
import { notify } from './rights-notice.ts'
import { closeSessions, ownerOf, type SessionOwner } from './session-store.ts'

const signInPurpose = 'sign-in'
const addPurpose = ({ kind, id }: SessionOwner) => `add ${kind} ${id}`

export function createPasskeys(parts: AccountParts): PasskeyService {
  const { pool, clock, origin } = parts
  const isStale = async (who: Visitor, db: Db) => !('session' in who && (await isFresh(db, who.session, clock())))
  return {
    origin,
    askSignIn: () => askForAny(parts, signInPurpose),
    signIn: (credential, browser) =>
      pool.transaction(async (tx) => {
        const passkey = await checkAny(parts, tx, signInPurpose, credential)
        if (passkey === undefined) return failed('not-recognised')
        const { ownerKind: kind, owner } = passkey
        if (kind === 'officer' && (await findOfficer(tx, owner))?.endedAt !== undefined) return failed('not-recognised')
        return enter(parts, tx, { kind, owner, signedInBy: 'passkey' }, browser)
      }),
    askNew: async (who) => {
      const { owner, name } = selfOf(who)
      return askForNew(parts, addPurpose(owner), { id: owner.id, name, passkeys: await passkeysOf(pool, owner) })
    },
    add: (who, { credential, name }) =>
      pool.transaction(async (tx): Promise<Done> => {
        const { owner } = selfOf(who)
        if (await isStale(who, tx)) return failed('sign-in-again')
        const passkey = await checkNew(parts, tx, addPurpose(owner), credential, name)
        if (passkey === undefined) return failed('not-recognised')
        if (!(await savePasskey(tx, owner, passkey, clock()))) return failed('already-there')
        await recordPasskey(tx, owner, 'add-passkey', clock())
        if (owner.kind === 'resident') await notify(tx, `resident:${owner.id}`, 'passkey-added', owner.id, clock())
        return { ok: true }
      }),
    mayChange: async (who) => ownerOf(who) !== undefined && !(await isStale(who, pool)),
    list: async (who) => {
      const owner = ownerOf(who)
      return owner === undefined ? [] : passkeysOf(pool, owner)
    },
    remove: async (who, id) => {
      const { owner } = selfOf(who)
      // Thrown, so that what was deleted comes back.
      const lastWayIn = new Denied('An officer without a passkey could not sign in again.')
      try {
        return await pool.transaction(async (tx): Promise<Done> => {
          if (await isStale(who, tx)) return failed('sign-in-again')
          const left = await dropPasskey(tx, owner, id)
          if (left === undefined) return failed('not-yours')
          if (left === 0 && owner.kind === 'officer') throw lastWayIn
          await closeSessions(tx, owner, who.kind === 'resident' || who.kind === 'officer' ? { but: who.session } : {}, clock())
          await recordPasskey(tx, owner, 'remove-passkey', clock())
          return { ok: true }
        })
      } catch (error) {
        if (error === lastWayIn) return failed('last-way-in')
        throw error
      }
    },
  }
}

/** Only for oneself: with a helper beside them, nobody's keys change. @throws Denied */
function selfOf(who: Visitor): { owner: SessionOwner; name: string } {
  const owner = ownerOf(who)
  if (owner === undefined || !('name' in who)) throw new Denied('Keys of an account are changed by its own person alone.')
  return { owner, name: who.name }
}

const recordPasskey = (tx: Parameters<typeof record>[0], { kind, id }: SessionOwner, action: string, at: Date) =>
  record(tx, {
    kind: 'sign-in',
    actor: { kind, id },
    subjects: [id],
    action,
    resource: 'passkey',
    categories: [],
    decision: 'allow',
    reason: 'own',
    at,
  })
