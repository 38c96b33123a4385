import type { Attributes, Entity, Instance } from './entity.ts'
import type { Applied } from './write.ts'

/** For an event, the instances that a change took away and, where somebody wants to see them, those that it replaced. */
export function before(old: Entity | undefined, { next, changed }: Applied, isWanted: boolean): { before?: Attributes } {
  if (old === undefined || next === undefined) return {}
  const all: Record<string, readonly Instance[]> = {}
  for (const attribute of changed) {
    const now = next.attributes[attribute] ?? []
    const isLost = (one: Instance) => !now.some((other) => other === one || (!isWanted && other.datasetId === one.datasetId))
    const instances = old.attributes[attribute]?.filter(isLost) ?? []
    if (instances.length > 0) all[attribute] = instances
  }
  return Object.keys(all).length > 0 ? { before: all } : {}
}
