import { type AttributeType, type Instance, valueMembers } from './entity.ts'
import { looksLikeGeometry } from './geometry.ts'
import { readInstant } from './instant.ts'
import { isObject, isUri, type Json, step, unstorable } from './json.ts'
import { checkSaid } from './parse-value.ts'
import { ngsiNull, type Reading } from './reading.ts'

/** The parts of an instance that a patch names; without `type` they go onto whatever is there. */
export type Fragment = Omit<Instance, 'type'> & { readonly type?: AttributeType }

const deepestSubAttribute = 6
const systemMembers = new Set([
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'instanceId',
  'previousValue',
  'previousObject',
  'previousObjectList',
  'previousLanguageMap',
  'previousVocab',
  'previousJson',
  'previousValueList',
  'entity',
  'entityList',
  '@context',
])
const anyValueMember = new Set<string>(Object.values(valueMembers))
const typeOfMember = Object.entries(valueMembers).filter(([type]) => type !== 'GeoProperty') as [AttributeType, string][]

/** Reads all instances of one attribute, normalized, concise or simplified; what is wrong is added to `reading.faults`. */
export function parseAttribute(raw: unknown, reading: Reading, pointer: string, depth = 0): Instance[] {
  if (!isInstanceList(raw, reading)) return [parseInstance(raw, reading, pointer, depth) as Instance]
  const instances = raw.map((item, index) => parseInstance(item, reading, step(pointer, index), depth) as Instance)
  const datasets = new Set(instances.map((instance) => instance.datasetId))
  if (datasets.size < instances.length && !(reading.temporal && depth === 0))
    reading.faults.push({ pointer, message: 'has several instances with the same datasetId', fix: 'Give each its own datasetId' })
  return instances
}

const isInstanceList = (raw: unknown, { simplified }: Reading): raw is Json[] =>
  Array.isArray(raw) && !simplified && raw.length > 0 && raw.every((item) => isObject(item) && isAttributeObject(item))

const isAttributeObject = (item: Json) =>
  (typeof item.type === 'string' && Object.hasOwn(valueMembers, item.type)) || typeOfMember.some(([, member]) => member in item)

function parseInstance(raw: unknown, reading: Reading, pointer: string, depth: number): Fragment {
  if (reading.simplified || !isObject(raw)) return bareValue(raw, reading, pointer)
  if (looksLikeGeometry(raw)) return bareValue(raw, reading, pointer)
  const type = typeOf(raw, reading, pointer)
  if (type === undefined && !reading.fragment) return bareValue(raw, reading, pointer)
  if (depth > deepestSubAttribute) reading.faults.push({ pointer, message: 'is nested too deep' })
  return parseMembers(raw, type, reading, pointer, depth)
}

function bareValue(raw: unknown, reading: Reading, pointer: string): Instance {
  const type = looksLikeGeometry(raw) ? 'GeoProperty' : 'Property'
  if (reading.nullRemoves && raw === null) return { type, value: ngsiNull }
  checkSaid(type, raw, reading, pointer)
  return { type, value: raw }
}

function typeOf(raw: Json, { faults, fragment }: Reading, pointer: string): AttributeType | undefined {
  const { type } = raw
  if (typeof type === 'string' && Object.hasOwn(valueMembers, type)) return type as AttributeType
  if (type !== undefined) {
    faults.push({
      pointer: step(pointer, 'type'),
      message: `${JSON.stringify(type)} is not a type of NGSI-LD attribute`,
      fix: `Use one of ${Object.keys(valueMembers).join(', ')}; an object that is itself the value goes into "value"`,
    })
    return fragment ? undefined : 'Property'
  }
  const found = typeOfMember.find(([, member]) => member in raw)?.[0]
  return found === 'Property' && looksLikeGeometry(raw.value) ? 'GeoProperty' : found
}

function parseMembers(raw: Json, type: AttributeType | undefined, reading: Reading, pointer: string, depth: number): Fragment {
  const instance: Record<string, unknown> = type === undefined ? {} : { type }
  const said = type && valueMembers[type]
  if (said !== undefined && raw[said] === undefined && !reading.fragment)
    reading.faults.push({ pointer, message: `has no "${said}", which a ${type} needs` })
  for (const [key, value] of Object.entries(raw)) {
    if (key === said) instance[key] = readSaid(type as AttributeType, value, reading, step(pointer, key))
    else if (key !== 'type' && !systemMembers.has(key)) parseMember(instance, key, value, reading, pointer, depth)
  }
  return instance as Fragment
}

function readSaid(type: AttributeType, value: unknown, reading: Reading, pointer: string): unknown {
  if (reading.fragment && isRemoval(value, reading)) return ngsiNull
  checkSaid(type, value, reading, pointer)
  if (type !== 'VocabProperty') return value
  return Array.isArray(value) ? value.map((term) => reading.names.expand(String(term))) : reading.names.expand(String(value))
}

/** Lists and maps of languages can say as members that they are to be removed (GS CIM 009, 4.5.0). */
function isRemoval(value: unknown, { nullRemoves }: Reading): boolean {
  if (value === ngsiNull || (nullRemoves && value === null)) return true
  if (Array.isArray(value)) return value.length === 1 && value[0] === ngsiNull
  return isObject(value) && value['@none'] === ngsiNull && Object.keys(value).length === 1
}

function parseMember(
  instance: Record<string, unknown>,
  key: string,
  value: unknown,
  reading: Reading,
  pointer: string,
  depth: number,
) {
  const at = step(pointer, key)
  const isRemoved = reading.fragment && (value === ngsiNull || (reading.nullRemoves && value === null))
  if (key === 'observedAt') {
    instance[key] = isRemoved ? ngsiNull : readInstant(value)
    if (instance[key] === undefined)
      reading.faults.push({ pointer: at, message: 'is not a time in UTC such as 2026-01-31T12:00:00Z' })
  } else if (key === 'unitCode') {
    if (typeof value !== 'string' || unstorable(value)) reading.faults.push({ pointer: at, message: 'is not a text' })
    instance[key] = value
  } else if (key === 'datasetId') {
    if (!isUri(value)) reading.faults.push({ pointer: at, message: 'is not a URI' })
    instance[key] = value
  } else if (key === 'objectType' || key === 'valueType') {
    instance[key] = Array.isArray(value)
      ? value.map((type) => reading.names.expand(String(type)))
      : reading.names.expand(String(value))
  } else if (key === 'ngsildproof') {
    // A proof is of what was sent, to the letter.
    const fault = unstorable(value)
    if (fault !== undefined) reading.faults.push({ pointer: at, message: fault })
    instance[key] = value
  } else if (anyValueMember.has(key)) {
    reading.faults.push({ pointer: at, message: `does not belong in a ${instance.type}` })
  } else {
    checkName(key, reading, at)
    instance[reading.names.expand(key)] = isRemoved
      ? [{ type: 'Property', value: ngsiNull }]
      : parseAttribute(value, reading, at, depth + 1)
  }
}

/** The characters that NGSI-LD keeps for its query languages cannot be in a name (GS CIM 009, 4.6.2). */
export function checkName(key: string, { faults }: Reading, pointer: string): void {
  if (!/^[\p{L}_][^\s\p{C}<>"'=;()[\]{}|,*?&^`\\]*$/u.test(key) || key.length > 1024)
    faults.push({ pointer, message: 'is not a name of an attribute', fix: 'Begin with a letter and use letters, digits and _' })
}
