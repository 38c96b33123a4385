import { createHash } from 'node:crypto'
import type { Concern } from './csource-concern.ts'
import { type Likeness, matchingInfo } from './csource-match.ts'
import type { Registration } from './csource-registration.ts'
import { writeConditions, writeTypes } from './distribute-query-text.ts'
import { narrowed } from './distribute-selectors.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import type { Subscription } from './subscription.ts'
import type { Known } from './subscription-book.ts'
import type { SubscriptionRow } from './subscription-store.ts'

/** In the endpoint of a subscription that a broker made for another: the brokers that it came through. */
const viaKey = 'X-Subscribed-Via'

/** What a subscription is about, for finding the sources that it concerns (GS CIM 009, 5.8.1.4 and 5.12). */
export function concernOfSubscription({ selectors, watched, attributes, q, geo }: Subscription): Concern {
  const told = attributes === undefined || attributes.length === 0 ? [] : [...(watched ?? []), ...attributes]
  const names = told.length > 0 ? told : [...(watched ?? [])]
  const others = q === undefined && geo === undefined ? [] : names
  return { ...(selectors && { selectors }), ...(names.length > 0 && { attributes: [...new Set([...names, ...others])] }) }
}

/** The brokers that a subscription came through. */
export function subscribedVia({ notification }: Json): readonly string[] {
  const { receiverInfo } = isObject(notification) && isObject(notification.endpoint) ? notification.endpoint : ({} as Json)
  const found = Array.isArray(receiverInfo) ? receiverInfo.find((one) => isObject(one) && one.key === viaKey) : undefined
  return isObject(found) && typeof found.value === 'string' ? found.value.split(' ') : []
}

const hash = (...parts: readonly unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)

/** The id that a subscription has at a source: the same after a restart and from every process. */
export const idAtSource = (
  { tenant, id, created_at }: SubscriptionRow,
  { id: registration }: Registration,
  alias: string,
): string => `urn:ngsi-ld:Subscription:${hash(alias, tenant, id, created_at, registration)}`

/** What whoever notifies for a source must know: only the source was told it. */
export const relayToken = ({ line, created_at, body }: SubscriptionRow): string => hash(line, created_at, body)

export type Place = { readonly alias: string; readonly publicUrl: string; readonly via: readonly string[] }

/** The subscription that a source is asked to keep: of what it has only, told to this broker. */
export function subscriptionAt(
  { row, subscription }: Known,
  registration: Registration,
  like: Likeness,
  { alias, publicUrl, via }: Place,
  names: Names,
): Json {
  const { triggers, expiresAt, throttlingMs } = subscription
  const infos = matchingInfo(registration, concernOfSubscription(subscription), like)
  const selectors = infos.flatMap((info) =>
    subscription.selectors || info.entities ? narrowed(subscription.selectors ?? [{}], info, like) : [],
  )
  const isOpen = infos.some(({ attributes }) => attributes === undefined)
  const own = isOpen ? undefined : new Set(infos.flatMap(({ attributes = [] }) => [...attributes]))
  const only = (list: Iterable<string> | undefined) => {
    const kept = list === undefined ? own && [...own] : [...list].filter((name) => own?.has(name) ?? true)
    return kept?.map(names.compact)
  }
  const watched = subscription.watched === undefined && selectors.length > 0 ? undefined : only(subscription.watched)
  const attributes = only(subscription.attributes)
  const { georel, geometry, coordinates, geoproperty, ...conditions } = writeConditions(subscription, names)
  return {
    id: idAtSource(row, registration, alias),
    type: 'Subscription',
    ...(selectors.length > 0 && {
      entities: selectors.map(({ types, id, idPattern }) => ({
        ...(types && { type: writeTypes(types, names) }),
        ...(id !== undefined && { id }),
        ...(idPattern !== undefined && { idPattern }),
      })),
    }),
    ...(watched && { watchedAttributes: watched }),
    notificationTrigger: [...triggers],
    ...conditions,
    ...(georel !== undefined && {
      geoQ: { georel, geometry, coordinates: JSON.parse(coordinates as string), ...(geoproperty && { geoproperty }) },
    }),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(throttlingMs !== undefined && { throttling: throttlingMs / 1000 }),
    notification: {
      ...(attributes && { attributes }),
      format: 'normalized',
      sysAttrs: true,
      endpoint: {
        uri: `${publicUrl}/ngsi-ld/v1/relays/${row.line}/${relayToken(row)}`,
        accept: 'application/json',
        receiverInfo: [{ key: viaKey, value: [...via, alias].join(' ') }],
      },
    },
  }
}
