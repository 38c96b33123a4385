/** What residents change of their own account. */
import type { Done, Failed } from './sign-in.ts'
import type { Browser, Visitor } from './visitors.ts'

export type OwnView = {
  readonly name: string
  readonly number: string
  /** A scope path. */
  readonly area: string
  readonly contact?: string
  /** A BCP 47 tag. */
  readonly language?: string
  /** Somebody saw who they are: the name is changed by a case, or in person. */
  readonly isVouched: boolean
  /** They signed in just now, or need not have: what binds for long may be done. */
  readonly isFresh: boolean
}

export type OwnService = {
  see(who: Visitor): Promise<OwnView>
  /** @param wish the area by its code */
  change(who: Visitor, wish: { readonly name?: string; readonly area?: string; readonly language?: string }): Promise<Done>
  /** Sends a code to a new telephone or mail address. */
  askContact(
    who: Visitor,
    wish: { readonly contact: string; readonly language: string },
    browser: Browser,
  ): Promise<{ readonly ok: true; readonly flow: string } | Failed>
  /** Changes it once the code proves it; with a helper, a second officer confirms. */
  proveContact(
    who: Visitor,
    proof: { readonly flow: string; readonly code: string; readonly second?: string },
    browser: Browser,
  ): Promise<Done>
}
