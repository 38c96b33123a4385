/** What one department lets another ask of its datasets, and what comes of it. */
import type { FieldKind } from './datasets.ts'
import type { Names } from './places.ts'
import type { Visitor } from './visitors.ts'

/**
 * What of a value is told: all; the last four characters or the first, at most half of them; of a date the year, or year and month; of a
 * number how many tens; or only whether there is a value.
 */
export type Mask = 'whole' | 'last-4' | 'initial' | 'year' | 'month' | 'tens' | 'presence'

export type AgreedField = { readonly name: string; readonly mask: Mask }

/** What can hold of somebody: that they are in the dataset, that a field has a value, or how its value compares. */
export type Condition =
  | { readonly test: 'listed' }
  | { readonly test: 'known'; readonly field: string }
  | { readonly test: 'is' | 'at-least' | 'at-most'; readonly field: string; readonly value: string | number | boolean }

/** A question that is answered with yes, no or unknown, so that no data has to move. */
export type Question = { readonly id: string; readonly titles: Names; readonly condition: Condition }

/** Persons asked about, by the minute, by the day and in all; and when of the day, by the clock of the region. */
export type Limits = {
  readonly perMinute: number
  readonly perDay: number
  readonly inAll?: number
  /** `08:00` to, not including, `18:00`. */
  readonly hours?: { readonly from: string; readonly to: string }
  /** 1 is Monday; missing for every day. */
  readonly weekdays?: readonly number[]
}

/** What two departments agree on: this is what both sign. */
export type Terms = {
  readonly dataset: string
  readonly fields: readonly AgreedField[]
  readonly questions: readonly Question[]
  /** Which kind of people, in plain words, and how the dataset tells them, where it does. */
  readonly people: { readonly about: string; readonly only?: Condition }
  /** A scope path: people who live in it or below. `/` is everywhere. */
  readonly area: string
  readonly purposes: readonly string[]
  /** The law or rule that it rests on, as lawyers write it. */
  readonly legalBasis: string
  /** RFC 3339: up to, not including. */
  readonly until: string
  readonly limits: Limits
}

export type AgreementState = 'asked' | 'refused' | 'withdrawn' | 'approved' | 'active' | 'ended'

export type AgreementSide = 'owner' | 'recipient'

export type SignatureView = {
  readonly side: AgreementSide
  readonly department: string
  readonly officer: { readonly id: string; readonly name: string }
  readonly at: Date
}

export type AgreementView = {
  readonly id: string
  /** Whose data it is, and who may ask for it. */
  readonly owner: string
  readonly recipient: string
  /** On which side the reader's department is. */
  readonly side: AgreementSide
  /** `over`: it was active, and its time has passed. */
  readonly state: AgreementState | 'over'
  /** It holds, but for no more than 30 days. */
  readonly isEnding: boolean
  /** The terms that hold, or, until the owner has decided, those that were asked for. */
  readonly terms: Terms
  /** What was asked for, where the owner limited it. */
  readonly asked?: Terms
  readonly datasetTitles: Names
  readonly fieldTitles: Readonly<Record<string, Names>>
  readonly areaNames: Names
  readonly purposeNames: readonly Names[]
  readonly askedBy: { readonly id: string; readonly name: string }
  readonly askedAt: Date
  /** Why it was limited, refused or ended, in the words of whoever did. */
  readonly reason?: string
  readonly signatures: readonly SignatureView[]
  readonly activeFrom?: Date
  readonly endedAt?: Date
  /** The agreement that this one goes on with. */
  readonly renews?: string
  /** Persons asked about until now. */
  readonly used: number
  /** What the reader may do with it. */
  readonly may: readonly ('approve' | 'refuse' | 'sign' | 'withdraw' | 'end' | 'renew' | 'ask')[]
}

/** What was done, or why it was not, in plain words. */
export type Outcome<Done = { readonly id: string }> =
  | ({ readonly ok: true } & Done)
  | {
      readonly ok: false
      readonly why: Names
      readonly faults?: readonly { readonly pointer?: string; readonly message: string; readonly fix?: string }[]
    }

export type PersonAnswer = {
  readonly person: string
  /** `nobody`: there is nobody with this number in the agreed area and of the agreed kind. */
  readonly outcome: 'answered' | 'nobody' | 'refused'
  /** What was agreed of each row, masked where that was agreed. */
  readonly rows?: readonly Readonly<Record<string, string | number | boolean | null>>[]
  readonly answer?: 'yes' | 'no' | 'unknown'
  readonly reason?: Names
}

export type QueryAnswer = {
  readonly id: string
  readonly at: Date
  readonly answers: readonly PersonAnswer[]
  /** With this the digests of the receipt can be made again from what was answered; it is kept nowhere else. */
  readonly salt: string
  /** Signed by the department that asked: what was asked. */
  readonly request: string
  /** Signed by the department whose data it is: what was answered. */
  readonly receipt: string
}

export type QueryWish = {
  readonly persons: readonly string[]
  readonly purpose: string
  readonly fields?: readonly string[]
  readonly question?: string
  /** A scope path within that of the agreement. */
  readonly area?: string
}

/** How an agreement was used on one day by one officer or program. */
export type AgreementUse = {
  readonly day: string
  readonly by: { readonly kind: string; readonly id: string; readonly name?: string }
  readonly queries: number
  readonly persons: number
  readonly answered: number
  /** How many were refused, by reason. */
  readonly refused: readonly { readonly why: Names; readonly persons: number }[]
}

export type ReceiptView = {
  readonly id: string
  readonly agreement: string
  readonly at: Date
  readonly by: { readonly kind: string; readonly id: string; readonly name?: string }
  readonly purpose: string
  readonly persons: number
  readonly request: string
  readonly receipt?: string
}

export type ReceiptCheck =
  | { readonly ok: true; readonly department: string; readonly kind: string; readonly content: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly why: Names }

/** Of a department: how many there are, wait for it, and end within 30 days. */
export type AgreementCounts = { readonly count: number; readonly waiting: number; readonly ending: number }

/** Agreements between departments, as officers' pages are given them. */
export type AgreementService = {
  /** Which masks say anything of a value of a kind. */
  readonly masks: Readonly<Record<FieldKind, readonly Mask[]>>
  /** Of the reader's department, those that wait for it first, then those that end soon. */
  list(
    who: Visitor,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<AgreementCounts & { readonly items: readonly AgreementView[] }>
  /** Of the reader's department. */
  counts(who: Visitor): Promise<AgreementCounts>
  /** Undefined where there is none, or it is none of the reader's department. */
  find(who: Visitor, id: string): Promise<AgreementView | undefined>
  /** @param terms whose end may be a calendar day, the last on which they hold */
  ask(who: Visitor, terms: Terms): Promise<Outcome>
  /** Approves what was asked, or less of it; the end as with `ask`. */
  approve(who: Visitor, id: string, given: { readonly terms?: Terms; readonly reason: string }): Promise<Outcome>
  refuse(who: Visitor, id: string, reason: string): Promise<Outcome>
  sign(who: Visitor, id: string): Promise<Outcome>
  /** Ends it at once; before it is active, takes the request or the approval back. */
  end(who: Visitor, id: string, reason: string): Promise<Outcome>
  /** Asks for the same once more, until a later moment or day. */
  renew(who: Visitor, id: string, until: string): Promise<Outcome>
  use(who: Visitor, id: string): Promise<readonly AgreementUse[]>
  query(who: Visitor, id: string, wish: QueryWish): Promise<Outcome<{ readonly answer: QueryAnswer }>>
  receipts(
    who: Visitor,
    page: { readonly agreement?: string; readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: readonly ReceiptView[]; readonly count: number }>
  /** The signed text as JSON (RFC 7515 §7.2.1), with the signatures that there are. */
  text(who: Visitor, id: string): Promise<object | undefined>
  /** Whether one of the departments here signed this. */
  verify(jws: string): Promise<ReceiptCheck>
}
