import type { Clock, Db } from '#kernel'
import { deriveKey, isSameSecret, type OperatorKey } from './operator-key.ts'
import { endOperatorSession, readOperatorSession, startOperatorSession } from './operator-session.ts'
import { operator, type Principal } from './principal.ts'
import { readCookie, writeCookie } from './session-cookie.ts'
import { type Known, toKnown, unknown } from './session-row.ts'
import { findSession, touchSession } from './session-store.ts'
import { tokenHash } from './session-token.ts'

export type Headers = { readonly cookie?: string | undefined; readonly authorization?: string | undefined }

export type Identity = {
  /** Who sends a request with these headers. An operator by `Authorization: Bearer` or by session. */
  identify(headers: Headers): Promise<Principal>
  /** The same, with what pages want to know of them. */
  recognise(headers: Headers): Promise<Known>
  /** The Set-Cookies of a new session; undefined when the key is wrong. */
  signIn(key: string): { readonly cookie: string[] } | undefined
  signOut(): { readonly cookie: string[] }
}

export type IdentityOptions = {
  readonly key: OperatorKey
  readonly clock: Clock
  /** People reach the node over HTTPS. */
  readonly isSecure: boolean
  /** Where sessions are kept; without it there are operators only. */
  readonly db?: Db
  /** Finds the app, and the resident who let it, behind an access token. */
  readonly findApp?: (token: string) => Promise<Principal | undefined>
}

/** The cookie of residents' and officers' sessions. */
export const personCookie = 'datong_person'

export const personKey = (key: OperatorKey): Buffer => deriveKey(key, 'people')

const operatorKnown: Known = { principal: operator, visitor: { kind: 'operator' } }

export function createIdentity({ key, clock, isSecure, db, findApp }: IdentityOptions): Identity {
  const sessionKey = deriveKey(key, 'session')
  const peopleKey = personKey(key)
  const recognise: Identity['recognise'] = async ({ cookie, authorization }) => {
    const bearer = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
    if (bearer !== undefined) {
      if (isSameSecret(bearer, key)) return operatorKnown
      const app = await findApp?.(bearer)
      return app === undefined ? unknown('wrong-key') : { principal: app, visitor: { kind: 'nobody' } }
    }
    const token = readCookie(cookie, personCookie, isSecure)
    const person = token === undefined || db === undefined ? undefined : await findPerson(db, peopleKey, token, clock())
    if (person !== undefined && person.principal.kind !== 'nobody') return person
    const session = readOperatorSession(sessionKey, clock(), cookie, isSecure)
    if (session === 'valid') return operatorKnown
    return person ?? unknown(session === 'expired' ? 'session-expired' : undefined)
  }
  return {
    recognise,
    identify: async (headers) => (await recognise(headers)).principal,
    // One browser is one person: whoever signs in as an operator is not somebody else as well.
    signIn: (text) =>
      isSameSecret(text.trim(), key)
        ? { cookie: [startOperatorSession(sessionKey, clock(), isSecure), writeCookie(personCookie, '', 0, isSecure)] }
        : undefined,
    signOut: () => ({ cookie: [endOperatorSession(isSecure)] }),
  }
}

async function findPerson(db: Db, key: Buffer, token: string, now: Date): Promise<Known | undefined> {
  const hash = tokenHash(key, token)
  const row = hash && (await findSession(db, hash))
  if (row === undefined) return undefined
  const known = toKnown(row, now)
  if (known.session !== undefined) await touchSession(db, row, now)
  return known
}
