import { type Fault, Refusal } from '#kernel'
import { type Endpoint, readEndpoint } from './endpoint.ts'
import { badData } from './errors.ts'
import { type GeoQuery, parseGeoQuery } from './geo-query.ts'
import { readInstant } from './instant.ts'
import { isObject, isUri, type Json, step, unstorable } from './json.ts'
import { readLanguages } from './language.ts'
import type { Names } from './names.ts'
import { type Condition, parseQ } from './q-parse.ts'
import type { Selector } from './query.ts'
import { parseScopeQuery, type ScopeQuery } from './scope-query.ts'
import { isNameList, type Notified, readNotified } from './subscription-notified.ts'
import { parseTypes } from './type-query.ts'

const triggers = [
  'entityCreated',
  'entityUpdated',
  'entityDeleted',
  'attributeCreated',
  'attributeUpdated',
  'attributeDeleted',
] as const
export type Trigger = (typeof triggers)[number]

/** What notifies where a subscription does not say (GS CIM 009, 5.2.12). */
export const usualTriggers: readonly Trigger[] = ['attributeCreated', 'attributeUpdated']

/** A subscription, read and ready for matching (GS CIM 009, 5.2.12). */
export type Subscription = Notified & {
  readonly selectors?: readonly Selector[]
  readonly watched?: ReadonlySet<string>
  readonly triggers: ReadonlySet<Trigger>
  readonly q?: Condition
  readonly geo?: GeoQuery
  readonly scope?: ScopeQuery
  /** On the sources of what is told, where there are any; read, so that a mistake is found. */
  readonly csf?: Condition
  /** Only instances of attributes with one of these; `@none` stands for having none. */
  readonly datasets?: ReadonlySet<string>
  readonly isActive: boolean
  readonly expiresAt?: Date
  readonly throttlingMs?: number
  /** Told by the clock, not by changes. */
  readonly intervalMs?: number
  readonly endpoint: Endpoint
}

/**
 * Reads a subscription.
 *
 * @param names of its own @context; @param told those of `jsonldContext`, in which its notifications are written
 * @throws {NgsiLdError} BadRequestData with a pointer to each fault
 */
export function parseSubscription(body: unknown, names: Names, told: Names = names): Subscription {
  if (!isObject(body)) throw badData([{ pointer: '', message: 'is not a JSON object' }])
  const faults = faultsOf(body)
  const read = <T>(pointer: string, work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      faults.push(...(error.faults ?? [{ pointer, message: error.message }]))
      return undefined
    }
  }
  if (faults.length > 0) throw badData(faults)
  const { entities, watchedAttributes, q, geoQ, scopeQ, csf, lang, datasetId, expiresAt, throttling, timeInterval } = body
  const notification = body.notification as Json
  const selectors = (entities as Json[] | undefined)?.map((selector, index) =>
    read(step('/entities', index), () => readSelector(selector, names)),
  )
  const parsed = {
    selectors,
    q: typeof q === 'string' ? read('/q', () => parseQ(plain(q), names)) : undefined,
    geo: isObject(geoQ) ? read('/geoQ', () => parseGeoQuery(geoQ, names)) : undefined,
    scope: typeof scopeQ === 'string' ? read('/scopeQ', () => parseScopeQuery(scopeQ)) : undefined,
    csf: typeof csf === 'string' ? read('/csf', () => parseQ(plain(csf), names)) : undefined,
    watched: watchedAttributes && new Set((watchedAttributes as string[]).map(names.expand)),
    datasets: datasetId && new Set([datasetId].flat() as string[]),
    expiresAt: expiresAt && new Date(readInstant(expiresAt) as string),
    throttlingMs: typeof throttling === 'number' ? throttling * 1000 : undefined,
    intervalMs: typeof timeInterval === 'number' ? timeInterval * 1000 : undefined,
  }
  const lingual = typeof lang === 'string' ? readLanguages(lang) : undefined
  const notified = read('/notification', () => readNotified(notification, { names, told, lang: lingual }))
  const endpoint = read('/notification/endpoint', () => readEndpoint(notification.endpoint as Json))
  if (faults.length > 0 || notified === undefined || endpoint === undefined) throw badData(faults)
  const given = Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined)) as Partial<Subscription>
  return {
    ...given,
    ...notified,
    triggers: new Set((body.notificationTrigger as Trigger[] | undefined) ?? usualTriggers),
    isActive: body.isActive !== false,
    endpoint,
  }
}

/** What can be told of each member by itself, and of members that exclude each other. */
function faultsOf(body: Json): Fault[] {
  const faults: Fault[] = []
  const check = (isRight: boolean, pointer: string, message: string) => {
    if (!isRight) faults.push({ pointer, message })
  }
  const { notification, entities, watchedAttributes, throttling, timeInterval } = body
  check(body.type === 'Subscription', '/type', 'is not "Subscription"')
  check(body.id === undefined || isUri(body.id), '/id', 'is not a URI')
  check(unstorable(body) === undefined, '', 'holds something that cannot be stored')
  check(isObject(notification) && isObject(notification.endpoint), '/notification/endpoint', 'is missing')
  const isAboutSomething = entities !== undefined || watchedAttributes !== undefined
  check(isAboutSomething, '/entities', 'is missing, and so is watchedAttributes')
  check(entities === undefined || isSelectorList(entities), '/entities', 'is not a list of objects with a type, id or idPattern')
  check(isNameList(watchedAttributes), '/watchedAttributes', 'is not a list of names with at least one')
  check(isTriggerList(body.notificationTrigger), '/notificationTrigger', `is not a list of ${triggers.join(', ')}`)
  check(body.expiresAt === undefined || readInstant(body.expiresAt) !== undefined, '/expiresAt', 'is not a time')
  check(isSeconds(throttling), '/throttling', 'is not a number of seconds')
  check(isSeconds(timeInterval), '/timeInterval', 'is not a number of seconds')
  check(timeInterval === undefined || throttling === undefined, '/throttling', 'does not go with timeInterval')
  check(timeInterval === undefined || watchedAttributes === undefined, '/watchedAttributes', 'does not go with timeInterval')
  check(isOne('boolean', body.isActive), '/isActive', 'is not true or false')
  check(isOne('boolean', body.localOnly), '/localOnly', 'is not true or false')
  check(isOne('boolean', body.splitEntities), '/splitEntities', 'is not true or false')
  for (const text of ['subscriptionName', 'description', 'q', 'scopeQ', 'csf', 'lang'])
    check(isOne('string', body[text]), `/${text}`, 'is not a text')
  check(body.geoQ === undefined || isObject(body.geoQ), '/geoQ', 'is not a geo-query')
  check(isDatasetList(body.datasetId), '/datasetId', 'is not a URI, or a list of such')
  check(body.jsonldContext === undefined || isUri(body.jsonldContext), '/jsonldContext', 'is not a URI')
  return faults
}

/** Where a query was written as for an address, with percent signs, these are read as they are there. */
export function plain(q: string): string {
  try {
    return decodeURIComponent(q)
  } catch {
    return q
  }
}

/** Whether a value is a list of selectors of entities (GS CIM 009, 5.2.33), with at least one. */
export const isSelectorList = (value: unknown) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (item) =>
      isObject(item) &&
      (item.type === undefined || typeof item.type === 'string') &&
      (item.id === undefined || isUri(item.id)) &&
      (item.idPattern === undefined || typeof item.idPattern === 'string') &&
      (item.type !== undefined || item.id !== undefined || item.idPattern !== undefined),
  )

const isOne = (type: string, value: unknown) => value === undefined || typeof value === type
const isSeconds = (value: unknown) => value === undefined || (typeof value === 'number' && value > 0 && value < 1e9)
const isDatasetList = (value: unknown) => value === undefined || [value].flat().every((item) => item === '@none' || isUri(item))

const isTriggerList = (value: unknown) =>
  value === undefined || (Array.isArray(value) && value.length > 0 && value.every((item) => triggers.includes(item)))

export function readSelector({ type, id, idPattern }: Json, names: Names): Selector {
  return {
    ...(typeof type === 'string' && { types: parseTypes(type, names) }),
    ...(typeof id === 'string' && { id }),
    ...(typeof idPattern === 'string' && { idPattern }),
  }
}
