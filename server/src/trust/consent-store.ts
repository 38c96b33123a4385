import { type Db, type Tx, uuidv7 } from '#kernel'
import type { Grant } from './gate-ask.ts'

export type ConsentState = 'asked' | 'given' | 'refused' | 'withdrawn'

export type Consent = {
  readonly id: string
  readonly subject: string
  readonly recipient: string
  readonly service: string
  readonly purposes: readonly string[]
  readonly category: 'personal' | 'sensitive'
  readonly about: string
  readonly area: string
  readonly askedBy: string
  readonly askedAt: Date
  readonly days: number
  readonly state: ConsentState
  readonly answeredBy?: string
  readonly byGuardian: boolean
  readonly answeredAt?: Date
  readonly until?: Date
  readonly endedBy?: string
  readonly endedAt?: Date
}

export type ConsentWish = Pick<
  Consent,
  'subject' | 'recipient' | 'service' | 'purposes' | 'category' | 'about' | 'days' | 'askedBy'
> & {
  readonly area?: string
}

type Row = { readonly [Key in keyof Consent]-?: Consent[Key] | null }

const columns = `id, subject, recipient, service, purposes, category, about, area, asked_by as "askedBy", asked_at as "askedAt", days,
  state, answered_by as "answeredBy", by_guardian as "byGuardian", answered_at as "answeredAt", until, ended_by as "endedBy",
  ended_at as "endedAt"`

const toConsent = (row: Row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Consent

export async function askConsent(tx: Tx, wish: ConsentWish, now: Date): Promise<string> {
  const id = uuidv7()
  await tx.query(
    `insert into trust.consent (id, subject, recipient, service, purposes, category, about, area, asked_by, asked_at, days)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      wish.subject,
      wish.recipient,
      wish.service,
      wish.purposes,
      wish.category,
      wish.about,
      wish.area ?? '/',
      wish.askedBy,
      now,
      wish.days,
    ],
  )
  return id
}

/** Locks the consent, so that it is answered once. */
export async function lockConsent(tx: Tx, id: string): Promise<Consent | undefined> {
  const [row] = await tx.query<Row>(`select ${columns} from trust.consent where id = $1 for update`, [id])
  return row && toConsent(row)
}

export async function findConsent(db: Db, id: string): Promise<Consent | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from trust.consent where id = $1`, [id])
  return row && toConsent(row)
}

/** Those that wait for an answer first, then the newest. */
export async function consentsOf(db: Db, subject: string): Promise<readonly Consent[]> {
  const rows = await db.query<Row>(
    `select ${columns} from trust.consent where subject = $1 order by state = 'asked' desc, asked_at desc limit 500`,
    [subject],
  )
  return rows.map(toConsent)
}

export async function consentsAskedBy(db: Db, recipient: string, limit: number): Promise<readonly Consent[]> {
  const rows = await db.query<Row>(`select ${columns} from trust.consent where recipient = $1 order by asked_at desc limit $2`, [
    recipient,
    limit,
  ])
  return rows.map(toConsent)
}

export async function answerConsent(
  tx: Tx,
  id: string,
  answer: { readonly state: 'given' | 'refused'; readonly by: string; readonly byGuardian: boolean; readonly until?: Date },
  now: Date,
): Promise<void> {
  await tx.query(
    'update trust.consent set state = $2, answered_by = $3, by_guardian = $4, answered_at = $5, until = $6 where id = $1',
    [id, answer.state, answer.by, answer.byGuardian, now, answer.until ?? null],
  )
}

export async function withdrawConsent(tx: Tx, id: string, by: string, now: Date): Promise<void> {
  await tx.query(`update trust.consent set state = 'withdrawn', ended_by = $2, ended_at = $3 where id = $1`, [id, by, now])
}

/** What a person answered to somebody, for the gate: what was withdrawn or has ended is among it, so that the refusal can say so. */
export async function consentGrants(tx: Tx, subject: string, party: string): Promise<readonly Grant[]> {
  const rows = await tx.query<Row>(
    `select ${columns} from trust.consent where subject = $1 and recipient = $2 and state in ('given', 'withdrawn')
     order by state, until desc limit 50`,
    [subject, party],
  )
  return rows.map(toConsent).map(toGrant)
}

export function toGrant(consent: Consent): Grant {
  return {
    basis: 'consent',
    id: consent.id,
    subject: consent.subject,
    recipients: [consent.recipient],
    purposes: consent.purposes,
    categories: [consent.category],
    area: consent.area,
    from: consent.answeredAt ?? consent.askedAt,
    until: consent.until ?? consent.askedAt,
    isWithdrawn: consent.state !== 'given',
    byGuardian: consent.byGuardian,
  }
}
