import type { Fault } from '#kernel'
import { badData } from './errors.ts'
import { isObject, type Json, step } from './json.ts'
import type { Names } from './names.ts'
import { checkName } from './parse-attribute.ts'

/** Members of a registration that NGSI-LD knows (GS CIM 009, 5.2.9); any other is a property of the source. */
const known = new Set(
  `id type endpoint contextSourceInfo information contextSourceAlias description datasetId expiresAt location management
  managementInterval mode observationInterval observationSpace operations operationSpace refreshRate registrationName scope
  tenant`.split(/\s+/),
)
/** Given by the broker, and ignored where a client sends them. */
const readOnly = new Set([
  '@context',
  'createdAt',
  'modifiedAt',
  'status',
  'timesSent',
  'timesFailed',
  'lastSuccess',
  'lastFailure',
])

/** A registration or part of one, as it was sent, with its names expanded and without its id. */
export function expandRegistration(body: unknown, names: Names): Json {
  if (!isObject(body)) throw badData([{ pointer: '', message: 'is not a JSON object' }])
  const faults: Fault[] = []
  const members = Object.entries(body).flatMap(([key, value]) => {
    if (key === 'id' || readOnly.has(key)) return []
    if (known.has(key)) return [[key, key === 'information' ? renamed(value, names.expand) : value]]
    checkName(key, { faults, names }, step('', key))
    return [[names.expand(key), value]]
  })
  if (faults.length > 0) throw badData(faults)
  return Object.fromEntries(members)
}

/** The document of a registration for a reader of other names. */
export function compactRegistration(document: Json, { compact }: Names): Json {
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => {
      if (key === 'information') return [key, renamed(value, compact)]
      return [known.has(key) ? key : compact(key), value]
    }),
  )
}

/** `information` with other names of types and attributes; what is not of its form stays, for the parser to refuse. */
function renamed(information: unknown, rename: (name: string) => string): unknown {
  const text = (value: unknown) => (typeof value === 'string' ? rename(value) : value)
  const list = (value: unknown) => (Array.isArray(value) ? value.map(text) : text(value))
  const inside = (value: unknown, keys: readonly string[], change: (value: unknown) => unknown): unknown =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, keys.includes(key) ? change(member) : member]))
      : value
  const each = (value: unknown, change: (item: unknown) => unknown) => (Array.isArray(value) ? value.map(change) : value)
  return each(information, (info) =>
    inside(inside(info, ['propertyNames', 'relationshipNames'], list), ['entities'], (entities) =>
      each(entities, (entity) => inside(entity, ['type'], list)),
    ),
  )
}
