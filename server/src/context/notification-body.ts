import { uuidv7 } from '#kernel'
import { coreContextUrl } from './core-context.ts'
import { writeInstant } from './instant.ts'
import type { Queued } from './notification-queue.ts'
import type { Subscription } from './subscription.ts'
import type { Known } from './subscription-book.ts'
import type { SubscriptionRow } from './subscription-store.ts'

/**
 * A notification as it will be sent (GS CIM 009, 5.3): of entities, or of sources of context.
 *
 * @param data entities, features or registrations, written in the names of the subscription
 * @param more further members
 */
export function writeNotification({ row, subscription }: Known, at: Date, data: readonly object[], more: object = {}): Queued {
  const { accept } = subscription.endpoint
  const context = carriesContext(subscription) ? { '@context': contextOfNotifications(row) } : undefined
  const body = {
    id: `urn:ngsi-ld:Notification:${uuidv7()}`,
    type: row.kind === 'sources' ? 'ContextSourceNotification' : 'Notification',
    subscriptionId: row.id,
    notifiedAt: writeInstant(at),
    ...more,
    data:
      accept === 'application/geo+json'
        ? { type: 'FeatureCollection', features: data, ...context }
        : data.map((item) => ({ ...item, ...context })),
    ...context,
  }
  return { line: row.line, at, contentType: accept, body: JSON.stringify(body) }
}

/** Whether the @context stands in the body: in JSON-LD, and in GeoJSON unless the receiver prefers plain JSON (6.3.6). */
export function carriesContext({ endpoint: { accept, receiverInfo } }: Subscription): boolean {
  if (accept !== 'application/geo+json') return accept === 'application/ld+json'
  return !receiverInfo.some(({ key, value }) => key.toLowerCase() === 'prefer' && /\bbody\s*=\s*"?json\b/.test(value))
}

/** The @context that notifications are written in. */
export const contextOfNotifications = ({ body, context }: SubscriptionRow): unknown =>
  typeof body.jsonldContext === 'string' ? body.jsonldContext : (context ?? coreContextUrl)
