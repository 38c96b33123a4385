/** Programs that people let in. */
import type { Done, Entered, Failed } from './sign-in.ts'
import type { Browser, Visitor } from './visitors.ts'

/** `web`: on a server, with a secret; `device`: on a person's device, without; `service`: for itself, without a resident. */
export type AppKind = 'web' | 'device' | 'service'

export type AppView = {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly kind: AppKind
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
  readonly createdAt: Date
}

/** A message as Node's HTTP server gives it: the provider reads its own cookies from it. */
export type HttpMessage = import('node:http').IncomingMessage

/** Apps: those that one develops, and those that one lets in. */
export type AppService = {
  /** The address of the OpenID provider, which is all that an app must know. */
  readonly issuer: string
  scopesFor(who: Visitor): readonly string[]
  list(who: Visitor): Promise<readonly (AppView & { readonly hasSecret: boolean })[]>
  /** @returns the secret, where there is one: it is shown once */
  register(
    who: Visitor,
    draft: Omit<AppView, 'id' | 'createdAt'>,
  ): Promise<{ readonly ok: true; readonly id: string; readonly secret?: string } | Failed>
  renew(who: Visitor, id: string): Promise<{ readonly ok: true; readonly id: string; readonly secret: string } | Failed>
  end(who: Visitor, id: string): Promise<Done>
  /**
   * Tries something with an access token of one's own app, which is good for that alone: for the app itself, or for a resident who
   * tries their own app, in their own name.
   */
  attempt<T>(
    who: Visitor,
    id: string,
    work: (token: string, scopes: readonly string[]) => Promise<T>,
  ): Promise<{ readonly ok: true; readonly result: T } | Failed>
  /** What an app asks for; undefined where this browser was not led here by it. */
  asked(
    message: HttpMessage,
  ): Promise<
    { readonly app: Pick<AppView, 'name' | 'about'>; readonly scopes: readonly string[]; readonly to: string } | undefined
  >
  /** @returns where to send the browser, back on the way to the app */
  answer(message: HttpMessage, who: Visitor, isYes: boolean): Promise<{ readonly ok: true; readonly go: string } | Failed>
  letIn(
    who: Visitor,
  ): Promise<readonly { readonly id: string; readonly name: string; readonly scopes: readonly string[]; readonly since: Date }[]>
  shutOut(who: Visitor, app: string): Promise<Done>
}

/** Sign-in through the country's own OpenID Connect provider. */
export type OpenidService = {
  /** What the provider is called. */
  readonly name: string
  /** Where to send the browser, and what it must bring back. */
  begin(back: string): Promise<{ readonly url: string; readonly cookie: string[] }>
  /**
   * @param url as the provider sent the browser back to it
   * @returns a ticket where the provider knows the person and this node does not yet
   */
  finish(
    url: string,
    cookies: string | undefined,
    browser: Browser,
  ): Promise<
    | { readonly ok: true; readonly cookie: string[]; readonly back: string }
    | { readonly ok: 'new'; readonly ticket: string; readonly name: string; readonly back: string }
    | Failed
  >
  /** Makes the account of somebody new, who lives in an area (a code). */
  register(ticket: string, area: string, browser: Browser): Promise<Entered>
}
