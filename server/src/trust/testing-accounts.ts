/** Accounts on a test database whose areas are made up, with a clock that tests turn. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountService, Browser, Entered, Visitor } from '#contract'
import { createKeyring, keyringFile } from '#kernel'
import { testPool } from '#testing'
import {
  type AccountParts,
  accountParts,
  createAccounts,
  createIdentity,
  type Identity,
  loadOperatorKey,
  type Oauth,
  openOauth,
} from '#trust'

export type TestAccounts = {
  readonly parts: AccountParts
  readonly accounts: AccountService
  readonly identity: Identity
  readonly oauth: Oauth
  now: Date
  /** Who a sign-in made of a browser. */
  whoIs(entered: Entered | undefined): Promise<Visitor>
}

export const publicUrl = 'http://localhost:20790'

export const browser = (source = '192.0.2.1'): Browser => ({ source, device: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' })

/** @param publicUrl by which the node is reached */
export async function testAccounts(url = publicUrl): Promise<TestAccounts> {
  const pool = await testPool()
  const folder = await mkdtemp(join(tmpdir(), 'datong-key-'))
  const key = await loadOperatorKey(folder)
  const isSecure = url.startsWith('https:')
  const clock = () => one.now
  const parts = accountParts({
    pool,
    clock,
    key,
    keyring: createKeyring(keyringFile(join(folder, 'sealing.keys'))),
    isSecure,
    publicUrl: url,
    nodeName: 'Test',
    pathOf: async (area) => (area.startsWith('v') ? `/r/t/${area}` : undefined),
    carries: async () => true,
  })
  const oauth = await openOauth(parts, folder, async (_request, { status, code, detail }) => `${status} ${code} ${detail}`)
  const identity = createIdentity({ key, clock, isSecure, db: pool, findApp: oauth.findApp })
  const one: TestAccounts = {
    parts,
    identity,
    accounts: createAccounts(parts, oauth),
    oauth,
    now: new Date('2026-05-01T12:00:00Z'),
    whoIs: async (entered) => (await identity.recognise({ cookie: cookieOf(entered) })).visitor,
  }
  return one
}

/** The cookie that a browser sends back after a sign-in. */
export function cookieOf(entered: Entered | undefined): string {
  if (!entered?.ok) throw new Error(`Not signed in: ${JSON.stringify(entered)}`)
  return entered.cookie[0]?.split(';')[0] ?? ''
}
