import type { Fault } from '#kernel'
import {
  type Check,
  checkRest,
  checkSourceInfo,
  geometries,
  intervals,
  isHttp,
  isListOf,
  isOneOrMany,
  isPair,
  isText,
} from './csource-check.ts'
import { isOperationName, type Operation, operationsOf } from './csource-operations.ts'
import { readDuration } from './duration.ts'
import type { Attributes } from './entity.ts'
import { badData } from './errors.ts'
import type { Geometry } from './geometry.ts'
import { readInstant } from './instant.ts'
import { isObject, isUri, type Json, unstorable } from './json.ts'
import { name } from './names.ts'

export const modes = ['inclusive', 'exclusive', 'redirect', 'auxiliary'] as const
export type RegistrationMode = (typeof modes)[number]

/** Which entities a source has: of any of these types, and with this id, or an id like this pattern, or any (5.2.8). */
export type EntityInfo = { readonly types: readonly string[]; readonly id?: string; readonly idPattern?: string }

/** What a source has (5.2.10): of these entities, or of any; these attributes, or any. Names are expanded. */
export type RegistrationInfo = { readonly entities?: readonly EntityInfo[]; readonly attributes?: ReadonlySet<string> }

export type Interval = { readonly startAt: string; readonly endAt?: string }

/** A registered context source, read and ready for matching (GS CIM 009, 5.2.9). */
export type Registration = {
  readonly id: string
  /** Without a slash at the end. */
  readonly endpoint: string
  readonly information: readonly RegistrationInfo[]
  readonly mode: RegistrationMode
  readonly operations: ReadonlySet<Operation>
  /** The tenant at the source; `''` is its default one. */
  readonly tenant: string
  /** What is sent along, such as authorization and the @context to write in (4.3.6.5). */
  readonly sourceInfo: readonly { readonly key: string; readonly value: string }[]
  /** How the source names itself in `Via`. */
  readonly alias?: string
  readonly datasetIds?: readonly string[]
  readonly expiresAt?: Date
  readonly observationInterval?: Interval
  readonly managementInterval?: Interval
  /** GeoJSON by expanded name: `location`, `observationSpace`, `operationSpace`. */
  readonly places: Readonly<Record<string, Geometry>>
  readonly scopes: readonly string[]
  readonly localOnly: boolean
  readonly timeoutMs?: number
  readonly cooldownMs?: number
  readonly cacheMs?: number
  /** What a context source query (csf) looks at: the properties of the source, as Properties. */
  readonly properties: Attributes
}

const consumption: ReadonlySet<string> = new Set(['retrieveOps', 'retrieveEntity', 'queryEntity', 'queryBatch'])
/** Set by the connection or by the broker itself (4.3.6.5). */
const ownHeaders = /^(host|connection|content-length|transfer-encoding|via|ngsild-tenant|tenant)$/i

/**
 * Reads the document of a registration, whose names are expanded.
 *
 * @throws {NgsiLdError} BadRequestData with a pointer to each fault
 */
export function parseRegistration(id: string, document: Json): Registration {
  const faults: Fault[] = []
  const check: Check = (isRight, pointer, message) => {
    if (!isRight) faults.push({ pointer, message })
  }
  const { information, mode = 'inclusive', operations, endpoint, contextSourceInfo, scope, tenant, expiresAt } = document
  check(document.type === 'ContextSourceRegistration', '/type', 'is not "ContextSourceRegistration"')
  check(unstorable(document) === undefined, '', 'holds something that cannot be stored')
  check(isHttp(endpoint), '/endpoint', 'is not the URL of an HTTP endpoint')
  check(isListOf(information, isObject), '/information', 'is not a list with at least one object')
  check(
    modes.some((known) => known === mode),
    '/mode',
    `is not one of ${modes.join(', ')}`,
  )
  check(operations === undefined || isListOf(operations, isOperationName), '/operations', 'is not a list of names of operations')
  check(
    contextSourceInfo === undefined || isListOf(contextSourceInfo, isPair),
    '/contextSourceInfo',
    'is not a list of keys and values',
  )
  check(expiresAt === undefined || readInstant(expiresAt) !== undefined, '/expiresAt', 'is not a time')
  check(
    tenant === undefined || (typeof tenant === 'string' && /^[\w.-]{1,64}$/.test(tenant)),
    '/tenant',
    'is not the name of a tenant',
  )
  check(scope === undefined || isOneOrMany(scope, isText), '/scope', 'is not a scope, or a list of such')
  if (Array.isArray(contextSourceInfo)) checkSourceInfo(contextSourceInfo, check)
  checkRest(document, check)
  if (faults.length > 0) throw badData(faults)
  const infos = (information as Json[]).map((info, index) => readInfo(info, `/information/${index}`, check))
  if (mode === 'exclusive') checkExclusive(infos, check)
  if (mode === 'auxiliary' && operations !== undefined)
    check(
      (operations as string[]).every((one) => consumption.has(one)),
      '/operations',
      'is more than an auxiliary source is asked for',
    )
  if (faults.length > 0) throw badData(faults)
  return { ...toRegistration(id, document), information: infos }
}

function readInfo({ entities, propertyNames, relationshipNames }: Json, pointer: string, check: Check): RegistrationInfo {
  check(entities === undefined || isListOf(entities, isObject), `${pointer}/entities`, 'is not a list with at least one object')
  for (const [key, names] of Object.entries({ propertyNames, relationshipNames }))
    check(names === undefined || isListOf(names, isText), `${pointer}/${key}`, 'is not a list of names with at least one')
  const isAnything = entities ?? propertyNames ?? relationshipNames
  check(isAnything !== undefined, pointer, 'says nothing: neither entities nor propertyNames nor relationshipNames')
  const attributes = [propertyNames, relationshipNames].flatMap((names) => (Array.isArray(names) ? (names as string[]) : []))
  return {
    ...(Array.isArray(entities) && {
      entities: entities.map((entity: Json, index) => readEntityInfo(entity, `${pointer}/entities/${index}`, check)),
    }),
    ...(attributes.length > 0 && { attributes: new Set(attributes) }),
  }
}

function readEntityInfo({ type, id, idPattern }: Json, pointer: string, check: Check): EntityInfo {
  check(isOneOrMany(type, isText), `${pointer}/type`, type === undefined ? 'is missing' : 'is not a type, or a list of such')
  check(id === undefined || isUri(id), `${pointer}/id`, 'is not a URI')
  check(idPattern === undefined || isText(idPattern), `${pointer}/idPattern`, 'is not a regular expression')
  return {
    types: Array.isArray(type) ? type : [type as string],
    // An id says more than a pattern, and wins where both are given (5.2.8).
    ...(id !== undefined ? { id: id as string } : idPattern !== undefined && { idPattern: idPattern as string }),
  }
}

/** An exclusive source has certain attributes of single entities (4.3.6.3). */
function checkExclusive(infos: readonly RegistrationInfo[], check: Check): void {
  for (const [index, { entities, attributes }] of infos.entries()) {
    const isSingle = entities?.every(({ id }) => id !== undefined) ?? false
    check(isSingle, `/information/${index}/entities`, 'must give the id of every entity of an exclusive registration')
    check(attributes !== undefined, `/information/${index}`, 'must name the attributes of an exclusive registration')
  }
}

function toRegistration(id: string, document: Json): Omit<Registration, 'information'> {
  const { mode = 'inclusive', operations, management, contextSourceAlias: alias, datasetId, scope = [], expiresAt } = document
  const { localOnly, timeout, cooldown, cacheDuration } = isObject(management) ? management : ({} as Json)
  const cacheMs = readDuration(cacheDuration)
  const usual = mode === 'auxiliary' ? ['retrieveOps'] : undefined
  return {
    id,
    endpoint: (document.endpoint as string).replace(/\/+$/, ''),
    mode: mode as RegistrationMode,
    operations: operationsOf((operations as string[] | undefined) ?? usual),
    tenant: (document.tenant as string | undefined) ?? '',
    sourceInfo: ((document.contextSourceInfo ?? []) as { key: string; value: string }[]).filter(
      ({ key }) => !ownHeaders.test(key),
    ),
    ...(alias !== undefined && { alias: alias as string }),
    ...(datasetId !== undefined && { datasetIds: [datasetId].flat() as string[] }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt as string) }),
    ...Object.fromEntries(intervals.flatMap((key) => (document[key] === undefined ? [] : [[key, document[key] as Interval]]))),
    places: Object.fromEntries(
      geometries.flatMap((key) => (document[key] === undefined ? [] : [[name(key), document[key]]])),
    ) as Record<string, Geometry>,
    scopes: [scope].flat().map((one) => `/${String(one).replace(/^\/|\/$/g, '')}`),
    localOnly: localOnly === true,
    ...(timeout !== undefined && { timeoutMs: timeout as number }),
    ...(cooldown !== undefined && { cooldownMs: cooldown as number }),
    ...(cacheMs !== undefined && { cacheMs }),
    properties: Object.fromEntries(
      Object.entries(document).map(([key, value]) => [key.includes(':') ? key : name(key), [{ type: 'Property', value }]]),
    ),
  }
}
