/** Officers, and whom they help in person. */
import type { Done, Entered, Failed, NewResident } from './sign-in.ts'
import type { Browser, Visitor } from './visitors.ts'

export type OfficerDraft = {
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  /** Codes of areas. */
  readonly areas: readonly string[]
}

export type OfficerView = {
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  readonly jurisdiction: readonly string[]
  /** Where they live, as a scope path: looks at their own neighbours are told apart by it. */
  readonly home?: string
  readonly createdAt: Date
  readonly endedAt?: Date
}

export type InvitationView = {
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  readonly expiresAt: Date
}

export type OfficerService = {
  readonly roles: readonly string[]
  list(ask: {
    readonly limit: number
    readonly offset: number
  }): Promise<{ readonly officers: readonly OfficerView[]; readonly count: number }>
  invitations(): Promise<readonly InvitationView[]>
  /** @returns the link, which is shown once */
  invite(who: Visitor, draft: OfficerDraft): Promise<{ readonly ok: true; readonly link: string } | Failed>
  withdraw(who: Visitor, id: string): Promise<Done>
  change(who: Visitor, id: string, roles: readonly string[]): Promise<Done>
  /** @param area the code of where the officer lives */
  settle(who: Visitor, id: string, area: string): Promise<Done>
  end(who: Visitor, id: string): Promise<Done>
  /** Whom a link invites; undefined where it is used up, over or made up. */
  invited(token: string): Promise<InvitationView | undefined>
  askJoin(token: string): Promise<string>
  join(token: string, credential: string, browser: Browser): Promise<Entered>
}

export type HelpedView = { readonly id: string; readonly name: string; readonly number: string; readonly area: string }

export type HelpService = {
  /** Finds the resident by their card, or by their number together with a code on paper, and sits down beside them. */
  begin(
    who: Visitor,
    shown: { readonly card?: string; readonly number?: string; readonly code?: string },
    browser: Browser,
  ): Promise<Done>
  end(who: Visitor): Promise<void>
  /** An account for somebody whom the helper has seen. */
  register(who: Visitor, person: NewResident): Promise<({ readonly ok: true } & HelpedView) | Failed>
  /** Codes on paper for the resident beside the helper; earlier ones are no longer good. */
  print(
    who: Visitor,
    second: string | undefined,
  ): Promise<{ readonly ok: true; readonly codes: readonly string[]; readonly until: Date } | Failed>
  /** What a second officer confirms with their passkey. */
  askSecond(who: Visitor): Promise<string>
}
