import { createHmac, randomBytes } from 'node:crypto'
import { isSameSecret } from './operator-key.ts'
import { readCookie, writeCookie } from './session-cookie.ts'

const name = 'datong_session'
const hours = 12

/**
 * The Set-Cookie of a session that ends by itself after 12 hours: signed, out of reach of scripts, not sent with requests that
 * other sites cause (RFC 6265bis §5.6.7: SameSite=Lax sends it with top-level navigation by GET alone).
 *
 * @param isSecure whether the node is reached over HTTPS, so that the cookie travels over nothing else
 */
export function startOperatorSession(key: Buffer, now: Date, isSecure: boolean): string {
  const until = Math.floor(now.getTime() / 1000) + hours * 3600
  const claim = `${until}.${randomBytes(12).toString('base64url')}`
  return writeCookie(name, `${claim}.${sign(key, claim)}`, hours * 3600, isSecure)
}

/** The Set-Cookie that makes a browser forget its session. */
export function endOperatorSession(isSecure: boolean): string {
  return writeCookie(name, '', 0, isSecure)
}

/** What the cookies of a request say about its session. */
export function readOperatorSession(
  key: Buffer,
  now: Date,
  cookies: string | undefined,
  isSecure: boolean,
): 'none' | 'valid' | 'expired' {
  const value = readCookie(cookies, name, isSecure)
  const [, claim, until, signature] = /^((\d{1,12})\.[\w-]{16})\.([\w-]{43})$/.exec(value ?? '') ?? []
  if (claim === undefined || signature === undefined || !isSameSecret(signature, sign(key, claim))) return 'none'
  return Number(until) * 1000 > now.getTime() ? 'valid' : 'expired'
}

const sign = (key: Buffer, claim: string) => createHmac('sha256', key).update(claim).digest('base64url')
