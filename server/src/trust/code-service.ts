import type { Browser, CodeService, Entered, Failed } from '#contract'
import type { Tx } from '#kernel'
import { readContact } from './account-contact.ts'
import { readNumber } from './account-number.ts'
import { type AccountParts, enter, failed, sourceIndex } from './account-parts.ts'
import { findByContact, findByNumber, saveResident } from './account-store.ts'
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
    enter: (flow, code, browser) => enterCode(parts, flow, code, browser),
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

/** Says the same whether somebody has the contact or not, so that nobody can find out who lives here. */
async function sendCode(parts: AccountParts, wish: Wish): Promise<{ ok: true; flow: string } | Failed> {
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
    const resident = await findByContact(tx, contact)
    const isKnown = resident !== undefined && (await isKnownSource(tx, resident.id, sourceIndex(parts, wish.browser), now))
    const sent = await countCodes(tx, contact, new Date(now.getTime() - 86_400_000))
    if (sent >= (isKnown ? mostCodes.known : mostCodes.stranger)) return failed('too-soon', 3600)
    const [flow, code] = [makeToken(peopleKey), makeCode()]
    const flowHash = tokenHash(peopleKey, flow) ?? Buffer.alloc(0)
    const expiresAt = new Date(now.getTime() + patience)
    // Somebody new whose contact has an account is led to that account: the code proves that it is theirs.
    const draft = resident === undefined ? (wish.draft ?? null) : null
    const codeHash = keyedDigest(peopleKey, 'code', flow, code)
    await saveCode(tx, flowHash, { resident: resident?.id ?? null, draft, contact, codeHash, expiresAt }, now)
    if (resident !== undefined || draft !== null) await postCode(tx, { contact, language: wish.language, code, expiresAt }, now)
    return { ok: true, flow }
  })
}

async function enterCode(parts: AccountParts, flow: string, text: string, browser: Browser): Promise<Entered> {
  const { pool, clock, peopleKey } = parts
  const flowHash = tokenHash(peopleKey, flow)
  if (flowHash === undefined) return failed('code-over')
  const patiences = [patienceOfSource(parts, browser)]
  const wait = await waitFor(pool, patiences, clock())
  if (wait > 0) return failed('too-soon', wait)
  const entered = await pool.transaction(async (tx) => {
    const row = await tryCode(tx, flowHash, mostTries, clock())
    if (row === undefined) return failed('code-over')
    const given = keyedDigest(peopleKey, 'code', flow, readCode(text))
    if (!isSameSecret(given.toString('hex'), row.codeHash.toString('hex'))) return failed('wrong-code')
    const owner = await ownerOfCode(tx, row, clock())
    if (owner === undefined) return failed('wrong-code')
    await useCode(tx, flowHash, clock())
    return enter(parts, tx, { kind: 'resident', owner, signedInBy: 'code' }, browser)
  })
  if (!entered.ok && entered.why === 'wrong-code') await countFailure(pool, patiences, clock())
  return entered
}

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
