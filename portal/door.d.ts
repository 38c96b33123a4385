/** Portal: the pages people see. What the server may call; the code behind it is built by `build.ts`. */

import type { Services } from '@datong/server/contract'
import type { FastifyRequest } from 'fastify'

export type PagesOptions = {
  /** The folder of the client build; beside the server build unless given. */
  readonly clientFolder?: URL
  /** Sends the session cookie over HTTPS only. */
  readonly secureCookies?: boolean
}

/** What went wrong, in the words of RFC 9457. */
export type Problem = {
  readonly status: number
  readonly code?: string
  readonly title?: string
  readonly detail?: string
  /** The detail by language. */
  readonly inLanguages?: Readonly<Record<string, string>>
  readonly faults?: readonly { readonly pointer?: string; readonly message: string; readonly fix?: string }[]
}

/** The part of a Fastify application that pages need, whatever its logger and types. */
export type Host = {
  register(plugin: never, options?: never): unknown
  decorate(name: never, value: never): unknown
  hasDecorator(name: string): boolean
}

/** Adds every page, the live stream and the assets. Call once, after the server's own plugins. */
export declare function registerPages(app: Host, services: Services, options?: PagesOptions): Promise<void>

/** A document of the collections as a whole page in HTML, in the language of the request. */
export declare function renderDocument(request: FastifyRequest, document: object): Promise<string>

/** A whole page in HTML that says what went wrong, in the language of the request. */
export declare function renderError(request: FastifyRequest, problem: Problem): Promise<string>
