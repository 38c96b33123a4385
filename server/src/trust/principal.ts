/** How a resident showed who they are: a passkey, a one-time code, a helper beside them, or the country's own sign-in. */
export type SignedInBy = 'passkey' | 'code' | 'helper' | 'openid'

/** A person who lives here. */
export type Resident = {
  readonly kind: 'resident'
  readonly id: string
  /** Where they live: a scope path. */
  readonly area: string
  readonly signedInBy: SignedInBy
  /** A calendar date, `2015-03-09`; missing where it is not known. */
  readonly bornOn?: string
  /** The resident for whom they act by delegation. */
  readonly onBehalfOf?: string
  /** In which services they may do so; `*` stands for all. */
  readonly onBehalfIn?: readonly string[]
  /** The officer who sits beside them. */
  readonly helper?: string
}

/** Somebody who works for a department; always signed in by passkey. */
export type Officer = {
  readonly kind: 'officer'
  readonly id: string
  readonly department: string
  readonly roles: readonly string[]
  /** Scope paths: what lies in them and below. */
  readonly jurisdiction: readonly string[]
}

/** A program with an access token, for itself or for the person who let it. */
export type AppPrincipal = {
  readonly kind: 'app'
  readonly id: string
  readonly scopes: readonly string[]
  /** The resident who consented; missing where the app acts for itself. */
  readonly onBehalfOf?: string
  /** The department that it asks others for, under their agreements. */
  readonly department?: string
}

/** Who asks. */
export type Principal =
  | {
      readonly kind: 'nobody'
      /** Why somebody who tried to be known is not. */
      readonly failed?: 'wrong-key' | 'session-expired' | 'delegation-ended'
    }
  | { readonly kind: 'operator' }
  | { readonly kind: 'device'; readonly id: string }
  | Resident
  | Officer
  | AppPrincipal
  | { readonly kind: 'node'; readonly id: string }

export const nobody: Principal = { kind: 'nobody' }
export const operator: Principal = { kind: 'operator' }
