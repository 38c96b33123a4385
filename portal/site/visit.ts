/** One request as pages see it: who reads, in which language and size, about which place. */
import type { RegionInfo, Services, Visitor } from '@datong/server/contract'
import type { FastifyRequest } from 'fastify'
import { choiceCookies } from './cookies.ts'
import { type Formats, formatsFor } from './formats.ts'
import { chooseLanguage, type Language, type Translate, translator } from './language.ts'
import { findPlace, type Place, readPlace } from './place.ts'

export type Visit = {
  readonly url: string
  readonly language: Language
  readonly t: Translate
  readonly format: Formats
  readonly now: Date
  readonly isLargeText: boolean
  readonly isOperator: boolean
  /** May ask for plans and try out changes, somewhere. */
  readonly isPlanner: boolean
  readonly who: Visitor
  /** Of whoever looks, where they have one, even if it may do nothing just now. */
  readonly session?: string
  readonly region: RegionInfo | undefined
  readonly place: Place | undefined
  /** For forms that change the server; given to pages that have some. */
  readonly token?: string
}

export async function readVisit(request: FastifyRequest, services: Services): Promise<Visit> {
  const region = await services.region.info()
  const choice = readPlace(request.cookies[choiceCookies.place])
  const place = region && (await findPlace(services.region, choice))
  const { who, session } = services.visitor(request)
  const isOperator = who.kind === 'operator'
  const isPlanner = services.mayOpen(request, 'planner')
  const plain = plainVisit(request, services.clock(), region)
  return { ...plain, isOperator, isPlanner, who, ...(session !== undefined && { session }), place }
}

/** The visit without asking the services anything: for pages that say that something is broken. */
export function plainVisit(request: FastifyRequest, now: Date, region: RegionInfo | undefined): Visit {
  const language = chooseLanguage(request.cookies?.[choiceCookies.language], request.headers['accept-language'])
  return {
    url: request.url,
    language,
    t: translator(language),
    format: formatsFor(language, region?.timeZone ?? 'UTC'),
    now,
    isLargeText: request.cookies?.[choiceCookies.text] === 'large',
    isOperator: false,
    isPlanner: false,
    who: { kind: 'nobody' },
    region,
    place: undefined,
  }
}
