import { callOut } from '#kernel'
import { isObject, type Json } from './json.ts'
import { linkFor } from './ld-context-link.ts'
import { carriesContext, contextOfNotifications } from './notification-body.ts'
import { publish } from './send-mqtt.ts'
import type { Known } from './subscription-book.ts'

export type How = {
  readonly allowPrivate: boolean
  /** Where receivers reach this node, for an @context that it serves itself. */
  readonly publicUrl: string
  /** Ends it early. */
  readonly signal: AbortSignal
}

export type Message = { readonly contentType: string; readonly body: string }

/**
 * Sends a notification and waits for the receiver to confirm it.
 *
 * @throws when it does not, with what it said
 */
export async function send(message: Message, known: Known, how: How): Promise<void> {
  const { endpoint } = known.subscription
  if (endpoint.mqtt === undefined) return post(message, known, how)
  const { receiverInfo, uri, mqtt, timeoutMs } = endpoint
  const metadata = {
    ...metadataOf(message, known, how),
    ...Object.fromEntries(receiverInfo.map(({ key, value }) => [key, value])),
  }
  const text = `{"metadata":${JSON.stringify(metadata)},"body":${message.body}}`
  await publish(text, { uri, ...mqtt, timeoutMs, allowPrivate: how.allowPrivate, signal: how.signal })
}

async function post(message: Message, known: Known, how: How): Promise<void> {
  const { uri, timeoutMs, receiverInfo } = known.subscription.endpoint
  const headers = {
    ...metadataOf(message, known, how),
    ...headersOf(receiverInfo),
    'Content-Length': String(Buffer.byteLength(message.body)),
  }
  const call = {
    method: 'POST',
    headers,
    body: message.body,
    timeoutMs,
    maxBytes: 64 * 1024,
    allowPrivate: how.allowPrivate,
    signal: how.signal,
  } as const
  const answer = await callOut(uri, call)
  if (answer.status < 200 || answer.status >= 300)
    throw new Error(`the receiver answered ${answer.status}${detailOf(answer.body)}`)
}

/** What is said of a notification beside it (6.3.8, 7.2): its type, its @context where that is not in it, the tenant. */
function metadataOf({ contentType }: Message, { row, subscription }: Known, { publicUrl }: How): Record<string, string> {
  const hasLink = contentType === 'application/json' || !carriesContext(subscription)
  return {
    'Content-Type': contentType,
    ...(hasLink && {
      Link: `<${linkFor(contextOfNotifications(row), publicUrl)}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`,
    }),
    ...(row.tenant !== '' && { 'NGSILD-Tenant': row.tenant }),
  }
}

/** Headers that the subscriber asks for, over ours of the same name. */
function headersOf(receiverInfo: Known['subscription']['endpoint']['receiverInfo']): Record<string, string> {
  const ours = ['Content-Type', 'Link', 'NGSILD-Tenant']
  const named = (key: string) => ours.find((one) => one.toLowerCase() === key.toLowerCase()) ?? key
  return Object.fromEntries(receiverInfo.map(({ key, value }) => [named(key), value]))
}

/** The receiver's own words, where it gives any. */
function detailOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    const text = isObject(parsed) ? ((parsed as Json).detail ?? parsed.title) : undefined
    return typeof text === 'string' ? `: ${text.slice(0, 200)}` : ''
  } catch {
    return ''
  }
}
