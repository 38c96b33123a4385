import { type Entity, type Instance, saidBy } from './entity.ts'
import { isObject, sameJson } from './json.ts'
import { rememberScopes } from './remember.ts'
import { stamp } from './stamp.ts'
import type { Applied, Remembered } from './write.ts'

/**
 * Takes in readings, which may come late, twice or corrected. Each attribute instance by itself, by its `observedAt`:
 * newer than what is known replaces it; of the same time with another value corrects it; older goes to the history only; what
 * the history holds already is a duplicate. A value without a time counts from now, and is a duplicate while it stays the same.
 */
export function observe(current: Entity | undefined, entity: Entity, now: Date, past: Past): Applied {
  const attributes: Record<string, readonly Instance[]> = { ...current?.attributes }
  const history: Remembered[] = []
  const changed: string[] = []
  for (const [attribute, given] of Object.entries(entity.attributes)) {
    for (const instance of given) {
      const before = attributes[attribute] ?? []
      const old = before.find((one) => one.datasetId === instance.datasetId)
      const verdict = judge(old, attribute, instance, past)
      if (verdict === 'known') continue
      const stamped = stamp(old, instance, now)
      history.push({ attribute, instance: stamped })
      if (verdict === 'late') continue
      attributes[attribute] = old === undefined ? [...before, stamped] : before.map((one) => (one === old ? stamped : one))
      if (!changed.includes(attribute)) changed.push(attribute)
    }
  }
  if (current === undefined) {
    history.push(...rememberScopes([], entity.scopes, now))
    const next = { ...entity, attributes, createdAt: now, modifiedAt: now }
    return { outcome: 'created', next, changed, history }
  }
  const next = settle(current, entity, attributes, changed.length > 0, now)
  history.push(...rememberScopes(current.scopes, next.scopes, now))
  const outcome = next !== current ? 'updated' : history.length > 0 ? 'late' : 'duplicate'
  return { outcome, next, changed, history }
}

/** A reading may also bring a type or scopes that the entity did not have. */
function settle(current: Entity, entity: Entity, attributes: Entity['attributes'], isChanged: boolean, now: Date): Entity {
  const newTypes = entity.types.filter((type) => !current.types.includes(type))
  const hasNewScopes = entity.scopes.length > 0 && !sameJson(entity.scopes, current.scopes)
  if (!isChanged && newTypes.length === 0 && !hasNewScopes) return current
  const types = newTypes.length > 0 ? [...current.types, ...newTypes] : current.types
  return { ...current, types, scopes: hasNewScopes ? entity.scopes : current.scopes, attributes, modifiedAt: now }
}

function judge(old: Instance | undefined, attribute: string, instance: Instance, past: Past): 'newer' | 'late' | 'known' {
  if (old === undefined) return 'newer'
  if (instance.observedAt === undefined) return sameJson(saidBy(old), saidBy(instance)) ? 'known' : 'newer'
  if (old.observedAt === undefined) return 'newer'
  const ahead = Date.parse(instance.observedAt) - Date.parse(old.observedAt)
  if (ahead > 0) return 'newer'
  if (ahead === 0 && sameJson(saidBy(old), saidBy(instance))) return 'known'
  if (past.has(attribute, instance)) return 'known'
  return ahead === 0 ? 'newer' : 'late'
}

/** What the history of an entity holds of the readings in question. */
export type Past = { has(attribute: string, instance: Instance): boolean }

/**
 * The past as the database told it, as keys, together with what a batch adds to it. Keys of what is added are made only once
 * somebody asks, which readings in their order never do.
 */
export function pastOf(known: ReadonlySet<string> = new Set()): Past & { add(remembered: readonly Remembered[]): void } {
  const added: Remembered[] = []
  const keys = new Set<string>()
  return {
    add: (remembered) => void added.push(...remembered),
    has: (attribute, instance) => {
      for (const one of added.splice(0)) keys.add(pastKey(one.attribute, one.instance))
      const key = pastKey(attribute, instance)
      return known.has(key) || keys.has(key)
    },
  }
}

/** Whether the history has to be asked before an instance can be judged against what is known. */
export function needsPast(old: Instance | undefined, instance: Instance): boolean {
  return (
    old?.observedAt !== undefined &&
    instance.observedAt !== undefined &&
    Date.parse(instance.observedAt) <= Date.parse(old.observedAt)
  )
}

/** What makes two readings of one entity the same: attribute, dataset, time and value. */
export function pastKey(attribute: string, instance: Instance): string {
  const at = instance.observedAt === undefined ? '' : Date.parse(instance.observedAt)
  return `${attribute} ${instance.datasetId ?? ''} ${at} ${canonical(saidBy(instance))}`
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`
}
