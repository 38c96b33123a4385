import { createHmac, randomBytes } from 'node:crypto'
import { isSameSecret } from './operator-key.ts'

const cookieName = 'datong_session'
const hours = 12

/**
 * The Set-Cookie of a session that ends by itself after 12 hours: signed, out of reach of scripts, not sent with requests that
 * other sites cause (RFC 6265bis §5.6.7: SameSite=Lax sends it with top-level navigation by GET alone).
 *
 * @param isSecure whether the node is reached over HTTPS, so that the cookie travels over nothing else
 */
export function startSession(key: Buffer, now: Date, isSecure: boolean): string {
  const until = Math.floor(now.getTime() / 1000) + hours * 3600
  const claim = `${until}.${randomBytes(12).toString('base64url')}`
  return writeCookie(`${claim}.${sign(key, claim)}`, hours * 3600, isSecure)
}

/** The Set-Cookie that makes a browser forget its session. */
export function endSession(isSecure: boolean): string {
  return writeCookie('', 0, isSecure)
}

/** What the cookies of a request say about its session. */
export function readSession(key: Buffer, now: Date, cookies = ''): 'none' | 'valid' | 'expired' {
  const value = cookies
    .split(/; */)
    .find((cookie) => cookie.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1)
  const [, claim, until, signature] = /^((\d{1,12})\.[\w-]{16})\.([\w-]{43})$/.exec(value ?? '') ?? []
  if (claim === undefined || signature === undefined || !isSameSecret(signature, sign(key, claim))) return 'none'
  return Number(until) * 1000 > now.getTime() ? 'valid' : 'expired'
}

const sign = (key: Buffer, claim: string) => createHmac('sha256', key).update(claim).digest('base64url')

function writeCookie(value: string, seconds: number, isSecure: boolean): string {
  return `${cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}
