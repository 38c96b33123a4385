/** What people decide about their data, and what they are told of it. */
import type { Names } from './places.ts'
import type { Visitor } from './visitors.ts'

export type DataCategory = 'personal' | 'sensitive'

/** A department or an app: `department:health`, `app:ID`. */
export type PartyView = { readonly id: string; readonly kind: 'department' | 'app'; readonly name: string }

export type PurposeView = { readonly id: string; readonly names: Names }

export type ConsentView = {
  readonly id: string
  readonly recipient: PartyView
  readonly service: string
  readonly purposes: readonly PurposeView[]
  readonly category: DataCategory
  /** What of the data, in plain words. */
  readonly about: string
  readonly askedAt: Date
  /** How long it holds from the day on which it is given. */
  readonly days: number
  /** `over`: given, and its time has passed. */
  readonly state: 'asked' | 'given' | 'refused' | 'withdrawn' | 'over'
  readonly byGuardian: boolean
  readonly answeredAt?: Date
  readonly until?: Date
  readonly endedAt?: Date
  /** Of whom it was asked; for officers. */
  readonly person?: { readonly name: string; readonly number: string }
}

/** Why something about people's data did not come about, or that it did. */
export type RightsTrouble =
  | 'no-such-person'
  | 'not-there'
  | 'not-yours'
  | 'answered-already'
  | 'guardian-needed'
  | 'guardians-only'
  | 'own-sign-in-needed'
  | 'no-purpose'
  | 'reason-too-short'
  | 'not-your-own'
  | 'open-already'
  | 'sign-in-again'
  | 'not-confirmed'
  | 'outside-area'
  | 'wrong-time'
  | 'name-missing'
  | 'second-person'

export type RightsDone = { readonly ok: true; readonly id?: string } | { readonly ok: false; readonly why: RightsTrouble }

export type ConsentService = {
  readonly purposes: readonly PurposeView[]
  /** Of the visitor, or of the person for whom they act. */
  list(who: Visitor): Promise<readonly ConsentView[]>
  answer(who: Visitor, id: string, answer: 'give' | 'refuse'): Promise<RightsDone>
  withdraw(who: Visitor, id: string): Promise<RightsDone>
  /** The receipt in the structure of ISO/IEC TS 27560. */
  receipt(who: Visitor, id: string, language: string): Promise<object | undefined>
  /** What a department asks of a resident. */
  ask(
    who: Visitor,
    wish: {
      readonly number: string
      readonly service: string
      readonly purposes: readonly string[]
      readonly category: DataCategory
      readonly about: string
      readonly days: number
    },
  ): Promise<RightsDone>
  /** What the officer's department asked of whom, the newest first. */
  asked(who: Visitor): Promise<readonly ConsentView[]>
}

export type EmergencyView = {
  readonly id: string
  readonly officer: { readonly id: string; readonly name: string; readonly department: string }
  readonly person: { readonly name: string; readonly number: string }
  readonly reason: string
  readonly openedAt: Date
  readonly until: Date
  readonly endedAt?: Date
  readonly isOpen: boolean
  readonly review?: { readonly at: Date; readonly verdict: 'justified' | 'unjustified'; readonly note: string }
}

export type EmergencyService = {
  open(who: Visitor, wish: { readonly number: string; readonly reason: string; readonly hours: number }): Promise<RightsDone>
  end(who: Visitor, id: string): Promise<RightsDone>
  /** The officer's own, the newest first. */
  own(who: Visitor): Promise<readonly EmergencyView[]>
  /** For the data protection officer: those to be reviewed first. */
  list(who: Visitor, page: { readonly limit: number; readonly offset: number }): Promise<readonly EmergencyView[]>
  review(
    who: Visitor,
    id: string,
    review: { readonly verdict: 'justified' | 'unjustified'; readonly note: string },
  ): Promise<RightsDone>
}

export type RightKind = 'see' | 'export' | 'correct' | 'delete' | 'restrict' | 'ask'

export type RightsCaseView = {
  readonly id: string
  readonly kind: RightKind
  readonly text: string
  readonly openedAt: Date
  readonly dueAt: Date
  readonly isLate: boolean
  readonly state: 'open' | 'done' | 'refused'
  readonly closedAt?: Date
  readonly answer?: string
  /** What was erased and what the law keeps. */
  readonly outcome?: readonly ErasureView[]
  /** For the data protection officer. */
  readonly person?: { readonly name: string; readonly number: string }
}

export type ErasureView = {
  readonly names: Names
  readonly erased: number
  readonly kept: number
  readonly why?: Names
}

/** What is kept about somebody in one place. */
export type KeptView = {
  readonly id: string
  readonly names: Names
  readonly category: DataCategory
  /** What of it is kept when somebody is deleted, and why. */
  readonly keeps?: Names
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export type NoticeView = {
  readonly id: string
  readonly kind:
    | 'emergency'
    | 'emergency-reviewed'
    | 'consent-asked'
    | 'rights-answered'
    | 'rights-opened'
    | 'contact-changed'
    | 'passkey-added'
  readonly at: Date
  readonly isNew: boolean
}

/** A look at a person's data, or a try, as the person is told of it. */
export type LookView = {
  /** Its place in the record, by which it can be asked about and proved; missing for a second or so after it happened. */
  readonly index?: number
  readonly at: Date
  readonly by: { readonly kind: string; readonly name?: string; readonly department?: string }
  readonly action: string
  /** What was looked at: names of parts, or of types of entity. */
  readonly what: string
  /** What it is called, where it lies in a department's own system. */
  readonly whatNames?: Names
  readonly categories: readonly string[]
  readonly purpose?: Names
  readonly basis?: { readonly kind: string; readonly names?: Names }
  readonly isAllowed: boolean
  readonly why?: Names
}

export type RightsService = {
  /** Who looked at the data of the visitor, or of the person for whom they act, newest first. */
  looks(
    who: Visitor,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: readonly LookView[]; readonly count: number }>
  /** All that is kept about the visitor, or whom they act for. @throws a refusal with the reason */
  see(who: Visitor): Promise<readonly KeptView[]>
  cases(who: Visitor): Promise<readonly RightsCaseView[]>
  isRestricted(who: Visitor): Promise<boolean>
  /** Deleting takes a sign-in of just now, or, with a helper, a second officer. */
  open(
    who: Visitor,
    wish: { readonly kind: RightKind; readonly text: string; readonly about?: string; readonly second?: string },
  ): Promise<RightsDone>
  /** The use of the data is no longer restricted. */
  lift(who: Visitor): Promise<RightsDone>
  notices(who: Visitor): Promise<readonly NoticeView[]>
  /** For the data protection officer: those that are due first. */
  inbox(who: Visitor, page: { readonly limit: number; readonly offset: number }): Promise<readonly RightsCaseView[]>
  answer(who: Visitor, id: string, answer: { readonly state: 'done' | 'refused'; readonly text: string }): Promise<RightsDone>
}

/** What an officer sees of a person, with the reason why. */
export type FileService = {
  readonly purposes: readonly PurposeView[]
  open(
    who: Visitor,
    ask: {
      readonly number: string
      readonly purpose: string
      readonly basis: 'consent' | 'agreement' | 'law' | 'emergency'
      readonly category: DataCategory
    },
  ): Promise<
    | { readonly ok: true; readonly name: string; readonly why: Names; readonly kept: readonly KeptView[] }
    | { readonly ok: false; readonly why: Names }
  >
}
