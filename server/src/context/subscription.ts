import type { Fault } from '#kernel'
import { type Endpoint, readEndpoint } from './endpoint.ts'
import { badData, NgsiLdError } from './errors.ts'
import { type GeoQuery, parseGeoQuery } from './geo-query.ts'
import { readInstant } from './instant.ts'
import { isObject, isUri, type Json, unstorable } from './json.ts'
import { readLanguages } from './language.ts'
import type { Names } from './names.ts'
import { type Condition, parseQ } from './q-parse.ts'
import type { Selector } from './query.ts'
import type { Form, Representation } from './represent.ts'
import { parseScopeQuery, type ScopeQuery } from './scope-query.ts'
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

/** A subscription, read and ready for matching (GS CIM 009, 5.2.12). */
export type Subscription = {
  readonly selectors?: readonly Selector[]
  readonly watched?: ReadonlySet<string>
  readonly triggers: ReadonlySet<Trigger>
  readonly q?: Condition
  readonly geo?: GeoQuery
  readonly scope?: ScopeQuery
  readonly isActive: boolean
  readonly expiresAt?: Date
  readonly throttlingMs?: number
  /** With at least one of these attributes, where only some are notified. */
  readonly attributes?: readonly string[]
  readonly how: Representation
  readonly endpoint: Endpoint
}

const forms: Readonly<Record<string, Form>> = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
}
const usualTriggers: readonly Trigger[] = ['attributeCreated', 'attributeUpdated']

/**
 * Reads a subscription.
 *
 * @throws {NgsiLdError} BadRequestData with a pointer to each fault, OperationNotSupported for kinds that are not served
 */
export function parseSubscription(body: unknown, names: Names): Subscription {
  if (!isObject(body)) throw badData([{ pointer: '', message: 'is not a JSON object' }])
  const faults: Fault[] = []
  const check = (isRight: boolean, pointer: string, message: string) => {
    if (!isRight) faults.push({ pointer, message })
  }
  const { notification, entities, watchedAttributes, expiresAt, throttling, isActive = true } = body
  check(body.type === 'Subscription', '/type', 'is not "Subscription"')
  check(body.id === undefined || isUri(body.id), '/id', 'is not a URI')
  check(unstorable(body) === undefined, '', 'holds something that cannot be stored')
  check(isObject(notification) && isObject(notification.endpoint), '/notification/endpoint', 'is missing')
  check(entities !== undefined || watchedAttributes !== undefined, '/entities', 'is missing, and so is watchedAttributes')
  check(entities === undefined || isSelectorList(entities), '/entities', 'is not a list of objects with a type, id or idPattern')
  check(isNameList(watchedAttributes), '/watchedAttributes', 'is not a list of names with at least one')
  check(isTriggerList(body.notificationTrigger), '/notificationTrigger', `is not a list of ${triggers.join(', ')}`)
  check(expiresAt === undefined || readInstant(expiresAt) !== undefined, '/expiresAt', 'is not a time')
  check(
    throttling === undefined || (typeof throttling === 'number' && throttling > 0),
    '/throttling',
    'is not a number of seconds',
  )
  check(typeof isActive === 'boolean', '/isActive', 'is not true or false')
  if (faults.length > 0) throw badData(faults)
  if (body.timeInterval !== undefined)
    throw new NgsiLdError('OperationNotSupported', 'Notifications by timeInterval are not served.')
  const { q, geoQ, scopeQ, lang } = body
  const wanted = readNotification(notification as Json, names)
  return {
    ...wanted,
    how: { ...wanted.how, ...(typeof lang === 'string' && { lang: readLanguages(lang) }) },
    ...(entities !== undefined && { selectors: (entities as Json[]).map((selector) => readSelector(selector, names)) }),
    ...(watchedAttributes !== undefined && { watched: new Set((watchedAttributes as string[]).map(names.expand)) }),
    triggers: new Set((body.notificationTrigger as Trigger[] | undefined) ?? usualTriggers),
    ...(typeof q === 'string' && { q: parseQ(q, names) }),
    ...(isObject(geoQ) && { geo: parseGeoQuery(geoQ, names) }),
    ...(typeof scopeQ === 'string' && { scope: parseScopeQuery(scopeQ) }),
    isActive: isActive as boolean,
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt as string) }),
    ...(typeof throttling === 'number' && { throttlingMs: throttling * 1000 }),
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

const isNameList = (value: unknown) =>
  value === undefined ||
  (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== ''))

const isTriggerList = (value: unknown) =>
  value === undefined || (Array.isArray(value) && value.every((item) => triggers.includes(item)))

export function readSelector({ type, id, idPattern }: Json, names: Names): Selector {
  return {
    ...(typeof type === 'string' && { types: parseTypes(type, names) }),
    ...(typeof id === 'string' && { id }),
    ...(typeof idPattern === 'string' && { idPattern }),
  }
}

function readNotification(notification: Json, names: Names): Pick<Subscription, 'attributes' | 'how' | 'endpoint'> {
  const { attributes, format = 'normalized', sysAttrs } = notification
  if (!isNameList(attributes)) throw badData([{ pointer: '/notification/attributes', message: 'is not a list of names' }])
  const form = typeof format === 'string' ? forms[format] : undefined
  if (form === undefined)
    throw badData([{ pointer: '/notification/format', message: `is not one of ${Object.keys(forms).join(', ')}` }])
  const kept = (attributes as string[] | undefined)?.map(names.expand)
  return {
    ...(kept && { attributes: kept }),
    how: {
      names,
      form,
      sysAttrs: sysAttrs === true,
      ...(kept && { pick: new Set(['id', 'type', 'scope', 'createdAt', 'modifiedAt', ...kept]) }),
    },
    endpoint: readEndpoint(notification.endpoint as Json),
  }
}
