import { writeInstant } from './instant.ts'
import { isObject, type Json, sameJson } from './json.ts'
import { linkFor } from './ld-context-link.ts'
import type { Names } from './names.ts'
import { parseQ } from './q-parse.ts'
import { writeQ } from './q-write.ts'
import { plain, usualTriggers } from './subscription.ts'
import type { Fares, SubscriptionRow } from './subscription-store.ts'

/** In which names a subscription is read, and in which it is answered. */
export type Naming = {
  readonly own: Names
  readonly asked: Names
  readonly now: Date
  readonly sysAttrs: boolean /** Where this node is reached, for an @context that it serves itself. */
  readonly publicUrl: string
}

/** The subscription as it was sent, in the names that are asked for, with how its notifications fare (5.2.12, 5.2.14). */
export function representSubscription(row: SubscriptionRow & Fares, naming: Naming): object {
  const { body, kind } = row
  const isExpired = typeof body.expiresAt === 'string' && new Date(body.expiresAt) <= naming.now
  const hasFailed = row.last_failure !== null && (row.last_success === null || row.last_failure > row.last_success)
  const renamed = rename(body, naming)
  return {
    id: row.id,
    ...(kind === 'entities' && hasNoUrl(row.context) && { jsonldContext: linkFor(row.context, naming.publicUrl) }),
    ...renamed,
    ...(kind === 'entities' && { notificationTrigger: body.notificationTrigger ?? usualTriggers }),
    status: isExpired ? 'expired' : body.isActive === false ? 'paused' : 'active',
    ...(naming.sysAttrs && { createdAt: writeInstant(row.created_at), modifiedAt: writeInstant(row.modified_at) }),
    notification: {
      ...(renamed.notification as Json),
      ...(row.last_sent !== null && { status: hasFailed ? 'failed' : 'ok' }),
      ...(row.times_sent > 0 && { timesSent: row.times_sent }),
      ...(row.times_failed > 0 && { timesFailed: row.times_failed }),
      ...times({ lastNotification: row.last_sent, lastSuccess: row.last_success, lastFailure: row.last_failure }),
    },
  }
}

/** An @context that came within the subscription is served by this node, at an address that nobody else can tell. */
const hasNoUrl = (context: unknown) => linkFor(context, '').startsWith('/')

const times = (named: Readonly<Record<string, Date | null>>) =>
  Object.fromEntries(Object.entries(named).flatMap(([key, at]) => (at === null ? [] : [[key, writeInstant(at)]])))

/**
 * A subscription, or a part of one, with the names of types and attributes as another @context has them: they were sent as terms
 * of the subscription's own, and whoever asks may use another (5.8.3).
 */
export function rename(body: Json, { own, asked }: Pick<Naming, 'own' | 'asked'>): Json {
  if (own === asked) return body
  const term = (name: unknown) => asked.compact(own.expand(String(name)))
  const terms = (list: unknown) => (Array.isArray(list) ? list.map((one) => (isMember(one) ? one : term(one))) : list)
  const query = (q: unknown) => (typeof q === 'string' ? renameQ(q, own, asked) : q)
  const members: Readonly<Record<string, (value: unknown) => unknown>> = {
    entities: (list) => (Array.isArray(list) ? list.map((one) => withType(one, term)) : list),
    watchedAttributes: terms,
    q: query,
    csf: query,
    geoQ: (geoQ) => (isObject(geoQ) && geoQ.geoproperty ? { ...geoQ, geoproperty: term(geoQ.geoproperty) } : geoQ),
    notification: (told) => (isObject(told) ? changed(told, { attributes: terms, pick: terms, omit: terms }) : told),
  }
  return changed(body, members)
}

const changed = (body: Json, members: Readonly<Record<string, (value: unknown) => unknown>>): Json =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [key, members[key]?.(value) ?? value]))

const isMember = (name: unknown) => ['id', 'type', 'scope'].includes(String(name))

const withType = (selector: unknown, term: (name: string) => string) =>
  isObject(selector) && typeof selector.type === 'string'
    ? { ...selector, type: selector.type.replace(/[^,|;()\s]+/g, term) }
    : selector

/** A query that reads the same in both contexts stays as it is. */
function renameQ(q: string, own: Names, asked: Names): string {
  const condition = parseQ(plain(q), own)
  return sameJson(condition, parseQ(plain(q), asked)) ? q : writeQ(condition, asked)
}
