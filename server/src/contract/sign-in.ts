/** How people show who they are: passkeys, codes, sessions. */
import type { Browser, SignedInBy, Visitor } from './visitors.ts'

/** Why something that people do with their account did not come about. */
export type AccountTrouble =
  | 'not-recognised'
  | 'wrong-code'
  | 'code-over'
  | 'too-soon'
  | 'not-yours'
  | 'no-such-person'
  | 'no-such-invitation'
  | 'no-such-area'
  | 'outside-jurisdiction'
  | 'last-way-in'
  | 'already-there'
  | 'second-person'
  | 'not-your-self'
  | 'no-service'
  | 'wrong-time'
  | 'wrong-address'
  /** No code can be sent there from this node. */
  | 'no-way'
  /** It takes a sign-in of just now. */
  | 'sign-in-again'
  /** The name was checked by somebody, and is changed by a case. */
  | 'vouched'
  | 'not-now'

export type Failed = {
  readonly ok: false
  readonly why: AccountTrouble
  /** Seconds until trying again makes sense. */
  readonly wait?: number
}

export type Done = { readonly ok: true } | Failed

/** The Set-Cookies of a session that has begun. */
export type Entered = { readonly ok: true; readonly cookie: string[] } | Failed

export type PasskeyView = {
  readonly id: string
  readonly name: string
  /** It is kept with the maker of the device, too, and so on other devices of the person. */
  readonly isBackedUp: boolean
  readonly createdAt: Date
  readonly lastUsedAt?: Date
}

/** Passkeys (WebAuthn). Challenges and credentials travel as JSON text. */
export type PasskeyService = {
  /** The address at which passkeys of this node work. */
  readonly origin: string
  askSignIn(): Promise<string>
  signIn(credential: string, browser: Browser): Promise<Entered>
  askNew(who: Visitor): Promise<string>
  add(who: Visitor, fields: { readonly credential: string; readonly name: string }): Promise<Done>
  /** Whether they signed in just now, which adding and removing takes. */
  mayChange(who: Visitor): Promise<boolean>
  list(who: Visitor): Promise<readonly PasskeyView[]>
  remove(who: Visitor, id: string): Promise<Done>
}

export type SessionView = {
  readonly id: string
  readonly device: string
  readonly signedInBy: SignedInBy
  readonly createdAt: Date
  readonly seenAt: Date
  readonly isThis: boolean
}

export type SessionService = {
  list(who: Visitor): Promise<readonly SessionView[]>
  /** @returns how many were ended */
  end(who: Visitor, id: string): Promise<number>
  endOthers(who: Visitor): Promise<number>
  endAll(who: Visitor): Promise<number>
  /** Ends the session itself. @returns the Set-Cookies that make the browser forget it */
  signOut(who: Visitor): Promise<{ readonly cookie: string[] }>
}

export type NewResident = {
  readonly name: string
  /** The code of an area. */
  readonly area: string
  /** A calendar date. */
  readonly bornOn?: string
  readonly contact?: string
  readonly card?: string
}

export type CodeService = {
  /** Sends a code to a telephone or mail address that has an account; whether it has is not told. */
  send(contact: string, language: string, browser: Browser): Promise<{ readonly ok: true; readonly flow: string } | Failed>
  /** The same for somebody new, whose account is made with the code. */
  register(
    person: NewResident & { readonly contact: string },
    language: string,
    browser: Browser,
  ): Promise<{ readonly ok: true; readonly flow: string } | Failed>
  enter(flow: string, code: string, browser: Browser): Promise<Entered>
  /** A code that a helper printed on paper, for the resident of this number. */
  enterPaper(number: string, code: string, browser: Browser): Promise<Entered>
}
