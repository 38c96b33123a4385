import type { Attributes, Entity, Instance } from './entity.ts'
import { readInstant } from './instant.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { parseEntity } from './parse-entity.ts'

/** An entity as a source answers it, with the times of the source's system; undefined where it is no entity. */
export function readSourceEntity(document: unknown, names: Names): Entity | undefined {
  if (!isObject(document)) return undefined
  const parsed = parseEntity(document, { names })
  if (!parsed.ok) return undefined
  const raw = new Map(Object.entries(document).map(([key, value]) => [names.expand(key), value]))
  const attributes: Attributes = Object.fromEntries(
    Object.entries(parsed.entity.attributes).map(([name, instances]) => [name, withTimes(instances, raw.get(name))]),
  )
  const [createdAt, modifiedAt] = [readInstant(document.createdAt), readInstant(document.modifiedAt)]
  return {
    ...parsed.entity,
    attributes,
    ...(createdAt !== undefined && { createdAt: new Date(createdAt) }),
    ...(modifiedAt !== undefined && { modifiedAt: new Date(modifiedAt) }),
  }
}

function withTimes(instances: readonly Instance[], raw: unknown): readonly Instance[] {
  const written = Array.isArray(raw) && raw.length === instances.length ? raw : [raw]
  return instances.map((instance, index) => ({ ...instance, ...timesOf(written[index]) }))
}

function timesOf(written: unknown): { createdAt?: string; modifiedAt?: string } {
  const { createdAt, modifiedAt } = isObject(written) ? written : ({} as Json)
  const [created, modified] = [readInstant(createdAt), readInstant(modifiedAt)]
  return { ...(created !== undefined && { createdAt: created }), ...(modified !== undefined && { modifiedAt: modified }) }
}

/** What one place knows of an entity; of an auxiliary source, only what nobody else knows counts. */
export type Piece = { readonly entity: Entity; readonly isAuxiliary: boolean }

/** Puts together what several places know of one entity (GS CIM 009, 4.5.5 and 5.7.1). */
export function assemble(pieces: readonly Piece[]): Entity | undefined {
  const ordered = [...pieces].sort((a, b) => Number(a.isAuxiliary) - Number(b.isAuxiliary))
  const [first, ...others] = ordered
  return others.reduce((whole: Entity | undefined, piece) => whole && join(whole, piece), first?.entity)
}

function join(whole: Entity, { entity, isAuxiliary }: Piece): Entity {
  const attributes: Record<string, readonly Instance[]> = { ...whole.attributes }
  for (const [name, instances] of Object.entries(entity.attributes)) {
    const known = attributes[name]
    if (known === undefined) attributes[name] = instances
    else if (!isAuxiliary) attributes[name] = joinInstances(known, instances)
  }
  const times = [whole.modifiedAt, entity.modifiedAt].filter((at) => at !== undefined).sort((a, b) => b.getTime() - a.getTime())
  const starts = [whole.createdAt, entity.createdAt].filter((at) => at !== undefined).sort((a, b) => a.getTime() - b.getTime())
  return {
    ...whole,
    types: [...new Set([...whole.types, ...entity.types])],
    scopes: [...new Set([...whole.scopes, ...entity.scopes])],
    attributes,
    ...(starts[0] !== undefined && { createdAt: starts[0] }),
    ...(times[0] !== undefined && { modifiedAt: times[0] }),
  }
}

function joinInstances(known: readonly Instance[], others: readonly Instance[]): readonly Instance[] {
  const joined = new Map(known.map((instance) => [instance.datasetId, instance]))
  for (const instance of others) {
    const old = joined.get(instance.datasetId)
    joined.set(instance.datasetId, old === undefined || isNewer(instance, old) ? instance : old)
  }
  return [...joined.values()]
}

/** Newer is what was observed later; where that is not said of both, what was modified later. */
function isNewer(one: Instance, other: Instance): boolean {
  if (one.observedAt !== undefined && other.observedAt !== undefined && one.observedAt !== other.observedAt)
    return Date.parse(one.observedAt) > Date.parse(other.observedAt)
  if ((one.observedAt === undefined) !== (other.observedAt === undefined)) return one.observedAt !== undefined
  return Date.parse(one.modifiedAt ?? '') > Date.parse(other.modifiedAt ?? '')
}
