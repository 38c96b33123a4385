import { badData } from './errors.ts'
import { isObject, type Json } from './json.ts'
import { type MqttHow, readMqttHow } from './mqtt-how.ts'

export const notificationTypes = ['application/json', 'application/ld+json', 'application/geo+json'] as const
export type NotificationType = (typeof notificationTypes)[number]

/** Where and how notifications are sent (GS CIM 009, 5.2.15). */
export type Endpoint = {
  readonly uri: string
  /** Scheme, host and port: those that share it share its fate. */
  readonly origin: string
  readonly accept: NotificationType
  /** For the receiver (5.2.22): headers of HTTP, metadata of MQTT. */
  readonly receiverInfo: readonly KeyValue[]
  /** Present where the endpoint is one of MQTT. */
  readonly mqtt?: MqttHow
  readonly timeoutMs: number
  /** Time to wait after a failure, instead of pauses that double. */
  readonly cooldownMs?: number
}

export type KeyValue = { readonly key: string; readonly value: string }

const longestTimeout = 30_000
const protocols = new Set(['http:', 'https:', 'mqtt:', 'mqtts:'])
/** Set by whoever sends, or they would break the message. */
const ownHeaders = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect', 'trailer'])

/** @throws {NgsiLdError} BadRequestData */
export function readEndpoint(endpoint: Json, pointer = '/notification/endpoint'): Endpoint {
  const { uri, accept = 'application/json', receiverInfo = [], notifierInfo = [], timeout, cooldown } = endpoint
  const bad = (member: string, message: string) => badData([{ pointer: `${pointer}${member}`, message }])
  if (typeof uri !== 'string' || !URL.canParse(uri)) throw bad('/uri', 'is not a URI')
  const url = new URL(uri)
  if (!protocols.has(url.protocol) || url.hostname === '') throw bad('/uri', 'is not an address of HTTP or MQTT')
  const isMqtt = url.protocol.startsWith('mqtt')
  if (isMqtt && !/^\/[^+#\0]+$/.test(topicOf(url) ?? '')) throw bad('/uri', 'names no MQTT topic to publish on')
  if (!notificationTypes.some((type) => type === accept)) throw bad('/accept', `is not one of ${notificationTypes.join(', ')}`)
  if (!isKeyValueList(receiverInfo) || (!isMqtt && !receiverInfo.every(isHeader)))
    throw bad('/receiverInfo', 'is not a list of keys and values for headers')
  if (!isKeyValueList(notifierInfo)) throw bad('/notifierInfo', 'is not a list of keys and values')
  if (![timeout, cooldown].every((time) => time === undefined || (typeof time === 'number' && time > 0)))
    throw bad(timeout === undefined ? '/cooldown' : '/timeout', 'is not a number of milliseconds')
  return {
    uri,
    origin: `${url.protocol}//${url.host}`,
    accept: accept as NotificationType,
    receiverInfo: receiverInfo.map(({ key, value }) => ({ key, value: String(value) })),
    ...(isMqtt && { mqtt: readMqttHow(notifierInfo, (message) => bad('/notifierInfo', message)) }),
    timeoutMs: typeof timeout === 'number' ? Math.min(timeout, longestTimeout) : 10_000,
    ...(typeof cooldown === 'number' && { cooldownMs: cooldown }),
  }
}

/** The path of an MQTT address, which begins with a slash and goes on with the topic; undefined where it cannot be decoded. */
export function topicOf({ pathname }: URL): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

const isKeyValueList = (list: unknown): list is readonly KeyValue[] =>
  Array.isArray(list) &&
  list.every(
    (item) =>
      isObject(item) &&
      typeof item.key === 'string' &&
      item.key !== '' &&
      ['string', 'number', 'boolean'].includes(typeof item.value),
  )

const isHeader = ({ key, value }: KeyValue) =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(key) && !ownHeaders.has(key.toLowerCase()) && /^[\t\x20-\x7e]*$/.test(String(value))
