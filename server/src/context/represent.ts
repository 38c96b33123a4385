import { type Entity, type Instance, saidBy, subAttributes, valueMembers } from './entity.ts'
import { looksLikeGeometry } from './geometry.ts'
import { writeInstant } from './instant.ts'
import { isObject } from './json.ts'
import { inLanguage } from './language.ts'
import type { Names } from './names.ts'
import type { Projection } from './projection.ts'

export type Form = 'normalized' | 'concise' | 'simplified'

/** How an entity is to be written (GS CIM 009, 4.5). */
export type Representation = Projection & {
  readonly names: Names
  readonly form: Form
  /** Also the times of the system: `createdAt` and `modifiedAt`. */
  readonly sysAttrs?: boolean
  /** Turns maps of languages into texts in the first of these that is there. */
  readonly lang?: readonly string[]
  /** Only instances of these datasets are written; `@none` is the default instance. */
  readonly datasets?: ReadonlySet<string>
}

export type Written = Record<string, unknown>

/** The JSON of an entity, without its @context. */
export function represent(entity: Entity, how: Representation): Written {
  const { names, sysAttrs } = how
  const written: Written = {}
  const isKept = (member: string) => (how.pick?.has(member) ?? true) && !how.omit?.has(member)
  if (isKept('id')) written.id = entity.id
  if (isKept('type')) written.type = oneOrMany(entity.types.map(names.compact))
  if (entity.scopes.length > 0 && isKept('scope')) written.scope = oneOrMany(entity.scopes)
  if (entity.expiresAt && isKept('expiresAt')) written.expiresAt = writeInstant(entity.expiresAt)
  if (sysAttrs && entity.createdAt && isKept('createdAt')) written.createdAt = writeInstant(entity.createdAt)
  if (sysAttrs && entity.modifiedAt && isKept('modifiedAt')) written.modifiedAt = writeInstant(entity.modifiedAt)
  for (const [attribute, instances] of Object.entries(entity.attributes)) {
    const kept = how.datasets === undefined ? instances : inDatasets(instances, how.datasets)
    if (kept.length > 0 && isKept(attribute)) written[names.compact(attribute)] = representAttribute(kept, how)
  }
  return written
}

export const inDatasets = (instances: readonly Instance[], datasets: ReadonlySet<string>): readonly Instance[] =>
  instances.filter(({ datasetId }) => datasets.has(datasetId ?? '@none'))

export const oneOrMany = <T>(items: readonly T[]): T | readonly T[] => (items.length === 1 ? (items[0] as T) : items)

export function representAttribute(instances: readonly Instance[], how: Representation): unknown {
  if (how.form !== 'simplified')
    return oneOrMany(instances.map((instance) => representInstance(instance, how, instances.length === 1)))
  const [first, ...others] = instances
  if (first !== undefined && others.length === 0) return simplified(first, how)
  return { dataset: Object.fromEntries(instances.map((instance) => [instance.datasetId ?? '@none', simplified(instance, how)])) }
}

function simplified(instance: Instance, how: Representation): unknown {
  const read = compactTerms(how.lang ? inLanguage(instance, how.lang) : instance, how.names)
  const isPlain = read.type === 'Property' || read.type === 'GeoProperty' || read.type === 'Relationship'
  return isPlain ? saidBy(read) : { [valueMembers[read.type]]: saidBy(read) }
}

/** @param isAlone whether it may be written as a bare value: a list of such would read as one value that is a list */
export function representInstance(instance: Instance, how: Representation, isAlone = true): unknown {
  const read = compactTerms(how.lang ? inLanguage(instance, how.lang) : instance, how.names)
  const written: Written = { type: read.type }
  let hasSubAttributes = false
  // The members are looked at one by one: this is where answers spend their time.
  for (const key in read) {
    if (key.includes(':')) hasSubAttributes = true
    else if (key !== 'createdAt' && key !== 'modifiedAt') written[key] = read[key]
  }
  if (how.sysAttrs && read.createdAt) Object.assign(written, { createdAt: read.createdAt, modifiedAt: read.modifiedAt })
  if (hasSubAttributes)
    for (const [attribute, instances] of subAttributes(instance))
      written[how.names.compact(attribute)] = representAttribute(instances, how)
  return how.form === 'concise' ? concise(written, isAlone) : written
}

/** Terms are stored expanded: those that are values are compacted like names. */
export function compactTerms(instance: Instance, { compact }: Names): Instance {
  const { vocab, objectType, valueType } = instance
  if (vocab === undefined && objectType === undefined && valueType === undefined) return instance
  const terms = Object.entries({ vocab, objectType, valueType }).filter(([, value]) => value !== undefined)
  const compacted = terms.map(([key, value]) => [key, Array.isArray(value) ? value.map(compact) : compact(String(value))])
  return { ...instance, ...Object.fromEntries(compacted) }
}

/** Leaves out what a reader can tell by itself (4.5.16): the type, and the wrapping of a bare value. */
function concise(written: Written, isAlone: boolean): unknown {
  const { type, ...rest } = written
  if (type === 'GeoProperty') return Object.keys(rest).length === 1 && isAlone ? rest.value : rest
  if (type !== 'Property') return rest
  if (Object.keys(rest).length > 1) return looksLikeGeometry(rest.value) ? written : rest
  const { value } = rest
  const isBare = Array.isArray(value) ? !value.some((item) => typeof item === 'object') : !isObject(value)
  if (isBare && isAlone) return value
  return looksLikeGeometry(value) ? written : rest
}
