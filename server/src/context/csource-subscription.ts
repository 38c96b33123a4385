import type { Db } from '#kernel'
import { matchSources, type SourceMatch } from './csource-discovery.ts'
import { compactRegistration } from './csource-document.ts'
import { findLikeness, matchingInfo } from './csource-match.ts'
import { parseRegistration } from './csource-registration.ts'
import { isObject, type Json } from './json.ts'
import type { Subscription } from './subscription.ts'
import { readTimeRange } from './temporal-query.ts'

/** Which sources a subscription to sources is after (GS CIM 009, 5.11.7). @throws {NgsiLdError} BadRequestData */
export function sourcesMeant({ selectors, watched, geo, scope, csf }: Subscription, { temporalQ }: Json): SourceMatch {
  const range = isObject(temporalQ) ? readTimeRange(temporalQ) : undefined
  return {
    concern: { ...(selectors && { selectors }), ...(watched && { attributes: [...watched] }) },
    ...(geo && { geo }),
    ...(scope !== undefined && { scope }),
    ...(csf && { csf }),
    ...(range && { time: range }),
  }
}

/** A registration as it is kept: with expanded names. */
export type Source = { readonly id: string; readonly document: Json }

/** Of sources, those that a subscription is after, each with only the part of its information that is relevant, in the subscriber's names. */
export async function sourcesTold(
  db: Db,
  sources: readonly Source[],
  { subscription, body, now }: { readonly subscription: Subscription; readonly body: Json; readonly now: Date },
): Promise<readonly object[]> {
  const meant = sourcesMeant(subscription, body)
  const documents = new Map(sources.map(({ id, document }) => [id, document]))
  const registrations = sources.map(({ id, document }) => parseRegistration(id, document))
  const matching = await matchSources(db, registrations, meant, now)
  const like = await findLikeness(db, matching, meant.concern)
  return matching.map((registration) => {
    const { information, ...document } = documents.get(registration.id) as Json
    const relevant = matchingInfo(registration, meant.concern, like).map((info) => registration.information.indexOf(info))
    const part = (information as unknown[]).filter((_, index) => relevant.includes(index))
    return { id: registration.id, ...compactRegistration({ ...document, information: part }, subscription.how.names) }
  })
}
