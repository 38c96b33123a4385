import type { Clock } from '#kernel'
import { deriveKey, isSameSecret, type OperatorKey } from './operator-key.ts'
import { nobody, operator, type Principal } from './principal.ts'
import { endSession, readSession, startSession } from './session.ts'

export type Headers = { readonly cookie?: string | undefined; readonly authorization?: string | undefined }

export type Identity = {
  /** Who sends a request with these headers. An operator by `Authorization: Bearer` or by session. */
  identify(headers: Headers): Promise<Principal>
  /** The Set-Cookie of a new session; undefined when the key is wrong. */
  signIn(key: string): { readonly cookie: string } | undefined
  signOut(): { readonly cookie: string }
}

/** @param isSecure whether people reach the node over HTTPS */
export function createIdentity(key: OperatorKey, clock: Clock, isSecure: boolean): Identity {
  const sessionKey = deriveKey(key, 'session')
  return {
    identify: async ({ cookie, authorization }) => {
      const bearer = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
      if (bearer !== undefined) return isSameSecret(bearer, key) ? operator : { kind: 'nobody', failed: 'wrong-key' }
      const session = readSession(sessionKey, clock(), cookie)
      if (session === 'valid') return operator
      return session === 'expired' ? { kind: 'nobody', failed: 'session-expired' } : nobody
    },
    signIn: (text) => (isSameSecret(text.trim(), key) ? { cookie: startSession(sessionKey, clock(), isSecure) } : undefined),
    signOut: () => ({ cookie: endSession(isSecure) }),
  }
}
