/** What a page is: load what it shows, view it, and, where it changes something, act. */
import type { Audience, Services } from '@datong/server/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ComponentChildren } from 'preact'
import type { Static, TObject } from 'typebox'
import { parseFields } from './query.ts'
import type { Visit } from './visit.ts'

export type Section = 'home' | 'facilities' | 'parking' | 'environment' | 'gap' | 'planning' | 'integrators' | 'about' | 'account'

export type Sheet = {
  readonly title: string
  readonly body: ComponentChildren
  /** From the top down; the page itself comes last and is added by the frame. */
  readonly trail?: readonly { readonly href: string; readonly text: string }[]
  /** Where the browser goes by itself from here: to another site, a form may not lead it (CSP form-action). */
  readonly goOn?: string
}

export type Asked<Query> = {
  readonly services: Services
  readonly visit: Visit
  readonly query: Query
  readonly params: Readonly<Record<string, string>>
  readonly request: FastifyRequest
}

/** Somewhere else, or a page with this content (a form that needs mending has a status of its own). */
export type Outcome<Data> = { readonly go: string } | { readonly show: Data; readonly status?: number }

export type Act<Fields, Query> = Asked<Query> & { readonly fields: Fields; readonly reply: FastifyReply }

export type Page<Data, Query extends TObject, Fields extends TObject> = {
  readonly path: string
  readonly section: Section
  /** Whom it is for, where it is not for everybody; the gate says who is among them. */
  readonly audience?: Audience
  readonly query: Query
  readonly load: (asked: Asked<Static<Query>>) => Promise<Outcome<Data>>
  readonly view: (data: Data, visit: Visit) => Sheet
  readonly act?: {
    /** Who may act, where more may look. */
    readonly audience?: Audience
    readonly fields: Fields
    /** Forms that change the server carry a token against forged requests; a choice of the reader's own needs none. */
    readonly needsToken: boolean
    readonly run: (act: Act<Static<Fields>, Static<Query>>) => Promise<Outcome<Data>>
  }
}

export type Answer = { readonly go: string } | { readonly sheet: Sheet; readonly status: number }

/** A page whose own types are closed in, so that pages of every kind stand in one list. */
export type Route = {
  readonly path: string
  readonly section: Section
  readonly audience?: Audience
  readonly show: (asked: Asked<unknown>) => Promise<Answer>
  readonly act?: {
    readonly audience?: Audience
    readonly needsToken: boolean
    readonly run: (act: Act<unknown, unknown>) => Promise<Answer>
  }
}

export function definePage<Data, Query extends TObject, Fields extends TObject>(page: Page<Data, Query, Fields>): Route {
  const answer = (outcome: Outcome<Data>, visit: Visit): Answer =>
    'go' in outcome ? outcome : { sheet: page.view(outcome.show, visit), status: outcome.status ?? 200 }
  const { act } = page
  return {
    path: page.path,
    section: page.section,
    ...(page.audience && { audience: page.audience }),
    show: async (asked) => answer(await page.load({ ...asked, query: parseFields(page.query, asked.query) }), asked.visit),
    ...(act && {
      act: {
        ...(act.audience && { audience: act.audience }),
        needsToken: act.needsToken,
        run: async (given) => {
          const fields = parseFields(act.fields, given.fields)
          return answer(await act.run({ ...given, query: parseFields(page.query, given.query), fields }), given.visit)
        },
      },
    }),
  }
}
