import { type Instance, valueMembers } from './entity.ts'
import { isObject, type Json } from './json.ts'
import { ngsiNull } from './reading.ts'

/**
 * An instance with the members of a patch put onto it. Deep, objects within values are merged too (GS CIM 009, 5.5.12);
 * otherwise a member replaces the one that is there (5.6.4). `urn:ngsi-ld:null` takes a member away.
 */
export function mergeInstance(old: Instance | undefined, patch: Instance, isDeep: boolean): Instance {
  if (old === undefined) return isDeep ? withoutDeepNulls(patch) : withoutNulls(patch)
  const isOtherType = patch.type !== undefined && patch.type !== old.type && !isSameKind(old, patch)
  const base: Record<string, unknown> = isOtherType ? withoutValue(old) : { ...old }
  for (const [key, value] of Object.entries(patch)) {
    if (isNull(value)) delete base[key]
    else if (isDeep && key.includes(':'))
      base[key] = mergeInstances((old[key] as Instance[] | undefined) ?? [], value as Instance[])
    else base[key] = isDeep ? mergeValue(base[key], value) : value
  }
  if (!isOtherType) base.type = old.type
  return base as Instance
}

/** What is new cannot have anything taken away, at any depth. */
function withoutDeepNulls(patch: Instance): Instance {
  const kept = Object.entries(withoutNulls(patch)).map(([key, value]) => [
    key,
    key.includes(':') ? mergeInstances([], value as Instance[]) : mergeValue(undefined, value),
  ])
  return Object.fromEntries(kept) as Instance
}

/** A value given without its type fits an attribute of another type with the same member. */
const isSameKind = (old: Instance, patch: Instance) =>
  valueMembers[old.type] === valueMembers[patch.type] && old.type === 'GeoProperty'

function withoutValue(old: Instance): Record<string, unknown> {
  const { [valueMembers[old.type]]: _said, ...rest } = old
  return rest
}

function mergeInstances(old: readonly Instance[], patch: readonly Instance[]): Instance[] {
  const merged = new Map(old.map((instance) => [instance.datasetId, instance]))
  for (const instance of patch) merged.set(instance.datasetId, mergeInstance(merged.get(instance.datasetId), instance, true))
  return [...merged.values()]
}

function mergeValue(old: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Record<string, unknown> = isObject(old) ? { ...old } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === ngsiNull) delete merged[key]
    else merged[key] = mergeValue(merged[key], value)
  }
  return merged
}

const isNull = (value: unknown) =>
  value === ngsiNull || (Array.isArray(value) && value.length === 1 && isObject(value[0]) && value[0].value === ngsiNull)

/** What is new cannot have anything taken away. */
export function withoutNulls(instance: Instance): Instance {
  const values: Json = instance
  for (const key in values)
    if (isNull(values[key])) return Object.fromEntries(Object.entries(values).filter(([, value]) => !isNull(value))) as Instance
  return instance
}
