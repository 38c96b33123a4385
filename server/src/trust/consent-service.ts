import type { ConsentService, ConsentView, RightsDone } from '#contract'
import type { Db, Tx } from '#kernel'
import { readNumber } from './account-number.ts'
import type { AccountParts } from './account-parts.ts'
import { findByNumber } from './account-store.ts'
import { receiptOf } from './consent-receipt.ts'
import {
  answerConsent,
  askConsent,
  type Consent,
  consentsAskedBy,
  consentsOf,
  findConsent,
  lockConsent,
  withdrawConsent,
} from './consent-store.ts'
import { ageOfConsent } from './gate-facts.ts'
import { actorOf } from './gate-people.ts'
import { isPurpose, purposes } from './policy-purposes.ts'
import type { Principal, Resident } from './principal.ts'
import { record } from './record-append.ts'
import { notify } from './rights-notice.ts'
import { findPerson, isUnder } from './rights-person.ts'
import { officerFor, partyView, personOf, residentFor } from './rights-visitor.ts'

const done: RightsDone = { ok: true }
const failed = (why: Extract<RightsDone, { ok: false }>['why']): RightsDone => ({ ok: false, why })

export function createConsents({ pool, clock, origin, nodeName }: AccountParts): ConsentService {
  return {
    purposes: purposeViews,
    list: async (who) => viewAll(pool, await consentsOf(pool, personOf(residentFor(who))), clock()),
    answer: (who, id, answer) =>
      pool.transaction(async (tx) => {
        const resident = residentFor(who)
        const consent = await lockConsent(tx, id)
        if (consent?.subject !== personOf(resident)) return failed('not-there')
        if (consent.state !== 'asked') return failed('answered-already')
        const now = clock()
        if (answer === 'refuse') {
          await answerConsent(tx, id, { state: 'refused', by: resident.id, byGuardian: false }, now)
          await recordConsent(tx, resident, consent, 'refuse', now)
          return done
        }
        const as = await capacityOf(tx, resident, consent, now)
        if (typeof as === 'string') return failed(as)
        const until = new Date(now.getTime() + consent.days * 86_400_000)
        await answerConsent(tx, id, { state: 'given', by: resident.id, until, ...as }, now)
        await recordConsent(tx, resident, consent, 'give', now)
        return done
      }),
    withdraw: (who, id) =>
      pool.transaction(async (tx) => {
        const resident = residentFor(who)
        const consent = await lockConsent(tx, id)
        if (consent?.subject !== personOf(resident)) return failed('not-there')
        if (consent.state !== 'given') return failed('answered-already')
        await withdrawConsent(tx, id, resident.id, clock())
        await recordConsent(tx, resident, consent, 'withdraw', clock())
        return done
      }),
    receipt: async (who, id, language) => {
      const consent = await findConsent(pool, id)
      if (consent?.subject !== personOf(residentFor(who)) || consent.answeredAt === undefined) return undefined
      return receiptOf(consent, { language: language === 'zh-Hans' ? language : 'en', nodeName, origin })
    },
    ask: (who, wish) =>
      pool.transaction(async (tx) => {
        const officer = officerFor(who)
        const person = await personByNumber(tx, wish.number)
        if (person === undefined) return failed('no-such-person')
        if (wish.purposes.length === 0 || !wish.purposes.every(isPurpose)) return failed('no-purpose')
        const { service, category, about, days } = wish
        const recipient = `department:${officer.department}`
        const draft = {
          subject: person.id,
          recipient,
          service,
          purposes: wish.purposes,
          category,
          about,
          days,
          askedBy: officer.id,
        }
        const id = await askConsent(tx, draft, clock())
        await recordConsent(tx, officer, { ...draft, id }, 'ask', clock())
        await notify(tx, `resident:${person.id}`, 'consent-asked', id, clock())
        return { ok: true, id }
      }),
    asked: async (who) => {
      const consents = await consentsAskedBy(pool, `department:${officerFor(who).department}`, 200)
      const people = await peopleOf(pool, consents)
      const views = await viewAll(pool, consents, clock())
      return views.map((view, i) => {
        const person = people.get(consents[i]?.subject ?? '')
        return { ...view, ...(person && { person }) }
      })
    },
  }
}

export const purposeViews = Object.entries(purposes)
  .filter(([id]) => id !== 'own-access')
  .map(([id, names]) => ({ id, names }))

/** The person whose number it is. */
export async function personByNumber(
  db: Db,
  text: string,
): Promise<{ id: string; name: string; number: string; area: string } | undefined> {
  const number = readNumber(text)
  return number === undefined ? undefined : findByNumber(db, number)
}

/**
 * In what capacity somebody may consent: for themselves from 14 years on; for a child below, its guardian. Who acts by another
 * delegation may see and withdraw, but nobody gives away what is not theirs. What is sensitive is consented to by the person's own sign-in.
 */
async function capacityOf(
  tx: Tx,
  resident: Resident,
  { subject, category }: Consent,
  now: Date,
): Promise<{ readonly byGuardian: boolean } | 'guardian-needed' | 'guardians-only' | 'own-sign-in-needed'> {
  const person = await findPerson(tx, subject, now)
  const isMinor = person?.bornOn !== undefined && isUnder(ageOfConsent, person.bornOn, now)
  if (category === 'sensitive' && resident.helper !== undefined) return 'own-sign-in-needed'
  if (resident.id === subject) return isMinor ? 'guardian-needed' : { byGuardian: false }
  const guardians = await tx.query(
    `select 1 from trust.delegation where delegate = $1 and resident = $2 and kind = 'guardian' and revoked_at is null and until > $3`,
    [resident.id, subject, now],
  )
  return guardians.length > 0 ? { byGuardian: true } : 'guardians-only'
}

async function recordConsent(
  tx: Tx,
  who: Principal,
  consent: Pick<Consent, 'id' | 'subject' | 'recipient' | 'service' | 'category' | 'purposes' | 'days'>,
  action: 'ask' | 'give' | 'refuse' | 'withdraw',
  at: Date,
): Promise<void> {
  const { actor, onBehalfOf } = actorOf(who)
  const { id, subject, recipient, service, category, purposes, days } = consent
  await record(tx, {
    kind: 'consent',
    actor,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    subjects: [subject],
    action,
    resource: `consent:${id}`,
    categories: [category],
    purpose: purposes.join(','),
    decision: 'allow',
    reason: action,
    detail: { recipient, service, days },
    at,
  })
}

async function viewAll(db: Db, consents: readonly Consent[], now: Date): Promise<readonly ConsentView[]> {
  const apps = consents.flatMap(({ recipient }) => (recipient.startsWith('app:') ? [recipient.slice(4)] : []))
  const rows =
    apps.length === 0
      ? []
      : await db.query<{ id: string; name: string }>('select id, name from trust.app where id = any($1)', [apps])
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return consents.map((consent) => viewOf(consent, names, now))
}

function viewOf(consent: Consent, appNames: ReadonlyMap<string, string>, now: Date): ConsentView {
  const { id, service, category, about, askedAt, days, byGuardian, answeredAt, until, endedAt } = consent
  const isOver = consent.state === 'given' && until !== undefined && until <= now
  return {
    id,
    recipient: partyView(consent.recipient, appNames),
    service,
    purposes: consent.purposes.map((purpose) => ({
      id: purpose,
      names: isPurpose(purpose) ? purposes[purpose] : { en: purpose, 'zh-Hans': purpose },
    })),
    category,
    about,
    askedAt,
    days,
    state: isOver ? 'over' : consent.state,
    byGuardian,
    ...(answeredAt && { answeredAt }),
    ...(until && { until }),
    ...(endedAt && { endedAt }),
  }
}

async function peopleOf(db: Db, consents: readonly Consent[]) {
  const rows = await db.query<{ id: string; name: string; number: string }>(
    'select id, name, number from trust.resident where id = any($1)',
    [consents.map(({ subject }) => subject)],
  )
  return new Map(rows.map(({ id, name, number }) => [id, { name, number }]))
}
