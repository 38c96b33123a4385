import type { Audience } from '#contract'
import type { Category } from './policy-categories.ts'
import type { Principal } from './principal.ts'

/** What is to be seen or changed. */
export type Resource =
  | {
      readonly kind: 'entities'
      /** Of these types (expanded); `'any'` where a query names none and may meet all of them. */
      readonly types: readonly string[] | 'any'
      /** Missing for the default tenant. What is kept for another one is never open. */
      readonly tenant?: string
      /** The gravest category of their attributes, where these are known. */
      readonly attributes?: Category
      /** The scope path in which all of it lies; without one it may lie anywhere. */
      readonly area?: string
      readonly subject?: string
    }
  /** What is kept about one person outside of entities: accounts, consents, cases, records. */
  | {
      readonly kind: 'person'
      readonly category: 'personal' | 'sensitive'
      /** The person: the id of a resident. */
      readonly subject: string
      readonly area?: string
    }
  | { readonly kind: 'devices' | 'quarantine' | 'imports' | 'subscriptions' | 'record' }
  /** What planners ask and try out, for the area whose scope path is named; missing where it is not about one of them yet. */
  | { readonly kind: 'plans'; readonly area?: string }
  | { readonly kind: 'page'; readonly audience: Audience }

export type Action = 'read' | 'export' | 'subscribe' | 'write'

export type BasisKind = 'consent' | 'agreement' | 'law' | 'emergency'

export type Ask = {
  readonly principal: Principal
  readonly action: Action
  readonly resource: Resource
  /** What people's data is wanted for; see `purposes`. */
  readonly purpose?: string
  /** On what basis: without one nobody but the person sees anything. */
  readonly basis?: BasisKind
  /** The service in which somebody acts for somebody else. */
  readonly service?: string
}

/** What may make a look at a person's data lawful. */
export type Grant = {
  readonly basis: BasisKind
  readonly id: string
  /** Missing where it holds for everybody in the area. */
  readonly subject?: string
  /** To whom it was given: `department:health`, `app:bus-times`, or, for emergencies, `officer:ID`. */
  readonly recipients: readonly string[]
  readonly purposes: readonly string[]
  readonly categories: readonly Category[]
  /** A scope path: in it and below. `/` is everywhere. */
  readonly area: string
  readonly from: Date
  readonly until: Date
  readonly isWithdrawn?: boolean
  /** Consented to by a guardian. */
  readonly byGuardian?: boolean
  /** Holds although the person has had the use of their data restricted. */
  readonly liftsRestriction?: boolean
}

/** Somebody acts for somebody else. */
export type Mandate = {
  readonly resident: string
  /** `*` is all of them. */
  readonly services: readonly string[]
  readonly until: Date
  readonly isRevoked: boolean
}

/** What the time and the registers say about an ask. */
export type Facts = {
  readonly now: Date
  readonly grants: readonly Grant[]
  readonly mandate?: Mandate
  /** The person has had the use of their data restricted. */
  readonly isRestricted?: boolean
  /** The person is under 14. */
  readonly isMinor?: boolean
}

export type Decision =
  | {
      readonly allow: true
      /** The id of the policy. */
      readonly why: string
      /** The consent, agreement, law or emergency that it rests on, where it rests on one. */
      readonly grant?: Grant
    }
  | { readonly allow: false; readonly why: string }
