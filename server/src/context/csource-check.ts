import { readDuration } from './duration.ts'
import { faultyGeometry } from './geometry.ts'
import { readInstant } from './instant.ts'
import { isObject, isUri, type Json } from './json.ts'

/** Notes a fault unless what is asked for is so. */
export type Check = (isRight: boolean, pointer: string, message: string) => void

export const geometries = ['location', 'observationSpace', 'operationSpace'] as const
export const intervals = ['observationInterval', 'managementInterval'] as const

/** Keys that mean something to this broker have values that it can follow (4.3.6.6). */
export function checkSourceInfo(info: readonly unknown[], check: Check): void {
  for (const [index, pair] of info.entries()) {
    const { key, value } = isObject(pair) ? pair : ({} as Json)
    const pointer = `/contextSourceInfo/${index}/value`
    if (key === 'accept' || key === 'contentType')
      check(
        value === 'application/json' || value === 'application/ld+json',
        pointer,
        'is not application/json or application/ld+json',
      )
    if (key === 'jsonldContext') check(isHttp(value), pointer, 'is not the URL of an @context')
    if (key === 'ngsildConformance')
      check(typeof value === 'string' && /^\d+\.\d+$/.test(value), pointer, 'is not a version such as 1.5')
  }
}

/** Members that a registration may have beside what it is about. */
export function checkRest(document: Json, check: Check): void {
  const { management, datasetId, refreshRate } = document
  for (const key of ['registrationName', 'description', 'contextSourceAlias'])
    check(document[key] === undefined || isText(document[key]), `/${key}`, 'is not a text')
  for (const key of geometries) {
    const fault = document[key] === undefined ? undefined : faultyGeometry(document[key])
    check(fault === undefined, `/${key}`, fault ?? '')
  }
  for (const key of intervals)
    check(
      document[key] === undefined || isInterval(document[key]),
      `/${key}`,
      'is not an interval with startAt and, maybe, endAt',
    )
  check(
    datasetId === undefined || isOneOrMany(datasetId, (one) => one === '@none' || isUri(one)),
    '/datasetId',
    'is not a list of URIs',
  )
  check(refreshRate === undefined || readDuration(refreshRate) !== undefined, '/refreshRate', 'is not an ISO 8601 duration')
  check(management === undefined || isObject(management), '/management', 'is not a JSON object')
  if (!isObject(management)) return
  const { localOnly, cacheDuration, timeout, cooldown } = management
  check(localOnly === undefined || typeof localOnly === 'boolean', '/management/localOnly', 'is not true or false')
  check(
    cacheDuration === undefined || readDuration(cacheDuration) !== undefined,
    '/management/cacheDuration',
    'is not an ISO 8601 duration',
  )
  check(timeout === undefined || isPositive(timeout), '/management/timeout', 'is not a number of milliseconds')
  check(cooldown === undefined || isPositive(cooldown), '/management/cooldown', 'is not a number of milliseconds')
}

/** What the members of a registration must be like. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
export const isHttp = (value: unknown) => isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
export const isPositive = (value: unknown) => typeof value === 'number' && value > 0
export const isListOf = (value: unknown, test: (item: unknown) => boolean) =>
  Array.isArray(value) && value.length > 0 && value.every(test)
export const isOneOrMany = (value: unknown, test: (item: unknown) => boolean) =>
  Array.isArray(value) ? isListOf(value, test) : test(value)
export const isInterval = (value: unknown) =>
  isObject(value) &&
  readInstant(value.startAt) !== undefined &&
  (value.endAt === undefined || readInstant(value.endAt) !== undefined)
export const isPair = (item: unknown) =>
  isObject(item) &&
  typeof item.key === 'string' &&
  /^[\w!#$%&'*+.^`|~-]+$/.test(item.key) &&
  typeof item.value === 'string' &&
  /^[\t\x20-\x7e]*$/.test(item.value)
