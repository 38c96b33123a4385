import type { Attributes, Entity, Instance } from './entity.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { mergeInstance } from './merge.ts'
import { observe, type Past } from './observe.ts'
import { ngsiNull } from './reading.ts'
import { stamp } from './stamp.ts'
import type { Applied, NotUpdated, Remembered, Write } from './write.ts'

/**
 * What a write makes of an entity as it is now; the rules of GS CIM 009, 5.5.8, 5.5.12 and 5.6.
 *
 * @throws {NgsiLdError} when the write does not fit what is there
 */
export function apply(current: Entity | undefined, write: Write, now: Date, past: Past): Applied {
  const { mode, entity } = write
  if (mode === 'observe') return observe(current, entity, now, past)
  if (mode === 'create' && current !== undefined) throw new NgsiLdError('AlreadyExists', `${entity.id} exists already.`)
  if (mode === 'create' || (current === undefined && mode.startsWith('upsert'))) return create(entity, now)
  if (current === undefined) throw notFound(entity.id)
  if (mode === 'delete') return { outcome: 'deleted', next: undefined, changed: Object.keys(current.attributes), history: [] }
  if (mode === 'replace' || mode === 'upsert-replace') return replace(current, entity, now)
  return change(current, write, now)
}

function create(entity: Entity, now: Date): Applied {
  const attributes = stampAll(entity.attributes, now)
  const next = { ...entity, attributes, createdAt: now, modifiedAt: now }
  return { outcome: 'created', next, changed: Object.keys(attributes), history: rememberAll(attributes) }
}

function replace(current: Entity, entity: Entity, now: Date): Applied {
  const attributes = stampAll(entity.attributes, now)
  const types = entity.types.length > 0 ? entity.types : current.types
  const next: Entity = { ...current, types, scopes: entity.scopes, attributes, modifiedAt: now }
  const changed = [...new Set([...Object.keys(current.attributes), ...Object.keys(attributes)])]
  return { outcome: 'updated', next, changed, history: rememberAll(attributes) }
}

function change(current: Entity, write: Write, now: Date): Applied {
  const { entity } = write
  const attributes: Record<string, readonly Instance[]> = { ...current.attributes }
  const history: Remembered[] = []
  const notUpdated: NotUpdated[] = []
  const changed: string[] = []
  for (const [attribute, given] of Object.entries(entity.attributes)) {
    const before = attributes[attribute]
    const after = changeAttribute(before, attribute, given, write, now)
    if (after === before) notUpdated.push({ attribute, reason: before === undefined ? 'is not there' : 'is there already' })
    else {
      changed.push(attribute)
      if (after === undefined || after.length === 0) delete attributes[attribute]
      else attributes[attribute] = after
      for (const instance of after ?? []) if (!before?.includes(instance)) history.push({ attribute, instance })
    }
  }
  const types = [...new Set([...current.types, ...entity.types])]
  const scopes = entity.scopes.includes(ngsiNull) ? [] : entity.scopes.length > 0 ? entity.scopes : current.scopes
  const isSame = changed.length === 0 && types.length === current.types.length && scopes === current.scopes
  const next = isSame ? current : { ...current, types, scopes, attributes, modifiedAt: now }
  return { outcome: isSame ? 'unchanged' : 'updated', next, changed, history, ...(notUpdated.length > 0 && { notUpdated }) }
}

/** The instances of one attribute after a write; the same list when the write does not touch it. */
function changeAttribute(
  before: readonly Instance[] | undefined,
  attribute: string,
  given: readonly Instance[],
  { mode, noOverwrite, everyInstance }: Write,
  now: Date,
): readonly Instance[] | undefined {
  if (mode === 'delete-attribute' || (mode === 'merge' && isRemoval(given)))
    return remove(before, attribute, given[0]?.datasetId, mode === 'delete-attribute', everyInstance)
  if (mode === 'update' && before === undefined) return before
  let after = before ?? []
  for (const instance of given) {
    const old = after.find((one) => one.datasetId === instance.datasetId)
    if (old !== undefined && noOverwrite && mode === 'append') continue
    if (old === undefined && (mode === 'patch-attribute' || mode === 'replace-attribute'))
      throw notFound(`attribute ${attribute}`)
    const isPatch = mode === 'merge' || mode === 'patch-attribute'
    const whole = isPatch ? mergeInstance(old, instance, mode === 'merge') : instance
    if (whole.type === undefined) throw new NgsiLdError('BadRequestData', `The attribute ${attribute} is new and needs a value.`)
    after = put(after, old, stamp(old, whole, now))
  }
  return after === before || after.length === 0 ? before : after
}

const isRemoval = (given: readonly Instance[]) => given.length === 1 && Object.values(given[0] ?? {}).includes(ngsiNull)

function remove(
  before: readonly Instance[] | undefined,
  attribute: string,
  datasetId: string | undefined,
  mustExist: boolean,
  everyInstance = false,
): readonly Instance[] | undefined {
  const after = everyInstance ? [] : (before ?? []).filter((instance) => instance.datasetId !== datasetId)
  if (before !== undefined && after.length < before.length) return after
  if (mustExist) throw notFound(`attribute ${attribute}`)
  return before
}

const put = (instances: readonly Instance[], old: Instance | undefined, next: Instance): readonly Instance[] =>
  old === undefined ? [...instances, next] : instances.map((instance) => (instance === old ? next : instance))

function stampAll(attributes: Attributes, now: Date): Attributes {
  const stamped: Record<string, readonly Instance[]> = {}
  for (const [attribute, instances] of Object.entries(attributes))
    stamped[attribute] = instances.map((instance) => stamp(undefined, instance, now))
  return stamped
}

function rememberAll(attributes: Attributes): Remembered[] {
  return Object.entries(attributes).flatMap(([attribute, instances]) => instances.map((instance) => ({ attribute, instance })))
}
