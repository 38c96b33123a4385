import type { HelpService, VisitingOfficer, VisitingResident, Visitor } from '#contract'
import { Denied, type Tx, uuidv7 } from '#kernel'
import { cardIndex, keepCard } from './account-card.ts'
import { readCard, readContact } from './account-contact.ts'
import { readNumber } from './account-number.ts'
import { type AccountParts, failed, sourceIndex } from './account-parts.ts'
import { findByCard, findByNumber, type ResidentRow, saveResident } from './account-store.ts'
import { countFailure, waitFor } from './code-attempts.ts'
import { makePaperCode, readPaperCode } from './code-make.ts'
import { savePaperCodes, usePaperCode } from './code-store.ts'
import { daysAfter } from './officer-first.ts'
import { liesIn } from './officer-roles.ts'
import { confirmSecond, secondPurpose } from './officer-second.ts'
import { askForAny } from './passkey-verify.ts'
import { record } from './record-append.ts'
import { helpLimit } from './session-limits.ts'
import { keyedDigest } from './session-token.ts'

/** Days for which a sheet of codes on paper is good, and how many are on it. */
const paper = { days: 180, codes: 6 }

export function createHelp(parts: AccountParts): HelpService {
  const { pool, clock, peopleKey } = parts
  return {
    begin: async (who, shown, browser) => {
      const helper = helperSelf(who)
      const patiences = [
        { key: keyedDigest(peopleKey, 'help', helper.id, sourceIndex(parts, browser).toString('hex')), free: 10 },
      ]
      const wait = await waitFor(pool, patiences, clock())
      if (wait > 0) return failed('too-soon', wait)
      const done = await pool.transaction(async (tx) => {
        const resident = await findShown(parts, tx, shown)
        if (resident === undefined) return failed('no-such-person')
        if (!isOwnArea(helper, resident.area)) return failed('outside-jurisdiction')
        await tx.query('update trust.session set helping = $2, helping_until = $3 where id = $1', [
          helper.session,
          resident.id,
          new Date(clock().getTime() + helpLimit),
        ])
        await recordHelp(tx, helper.id, resident.id, 'sit-beside', shown.card === undefined ? 'paper-code' : 'card', clock())
        return { ok: true as const }
      })
      if (!done.ok && done.why === 'no-such-person') await countFailure(pool, patiences, clock())
      return done
    },
    end: async (who) => {
      if (who.kind !== 'resident' || who.helper === undefined) return
      const { helper } = who
      await pool.transaction(async (tx) => {
        await tx.query('update trust.session set helping = null, helping_until = null where id = $1', [who.session])
        await recordHelp(tx, helper.id, who.id, 'stand-up', 'done', clock())
      })
    },
    register: async (who, person) => {
      const helper = helperSelf(who)
      const area = await parts.pathOf(person.area)
      if (area === undefined) return failed('no-such-area')
      if (!isOwnArea(helper, area)) return failed('outside-jurisdiction')
      const contact = person.contact === undefined ? undefined : readContact(person.contact)
      const card = person.card === undefined ? undefined : readCard(person.card)
      if ((person.contact !== undefined && contact === undefined) || (person.card !== undefined && card === undefined))
        return failed('wrong-address')
      return pool.transaction(async (tx) => {
        const id = uuidv7()
        const draft = {
          id,
          name: person.name,
          area,
          vouchedBy: helper.id,
          ...(person.bornOn !== undefined && { bornOn: person.bornOn }),
          ...(contact !== undefined && { contact }),
          ...(card !== undefined && { card: keepCard(parts, id, card) }),
        }
        const resident = await saveResident(tx, draft, clock())
        if (resident === undefined) return failed('already-there')
        await recordHelp(tx, helper.id, resident.id, 'register', 'in-person', clock())
        return { ok: true as const, ...resident }
      })
    },
    print: async (who, second) => {
      const resident = helped(who)
      const codes = Array.from({ length: paper.codes }, makePaperCode)
      const until = daysAfter(clock(), paper.days)
      return pool.transaction(async (tx) => {
        if (!(await confirmSecond(parts, tx, resident, second))) return failed('second-person')
        const hashes = codes.map((code) => keyedDigest(peopleKey, 'paper', readPaperCode(code)))
        await savePaperCodes(tx, resident.id, hashes, resident.helper.id, clock(), until)
        await recordHelp(tx, resident.helper.id, resident.id, 'print-codes', 'in-person', clock())
        return { ok: true as const, codes, until }
      })
    },
    askSecond: (who) => askForAny(parts, secondPurpose(helped(who))),
  }
}

async function findShown(
  parts: AccountParts,
  tx: Tx,
  shown: { readonly card?: string; readonly number?: string; readonly code?: string },
): Promise<ResidentRow | undefined> {
  const card = shown.card === undefined ? undefined : readCard(shown.card)
  if (card !== undefined) return findByCard(tx, cardIndex(parts, card))
  const number = readNumber(shown.number ?? '')
  const resident = number === undefined ? undefined : await findByNumber(tx, number)
  if (resident === undefined || shown.code === undefined) return undefined
  const hash = keyedDigest(parts.peopleKey, 'paper', readPaperCode(shown.code))
  return (await usePaperCode(tx, resident.id, hash, parts.clock())) ? resident : undefined
}

const isOwnArea = ({ jurisdiction }: VisitingOfficer, area: string) => jurisdiction.some((above) => liesIn(area, above))

/** @throws Denied */
function helperSelf(who: Visitor): VisitingOfficer {
  if (who.kind === 'officer' && (who.roles.includes('helper') || who.roles.includes('doctor'))) return who
  throw new Denied('Only officers who help residents in person may do this.')
}

/** @throws Denied */
function helped(who: Visitor): VisitingResident & { readonly helper: NonNullable<VisitingResident['helper']> } {
  if (who.kind === 'resident' && who.helper !== undefined) return { ...who, helper: who.helper }
  throw new Denied('No resident sits beside you.')
}

const recordHelp = (tx: Tx, helper: string, resident: string, action: string, reason: string, at: Date) =>
  record(tx, {
    kind: 'officer-action',
    actor: { kind: 'officer', id: helper },
    onBehalfOf: resident,
    subjects: [resident],
    action,
    resource: 'account',
    categories: ['personal'],
    purpose: 'help-in-person',
    decision: 'allow',
    reason,
    at,
  })
