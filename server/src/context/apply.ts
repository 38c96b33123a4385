import { type Attributes, type AttributeType, type Entity, type Instance, saidBy, valueMembers } from './entity.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { mergeInstance } from './merge.ts'
import { observe, type Past } from './observe.ts'
import { faultySaid } from './parse-value.ts'
import { ngsiNull } from './reading.ts'
import { rememberAll, rememberLost, rememberScopes, scopeName } from './remember.ts'
import { stamp } from './stamp.ts'
import { applyTemporal, type TemporalFacts } from './temporal-apply.ts'
import type { Applied, NotUpdated, Remembered, Write } from './write.ts'

/**
 * What a write makes of an entity as it is now; the rules of GS CIM 009, 5.5.8, 5.5.12 and 5.6.
 *
 * @throws {NgsiLdError} when the write does not fit what is there
 */
export function apply(current: Entity | undefined, write: Write, now: Date, past: Past, facts?: TemporalFacts): Applied {
  const { mode, entity } = write
  if (mode === 'expire') return { outcome: 'unchanged', next: current, changed: [], history: [] }
  if (entity.expiresAt && entity.expiresAt <= now) throw new NgsiLdError('BadRequestData', 'expiresAt is over already.')
  if (mode.startsWith('temporal-')) return applyTemporal(current, write, now, past, facts)
  if (mode === 'observe') return observe(current, entity, now, past)
  if (mode === 'create' && current !== undefined) throw new NgsiLdError('AlreadyExists', `${entity.id} exists already.`)
  if (mode === 'create' || (current === undefined && mode.startsWith('upsert'))) return create(entity, now)
  if (current === undefined) throw notFound(entity.id)
  if (mode === 'delete') return remove(current, now)
  if (mode === 'keep' || mode === 'drop') return thinOut(current, write, now)
  if (mode === 'replace' || mode === 'upsert-replace') return replace(current, entity, now)
  return change(current, write, now)
}

function create(entity: Entity, now: Date): Applied {
  const attributes = stampAll(entity.attributes, now)
  const next = { ...entity, attributes, createdAt: now, modifiedAt: now }
  const history = [...rememberAll(attributes), ...rememberScopes([], entity.scopes, now)]
  return { outcome: 'created', next, changed: Object.keys(attributes), history }
}

/** What is left of an entity that goes: its past. */
export function remove(current: Entity, now: Date): Applied {
  const changed = Object.keys(current.attributes)
  const history = [...rememberLost(current.attributes, {}, now), ...rememberScopes(current.scopes, [], now)]
  return { outcome: 'deleted', next: undefined, changed, history }
}

function replace(current: Entity, entity: Entity, now: Date): Applied {
  const attributes = stampAll(entity.attributes, now)
  const types = entity.types.length > 0 ? entity.types : current.types
  const { expiresAt: _ended, ...kept } = current
  const ends = entity.expiresAt ? { expiresAt: entity.expiresAt } : {}
  const next: Entity = { ...kept, ...ends, types, scopes: entity.scopes, attributes, modifiedAt: now }
  const changed = [...new Set([...Object.keys(current.attributes), ...Object.keys(attributes)])]
  const history = [
    ...rememberAll(attributes),
    ...rememberLost(current.attributes, attributes, now),
    ...rememberScopes(current.scopes, entity.scopes, now),
  ]
  return { outcome: 'updated', next, changed, history }
}

/** Takes away attributes that are named, or all others (5.6.21). */
function thinOut(current: Entity, { mode, entity }: Write, now: Date): Applied {
  const isKept = (attribute: string) => (mode === 'keep') === Object.hasOwn(entity.attributes, attribute)
  const changed = Object.keys(current.attributes).filter((attribute) => !isKept(attribute))
  if (changed.length === 0) return { outcome: 'unchanged', next: current, changed, history: [] }
  const attributes = Object.fromEntries(Object.entries(current.attributes).filter(([attribute]) => isKept(attribute)))
  const history = rememberLost(current.attributes, attributes, now)
  return { outcome: 'updated', next: { ...current, attributes, modifiedAt: now }, changed, history }
}

function change(current: Entity, write: Write, now: Date): Applied {
  const { entity } = write
  const attributes: Record<string, readonly Instance[]> = { ...current.attributes }
  const history: Remembered[] = []
  const notUpdated: NotUpdated[] = []
  const changed: string[] = []
  for (const [attribute, given] of Object.entries(entity.attributes)) {
    if (attribute === scopeName) continue
    const before = attributes[attribute]
    const after = changeAttribute(before, attribute, given, write, now)
    if (after === before) notUpdated.push({ attribute, reason: before === undefined ? 'is not there' : 'is there already' })
    else {
      changed.push(attribute)
      if (after === undefined || after.length === 0) delete attributes[attribute]
      else attributes[attribute] = after
      for (const instance of after ?? []) if (!before?.includes(instance)) history.push({ attribute, instance })
      if (before !== undefined && (after?.length ?? 0) < before.length)
        history.push(...rememberLost({ [attribute]: before }, { [attribute]: after ?? [] }, now))
    }
  }
  const types = [...new Set([...current.types, ...entity.types])]
  const scopes = changeScopes(current.scopes, write)
  if (scopes !== current.scopes) history.push(...rememberScopes(current.scopes, scopes, now))
  else if (entity.scopes.length > 0 && write.mode === 'update') notUpdated.push({ attribute: 'scope', reason: 'is not there' })
  const expiresAt = entity.expiresAt === undefined ? current.expiresAt : (entity.expiresAt ?? undefined)
  const { expiresAt: _ended, ...kept } = current
  const isSame =
    changed.length === 0 &&
    types.length === current.types.length &&
    scopes === current.scopes &&
    expiresAt?.getTime() === current.expiresAt?.getTime()
  const next = isSame ? current : { ...kept, ...(expiresAt && { expiresAt }), types, scopes, attributes, modifiedAt: now }
  return { outcome: isSame ? 'unchanged' : 'updated', next, changed, history, ...(notUpdated.length > 0 && { notUpdated }) }
}

/**
 * The scopes after a write: the same list when it leaves them. They are replaced; without overwriting they come on top; an
 * update finds some or leaves them; they are taken away as if they were an attribute (4.18, 5.6.2, 5.6.3).
 */
function changeScopes(before: readonly string[], { mode, entity, noOverwrite }: Write): readonly string[] {
  const given = entity.scopes
  const isTakenAway = entity.attributes[scopeName] !== undefined
  if (isTakenAway && before.length === 0) throw notFound('scope')
  if (isTakenAway) return []
  if (given.length === 0 || (mode === 'update' && before.length === 0)) return before
  if (given.includes(ngsiNull)) return before.length === 0 ? before : []
  return mode === 'append' && noOverwrite ? [...new Set([...before, ...given])] : given
}

/** The instances of one attribute after a write; the same list when the write does not touch it. */
function changeAttribute(
  before: readonly Instance[] | undefined,
  attribute: string,
  given: readonly Instance[],
  write: Write,
  now: Date,
): readonly Instance[] | undefined {
  const { mode, noOverwrite, everyInstance } = write
  if (mode === 'delete-attribute') return takeAway(before, attribute, given[0]?.datasetId, true, everyInstance)
  let after = before
  for (const instance of given) {
    const old = after?.find((one) => one.datasetId === instance.datasetId)
    if (old === undefined && mode.endsWith('-attribute')) throw notFound(`attribute ${attribute}`)
    if (isRemoved(instance)) after = takeAway(after, attribute, instance.datasetId, false)
    else if (old === undefined || mode !== 'append' || !noOverwrite)
      after = put(after ?? [], old, stamp(old, wholeOf(old, attribute, instance, write), now))
  }
  return after
}

/** An instance as it will be: as given, or put onto what is there. */
function wholeOf(old: Instance | undefined, attribute: string, given: Instance, write: Write): Instance {
  const { mode, bare, observedAt } = write
  const isPatch = mode === 'merge' || mode === 'patch-attribute'
  const isTimed = observedAt !== undefined && (old === undefined || old.observedAt !== undefined)
  const adopted = bare === undefined ? given : adopt(old, given, bare, attribute)
  const patch = isTimed ? { observedAt, ...adopted } : adopted
  if (mode === 'patch-attribute' && old && patch.type && valueMembers[patch.type] !== valueMembers[old.type])
    throw new NgsiLdError('BadRequestData', `The attribute ${attribute} is a ${old.type} and not a ${patch.type}.`)
  const whole = isPatch ? mergeInstance(old, patch, mode === 'merge') : patch
  if (whole.type === undefined || saidBy(whole) === undefined)
    throw new NgsiLdError('BadRequestData', `The attribute ${attribute} is new and needs a value.`)
  return whole
}

/** A bare value said in the way of the attribute that is there (5.6.17). */
function adopt(old: Instance | undefined, given: Instance, bare: NonNullable<Write['bare']>, attribute: string): Instance {
  const { value, ...others } = given
  if (old === undefined || old.type === given.type || given.type !== 'Property') return given
  const said = sayAs(old.type, value, bare)
  const fault = faultySaid(old.type, said)
  if (fault !== undefined) throw new NgsiLdError('BadRequestData', `The value of ${attribute}, a ${old.type}, ${fault}.`)
  return { ...others, type: old.type, [valueMembers[old.type]]: said }
}

function sayAs(type: AttributeType, value: unknown, { lang, expand }: NonNullable<Write['bare']>): unknown {
  if (type === 'LanguageProperty' && typeof value === 'string') return { [lang]: value }
  if (type !== 'VocabProperty') return value
  return Array.isArray(value) ? value.map((term) => expand(String(term))) : expand(String(value))
}

const isRemoved = (given: Instance) => Object.values(valueMembers).some((member) => given[member] === ngsiNull)

function takeAway(
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
