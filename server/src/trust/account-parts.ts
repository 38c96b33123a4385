import type { Browser, Entered, Failed } from '#contract'
import type { Clock, Keyring, Pool, Tx } from '#kernel'
import type { ContactKind } from './code-store.ts'
import { personCookie, personKey } from './identify.ts'
import type { OperatorKey } from './operator-key.ts'
import { endOperatorSession } from './operator-session.ts'
import type { SignedInBy } from './principal.ts'
import { record } from './record-append.ts'
import { writeCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import { saveSession } from './session-store.ts'
import { keyedDigest, makeToken, tokenHash } from './session-token.ts'

/** What everything about accounts is made with. */
export type AccountParts = {
  readonly pool: Pool
  readonly clock: Clock
  readonly peopleKey: Buffer
  /** What the numbers on people's cards are sealed with. */
  readonly keyring: Keyring
  readonly isSecure: boolean
  /** Scheme, host and port that people use; passkeys are bound to the host. */
  readonly origin: string
  readonly nodeName: string
  /** The scope path of an area by its code; undefined where there is none. */
  readonly pathOf: (area: string) => Promise<string | undefined>
  /** Whether a code can be carried to a telephone or mail address from here. */
  readonly carries: (kind: ContactKind) => Promise<boolean>
}

export type AccountOptions = Omit<AccountParts, 'peopleKey' | 'origin'> & {
  readonly key: OperatorKey
  readonly publicUrl: string
}

export const accountParts = ({ key, publicUrl, ...rest }: AccountOptions): AccountParts => ({
  ...rest,
  peopleKey: personKey(key),
  origin: new URL(publicUrl).origin,
})

export const failed = (why: Failed['why'], wait?: number): Failed => ({ ok: false, why, ...(wait !== undefined && { wait }) })

/** An address as this node keeps it: enough to see that it is the same, not which it is. */
export const sourceIndex = ({ peopleKey }: AccountParts, { source }: Browser): Buffer => keyedDigest(peopleKey, 'source', source)

export type Enter = {
  readonly kind: 'resident' | 'officer'
  readonly owner: string
  readonly signedInBy: SignedInBy
}

/** Begins a session and records it, within the transaction that found out who it is. */
export async function enter(parts: AccountParts, tx: Tx, who: Enter, browser: Browser): Promise<Entered> {
  const { peopleKey, clock, isSecure } = parts
  const now = clock()
  const token = makeToken(peopleKey)
  const start = { ...who, device: browser.device.slice(0, 300), sourceIndex: sourceIndex(parts, browser) }
  await saveSession(tx, tokenHash(peopleKey, token) ?? Buffer.alloc(0), start, now)
  await record(tx, {
    kind: 'sign-in',
    actor: { kind: who.kind, id: who.owner },
    subjects: [who.owner],
    action: 'sign-in',
    resource: 'session',
    categories: [],
    decision: 'allow',
    reason: who.signedInBy,
    at: now,
  })
  const seconds = sessionLimits[who.kind].whole / 1000
  return { ok: true, cookie: [writeCookie(personCookie, token, seconds, isSecure), endOperatorSession(isSecure)] }
}

/** Whatever a browser says it is, in few words: `Firefox, Windows`. */
export function nameDevice(userAgent: string): string {
  const pick = (list: readonly (readonly [RegExp, string])[]) => list.find(([pattern]) => pattern.test(userAgent))?.[1]
  return [pick(browsers), pick(systems)].flatMap((word) => word ?? []).join(', ')
}

const browsers = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg/, 'Edge'],
  [/OPR/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
] as const

const systems = [
  [/HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'Mac'],
  [/Linux/, 'Linux'],
] as const
