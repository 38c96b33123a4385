/** The people of the made-up region. */
import type { Names } from './places.ts'
import type { Entered } from './sign-in.ts'
import type { Browser } from './visitors.ts'

export type DemoPerson = {
  readonly id: string
  readonly kind: 'resident' | 'officer'
  readonly names: Names
  /** A word from the messages: who they are, in one sentence. */
  readonly story: string
}

/** Undefined everywhere but on the made-up region on loopback. */
export type DemoPeople = {
  list(): readonly DemoPerson[]
  signIn(id: string, browser: Browser): Promise<Entered>
  /** Codes that wait to be carried, as a channel would. */
  codes(): Promise<readonly { readonly contact: string; readonly code: string; readonly at: Date }[]>
}
