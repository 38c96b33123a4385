import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { OpenidService } from '#contract'
import { type AccountParts, enter, failed } from './account-parts.ts'
import { findByOpenid, saveResident } from './account-store.ts'
import { readCookie, writeCookie } from './session-cookie.ts'
import { openSeal, seal } from './session-seal.ts'

/** The country's own OpenID Connect provider, as it is set. */
export type OpenidSettings = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What people call it. */
  readonly name: string
}

/** What the browser keeps while it is at the provider. */
type Errand = { readonly state: string; readonly nonce: string; readonly verifier: string; readonly back: string }

type Ticket = { readonly subject: string; readonly name: string; readonly bornOn?: string; readonly back: string }

const cookie = 'datong_openid'
const patience = 15 * 60_000

/** Where the provider sends the browser back to. */
export const openidReturn = '/sign-in/openid/back'

export function createOpenid(parts: AccountParts, { issuer, clientId, clientSecret, name }: OpenidSettings): OpenidService {
  const { pool, clock, peopleKey, origin, isSecure } = parts
  const configure = lasting(() => discover(issuer, clientId, clientSecret))
  return {
    name,
    begin: async (back) => {
      const errand: Errand = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), back }
      const url = buildAuthorizationUrl(await configure(), {
        redirect_uri: `${origin}${openidReturn}`,
        scope: 'openid profile',
        state: errand.state,
        nonce: errand.nonce,
        code_challenge: await calculatePKCECodeChallenge(errand.verifier),
        code_challenge_method: 'S256',
      })
      const kept = seal(peopleKey, cookie, errand, new Date(clock().getTime() + patience))
      return { url: url.href, cookie: [writeCookie(cookie, kept, patience / 1000, isSecure)] }
    },
    finish: async (url, cookies, browser) => {
      const errand = openSeal<Errand>(peopleKey, cookie, readCookie(cookies, cookie, isSecure) ?? '', clock())
      if (errand === undefined) return failed('not-now')
      const person = await exchange(await configure(), new URL(url, origin), errand)
      if (person === undefined) return failed('not-now')
      const resident = await findByOpenid(pool, issuer, person.subject)
      const forget = writeCookie(cookie, '', 0, isSecure)
      if (resident === undefined) {
        const ticket: Ticket = { ...person, back: errand.back }
        const until = new Date(clock().getTime() + patience)
        return { ok: 'new', ticket: seal(peopleKey, 'openid-ticket', ticket, until), name: person.name, back: errand.back }
      }
      const entered = await pool.transaction((tx) =>
        enter(parts, tx, { kind: 'resident', owner: resident.id, signedInBy: 'openid' }, browser),
      )
      return entered.ok ? { ok: true, cookie: [...entered.cookie, forget], back: errand.back } : entered
    },
    register: async (text, area, browser) => {
      const ticket = openSeal<Ticket>(peopleKey, 'openid-ticket', text, clock())
      if (ticket === undefined) return failed('not-now')
      const path = await parts.pathOf(area)
      if (path === undefined) return failed('no-such-area')
      const { subject, name, bornOn } = ticket
      return pool.transaction(async (tx) => {
        const draft = {
          name,
          area: path,
          openid: { issuer, subject },
          vouchedBy: issuer,
          ...(bornOn !== undefined && { bornOn }),
        }
        const resident = await saveResident(tx, draft, clock())
        if (resident === undefined) return failed('already-there')
        return enter(parts, tx, { kind: 'resident', owner: resident.id, signedInBy: 'openid' }, browser)
      })
    },
  }
}

/** On this machine a provider may be without TLS: for trying things out. */
function discover(issuer: string, clientId: string, clientSecret: string): Promise<Configuration> {
  const url = new URL(issuer)
  const isLocal = url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return discovery(url, clientId, clientSecret, undefined, isLocal ? { execute: [allowInsecureRequests] } : undefined)
}

/** The same answer for all, until it fails: a provider that was away is asked again. */
function lasting<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return async () => {
    made ??= make()
    try {
      return await made
    } catch (error) {
      made = undefined
      throw error
    }
  }
}

/** Who came back from the provider; undefined where what they brought does not hold. */
async function exchange(
  config: Configuration,
  url: URL,
  { state, nonce, verifier }: Errand,
): Promise<Omit<Ticket, 'back'> | undefined> {
  try {
    const tokens = await authorizationCodeGrant(config, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    })
    const claims = tokens.claims()
    if (claims === undefined) return undefined
    const more = typeof claims.name === 'string' ? claims : await fetchUserInfo(config, tokens.access_token, claims.sub)
    const name = typeof more.name === 'string' && more.name !== '' ? more.name : claims.sub
    const bornOn = typeof more.birthdate === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(more.birthdate) ? more.birthdate : undefined
    return { subject: claims.sub, name: name.slice(0, 100), ...(bornOn !== undefined && { bornOn }) }
  } catch (error) {
    if (error instanceof ClientError || error instanceof ResponseBodyError || error instanceof AuthorizationResponseError)
      return undefined
    throw error
  }
}
