import type { Browser, CodeService, Entered, Failed } from '#contract'
import type { Tx } from '#kernel'
import { readContact } from './account-contact.ts'
import { readNumber } from './account-number.ts'
import { type AccountParts, enter, failed, sourceIndex } from './account-parts.ts'
import { findByContact, findByNumber, findOwn, saveResident } from './account-store.ts'
import { countFailure, forgetFailures, type Patience, waitFor } from './code-attempts.ts'
import { makeCode, readCode, readPaperCode } from './code-make.ts'
import {
  type CodeDraft,
  type CodeRow,
  countCodes,
  kindOf,
  postCode,
  saveCode,
  tryCode,
  useCode,
  usePaperCode,
} from './code-store.ts'
import { isSameSecret } from './operator-key.ts'
import { isKnownSource } from './session-store.ts'
import { keyedDigest, makeToken, tokenHash } from './session-token.ts'

const patience = 10 * 60_000
const mostTries = 5
/** Codes that one contact gets in a day at the wish of strangers; from where its person has signed in before, more. */
const mostCodes = { stranger: 10, known: 40 }

export function createCodes(parts: AccountParts): CodeService {
  const { pool, clock } = parts
  return {
    send: (text, language, browser) => sendCode(parts, { text, language, browser }),
    register: async ({ contact, name, area, bornOn }, language, browser) => {
      const path = await parts.pathOf(area)
      if (path === undefined) return failed('no-such-area')
      const draft = { name, area: path, ...(bornOn !== undefined && { bornOn }) }
      return sendCode(parts, { text: contact, language, browser, draft })
    },
    enter: (flow, code, browser) => enterCode(parts, { flow, code, browser }),
    enterPaper: async (text, code, browser) => {
      const number = readNumber(text)
      if (number === undefined) return failed('wrong-code')
      const patiences = patiencesOf(parts, number, browser)
      const wait = await waitFor(pool, patiences, clock())
      if (wait > 0) return failed('too-soon', wait)
      const entered = await pool.transaction(async (tx) => {
        const resident = await findByNumber(tx, number)
        const hash = keyedDigest(parts.peopleKey, 'paper', readPaperCode(code))
        if (resident === undefined || !(await usePaperCode(tx, resident.id, hash, clock()))) return failed('wrong-code')
        await forgetFailures(tx, [patienceOfPair(parts, number, browser).key])
        return enter(parts, tx, { kind: 'resident', owner: resident.id, signedInBy: 'code' }, browser)
      })
      if (!entered.ok) await countFailure(pool, patiences, clock())
      return entered
    },
  }
}

type Wish = { readonly text: string; readonly language: string; readonly browser: Browser; readonly draft?: CodeDraft }

type Sent = { readonly ok: true; readonly flow: string } | Failed

/** Says the same whether somebody has the contact or not, so that nobody can find out who lives here. */
const sendCode = (parts: AccountParts, wish: Wish): Promise<Sent> =>
  issueCode(parts, wish, 'code', async (tx, contact) => {
    const resident = await findByContact(tx, contact)
    // Somebody new whose contact has an account is led to that account: the code proves that it is theirs.
    const draft = resident === undefined ? (wish.draft ?? null) : null
    return { resident: resident?.id ?? null, draft, isPosted: resident !== undefined || draft !== null }
  })

/** A code that proves to a resident's account that a contact is theirs, and lets nobody in. */
export const sendOwnCode = (parts: AccountParts, resident: string, wish: Omit<Wish, 'draft'>): Promise<Sent> =>
  issueCode(parts, wish, 'contact', async () => ({ resident, draft: null, isPosted: true }))

async function issueCode(
  parts: AccountParts,
  wish: Wish,
  purpose: CodePurpose,
  whose: (tx: Tx, contact: string) => Promise<Pick<CodeRow, 'resident' | 'draft'> & { readonly isPosted: boolean }>,
): Promise<Sent> {
  const { pool, clock, peopleKey } = parts
  const contact = readContact(wish.text)
  if (contact === undefined) return failed('wrong-address')
  if (!(await parts.carries(kindOf(contact)))) return failed('no-way')
  const patiences = [{ key: keyedDigest(peopleKey, 'ask', sourceIndex(parts, wish.browser).toString('hex')), free: 30 }]
  const now = clock()
  const wait = await waitFor(pool, patiences, now)
  if (wait > 0) return failed('too-soon', wait)
  return pool.transaction(async (tx) => {
    await countFailure(tx, patiences, now)
    const { resident, draft, isPosted } = await whose(tx, contact)
    const isKnown = resident !== null && (await isKnownSource(tx, resident, sourceIndex(parts, wish.browser), now))
    const sent = await countCodes(tx, contact, new Date(now.getTime() - 86_400_000))
    if (sent >= (isKnown ? mostCodes.known : mostCodes.stranger)) return failed('too-soon', 3600)
    const [flow, code] = [makeToken(peopleKey), makeCode()]
    const flowHash = tokenHash(peopleKey, flow) ?? Buffer.alloc(0)
    const expiresAt = new Date(now.getTime() + patience)
    await saveCode(tx, flowHash, { resident, draft, contact, codeHash: hashOf(parts, purpose, flow, code), expiresAt }, now)
    const own = resident === null ? undefined : (await findOwn(tx, resident)).language
    if (isPosted) await postCode(tx, { contact, language: own ?? wish.language, code, expiresAt }, now)
    return { ok: true, flow }
  })
}

/** What a code is for is part of its digest: one that proves a contact lets nobody in. */
type CodePurpose = 'code' | 'contact'

const hashOf = ({ peopleKey }: AccountParts, purpose: CodePurpose, flow: string, code: string) =>
  keyedDigest(peopleKey, purpose, flow, code)

type Given = { readonly flow: string; readonly code: string; readonly browser: Browser }

/**
 * Looks at a code, and counts the try; where it is right, does what it is for in the same transaction and uses it up.
 */
async function tryGiven<T extends { readonly ok: boolean }>(
  parts: AccountParts,
  { flow, code, browser }: Given,
  purpose: CodePurpose,
  work: (tx: Tx, row: CodeRow, flowHash: Buffer) => Promise<T | Failed>,
): Promise<T | Failed> {
  const { pool, clock } = parts
  const flowHash = tokenHash(parts.peopleKey, flow)
  if (flowHash === undefined) return failed('code-over')
  const patiences = [patienceOfSource(parts, browser)]
  const wait = await waitFor(pool, patiences, clock())
  if (wait > 0) return failed('too-soon', wait)
  const done = await pool.transaction(async (tx) => {
    const row = await tryCode(tx, flowHash, mostTries, clock())
    if (row === undefined) return failed('code-over')
    const given = hashOf(parts, purpose, flow, readCode(code))
    if (!isSameSecret(given.toString('hex'), row.codeHash.toString('hex'))) return failed('wrong-code')
    return work(tx, row, flowHash)
  })
  if (!done.ok && 'why' in done && done.why === 'wrong-code') await countFailure(pool, patiences, clock())
  return done
}

const enterCode = (parts: AccountParts, given: Given): Promise<Entered> =>
  tryGiven(parts, given, 'code', async (tx, row, flowHash) => {
    const owner = await ownerOfCode(tx, row, parts.clock())
    if (owner === undefined) return failed('wrong-code')
    await useCode(tx, flowHash, parts.clock())
    return enter(parts, tx, { kind: 'resident', owner, signedInBy: 'code' }, given.browser)
  })

/**
 * The contact that a resident's code proves.
 *
 * @returns with it, what uses the code up, once it has done its work: whether nobody else was quicker
 */
export const proveCode = (parts: AccountParts, resident: string, given: Given) =>
  tryGiven(parts, given, 'contact', async (_tx, row, flowHash) =>
    row.resident === resident
      ? { ok: true as const, contact: row.contact, use: (tx: Tx) => useCode(tx, flowHash, parts.clock()) }
      : failed('wrong-code'),
  )

/** The account that a right code opens, made now for somebody new. */
async function ownerOfCode(tx: Tx, { resident, draft, contact }: CodeRow, now: Date): Promise<string | undefined> {
  if (resident !== null || draft === null) return resident ?? undefined
  return (await saveResident(tx, { ...draft, contact }, now))?.id
}

/**
 * Guesses are counted by the source they come from, and by the pair of source and account; never by the account alone, so that
 * nobody can keep another from their account by guessing wrong. Behind one address there may be a whole village: more is free there.
 */
const patiencesOf = (parts: AccountParts, account: string, browser: Browser): Patience[] => [
  patienceOfPair(parts, account, browser),
  patienceOfSource(parts, browser),
]

const patienceOfPair = (parts: AccountParts, account: string, browser: Browser): Patience => ({
  key: keyedDigest(parts.peopleKey, 'pair', account, sourceIndex(parts, browser).toString('hex')),
  free: 5,
})

const patienceOfSource = (parts: AccountParts, browser: Browser): Patience => ({
  key: keyedDigest(parts.peopleKey, 'source', sourceIndex(parts, browser).toString('hex')),
  free: 50,
})
