import { badData, NgsiLdError } from './errors.ts'
import { isObject, type Json } from './json.ts'

/** Where and how notifications are sent (GS CIM 009, 5.2.15). */
export type Endpoint = {
  readonly uri: string
  readonly accept: 'application/json' | 'application/ld+json'
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Time to wait after a failure, instead of pauses that double. */
  readonly cooldownMs?: number
}

const longestTimeout = 30_000

/** @throws {NgsiLdError} BadRequestData, or OperationNotSupported for what is not HTTP */
export function readEndpoint({ uri, accept = 'application/json', receiverInfo = [], timeout, cooldown }: Json): Endpoint {
  const bad = (member: string, message: string) => badData([{ pointer: `/notification/endpoint${member}`, message }])
  if (typeof uri !== 'string' || !URL.canParse(uri)) throw bad('/uri', 'is not a URI')
  if (!/^https?:$/.test(new URL(uri).protocol))
    throw new NgsiLdError('OperationNotSupported', 'Notifications are sent by HTTP and HTTPS only.')
  if (accept !== 'application/json' && accept !== 'application/ld+json')
    throw bad('/accept', 'is not application/json or application/ld+json')
  if (!Array.isArray(receiverInfo) || !receiverInfo.every(isHeader))
    throw bad('/receiverInfo', 'is not a list of keys and values for headers')
  return {
    uri,
    accept,
    headers: Object.fromEntries(receiverInfo.map(({ key, value }) => [key.toLowerCase(), value])),
    timeoutMs: typeof timeout === 'number' && timeout > 0 ? Math.min(timeout, longestTimeout) : 10_000,
    ...(typeof cooldown === 'number' && cooldown > 0 && { cooldownMs: cooldown }),
  }
}

const isHeader = (item: unknown) =>
  isObject(item) &&
  typeof item.key === 'string' &&
  /^[\w!#$%&'*+.^`|~-]+$/.test(item.key) &&
  typeof item.value === 'string' &&
  /^[\t\x20-\x7e]*$/.test(item.value)
