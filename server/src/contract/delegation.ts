/** Who may act for whom. */
import type { Done } from './sign-in.ts'
import type { Visitor } from './visitors.ts'

export type DelegationKind = 'family' | 'helper' | 'guardian'

export type DelegationView = {
  readonly id: string
  readonly kind: DelegationKind
  /** The other side: whoever may act, or for whom. */
  readonly person: { readonly id: string; readonly name: string; readonly number: string }
  readonly services: readonly string[]
  readonly document?: string
  readonly createdAt: Date
  readonly until: Date
  readonly revokedAt?: Date
  readonly state: 'open' | 'ended' | 'over'
}

export type DelegationService = {
  /** What a delegation can be limited to. */
  readonly services: readonly string[]
  given(who: Visitor): Promise<readonly DelegationView[]>
  received(who: Visitor): Promise<readonly DelegationView[]>
  give(
    who: Visitor,
    wish: {
      readonly number: string
      readonly kind: DelegationKind
      readonly services: readonly string[]
      readonly until: Date
      readonly document?: string
      /** Of a second officer, where a helper sits beside the resident. */
      readonly second?: string
    },
  ): Promise<Done>
  /** Either side ends it. */
  end(who: Visitor, id: string): Promise<Done>
  /** From now on the session acts for the other. */
  act(who: Visitor, id: string): Promise<Done>
  /** The session acts for its own person again. */
  stop(session: string | undefined): Promise<void>
}
