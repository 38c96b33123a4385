import type { Fault } from '#kernel'
import type { Entity, Instance } from './entity.ts'
import { readInstant } from './instant.ts'
import { isObject, isUri, type Json, step } from './json.ts'
import { coreNames, name } from './names.ts'
import { checkName, parseAttribute } from './parse-attribute.ts'
import { ngsiNull, type Reading } from './reading.ts'

export type ParsedEntity =
  | { readonly ok: true; readonly entity: Entity }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export type ParseOptions = Partial<Omit<Reading, 'faults'>> & {
  /** The id that the address of the request gives; one in the document must agree. */
  readonly id?: string
  /** JSON pointer of the document in what was sent. */
  readonly pointer?: string
}

const ownMembers = new Set([
  'id',
  '@id',
  'type',
  '@type',
  'scope',
  '@context',
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'expiresAt',
])
const geoAttributes = new Set(['location', 'observationSpace', 'operationSpace'].map(name))
const maxAttributes = 1000

/**
 * Reads an NGSI-LD entity, normalized or concise (or simplified, where asked), under the core context or the names given. A
 * fragment (part of an entity) may lack id and type. Times of the system in the document are ignored (GS CIM 009, 4.5.2).
 */
export function parseEntity(document: unknown, options: ParseOptions = {}): ParsedEntity {
  const { pointer = '', id } = options
  const faults: Fault[] = []
  const reading: Reading = { names: coreNames, ...options, faults }
  if (!isObject(document)) return { ok: false, faults: [{ pointer, message: 'is not a JSON object' }] }
  const entity: Entity = {
    id: readId(document, reading, pointer, id),
    types: readTypes(document, reading, pointer),
    scopes: readScopes(document.scope, reading, step(pointer, 'scope')),
    attributes: readAttributes(document, reading, pointer),
  }
  const expiresAt = readExpiry(document.expiresAt, reading, step(pointer, 'expiresAt'))
  if (expiresAt !== undefined) return faults.length === 0 ? { ok: true, entity: { ...entity, expiresAt } } : { ok: false, faults }
  return faults.length === 0 ? { ok: true, entity } : { ok: false, faults }
}

function readId(document: Json, { faults, fragment }: Reading, pointer: string, known: string | undefined): string {
  const id = document.id ?? document['@id'] ?? known
  if (id === undefined && fragment) return ''
  if (!isUri(id)) {
    const message = id === undefined ? 'is missing' : `${JSON.stringify(id)} is not a URI`
    faults.push({ pointer: step(pointer, 'id'), message, fix: 'Write for example urn:ngsi-ld:Thing:1' })
    return ''
  }
  if (known !== undefined && id !== known)
    faults.push({ pointer: step(pointer, 'id'), message: `is not ${known}, which the address names` })
  return id
}

function readTypes(document: Json, { faults, fragment, names }: Reading, pointer: string): string[] {
  const raw = document.type ?? document['@type']
  if (raw === undefined && fragment) return []
  const types = Array.isArray(raw) ? raw : [raw]
  if (types.length === 0 || !types.every(isTypeName)) {
    const message = raw === undefined ? 'is missing' : 'is not the name of a type, or a list of such'
    faults.push({ pointer: step(pointer, 'type'), message })
    return []
  }
  return [...new Set(types.map((type) => names.expand(type as string)))]
}

/** Keywords of JSON-LD and their aliases name no type. */
const isTypeName = (type: unknown) => typeof type === 'string' && /^(?!@|(id|type)$)[^\s\p{C}<>"{}|\\^`]{1,1024}$/u.test(type)

function readScopes(raw: unknown, { faults, fragment, nullRemoves }: Reading, pointer: string): string[] {
  if (raw === undefined) return []
  if (fragment && (raw === ngsiNull || (nullRemoves && raw === null))) return [ngsiNull]
  const scopes = Array.isArray(raw) ? raw : [raw]
  if (!scopes.every((scope) => typeof scope === 'string' && /^\/?[^\s\0/#+,;|()]+(\/[^\s\0/#+,;|()]+)*\/?$/.test(scope))) {
    faults.push({ pointer, message: 'is not a scope', fix: 'Write for example /520000/520100' })
    return []
  }
  return [...new Set(scopes.map((scope: string) => `/${scope.replace(/^\/|\/$/g, '')}`))]
}

/** When a transient entity ends (4.22); null in a fragment that takes this away. */
function readExpiry(raw: unknown, { faults, fragment, nullRemoves }: Reading, pointer: string): Date | null | undefined {
  if (raw === undefined) return undefined
  if (fragment && (raw === ngsiNull || (nullRemoves && raw === null))) return null
  const instant = readInstant(raw)
  if (instant === undefined) faults.push({ pointer, message: 'is not a time in UTC such as 2026-01-31T12:00:00Z' })
  return instant === undefined ? undefined : new Date(instant)
}

function readAttributes(document: Json, reading: Reading, pointer: string): Record<string, Instance[]> {
  const attributes: Record<string, Instance[]> = {}
  let count = 0
  for (const [key, value] of Object.entries(document)) {
    if (ownMembers.has(key)) continue
    const at = step(pointer, key)
    if (++count > maxAttributes) {
      reading.faults.push({ pointer: at, message: `is beyond the ${maxAttributes} attributes that an entity may have` })
      break
    }
    checkName(key, reading, at)
    const expanded = reading.names.expand(key)
    const instances = parseAttribute(value, reading, at)
    if (geoAttributes.has(expanded)) checkGeo(instances, reading, at)
    attributes[expanded] = instances
  }
  return attributes
}

function checkGeo(instances: readonly Instance[], { faults }: Reading, pointer: string) {
  if (!instances.every(({ type, value }) => type === undefined || type === 'GeoProperty' || value === ngsiNull))
    faults.push({ pointer, message: 'must be a GeoProperty with a GeoJSON geometry' })
}
