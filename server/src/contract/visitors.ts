/** Who looks at a page. */

/** How a resident showed who they are. */
export type SignedInBy = 'passkey' | 'code' | 'helper' | 'openid'

export type VisitingResident = {
  readonly kind: 'resident'
  readonly id: string
  readonly name: string
  /** What others name them by. */
  readonly number: string
  /** A scope path. */
  readonly area: string
  readonly signedInBy: SignedInBy
  readonly session: string
  /** For whom they act by delegation, and in which services (`*`: all). */
  readonly actsFor?: {
    readonly id: string
    readonly name: string
    readonly delegation: string
    readonly services: readonly string[]
  }
  /** The officer who sits beside them. */
  readonly helper?: { readonly id: string; readonly name: string }
}

export type VisitingOfficer = {
  readonly kind: 'officer'
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  readonly jurisdiction: readonly string[]
  readonly session: string
}

/** Who looks at a page. */
export type Visitor =
  | { readonly kind: 'nobody'; readonly failed?: 'session-expired' | 'delegation-ended' }
  | { readonly kind: 'operator' }
  | VisitingResident
  | VisitingOfficer

/** For whom a page is that is not for everybody. */
export type Audience = 'operator' | 'resident' | 'officer' | 'person' | 'data-protection' | 'planner'

/** Where a request comes from: its network address, and what the browser calls itself. */
export type Browser = { readonly source: string; readonly device: string }
