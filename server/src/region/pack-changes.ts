import { isDeepStrictEqual } from 'node:util'
import { defaultInstance, type Entity, saidBy, type Write } from '#context'
import { packAttributes } from './pack-entities.ts'

/**
 * The writes that make an entity say what the pack says: none where it says so already. What somebody else added to it stays;
 * what the pack no longer says is removed.
 *
 * @param current the entity as it is known, if it is
 */
export function writesFor(wanted: Entity, current: Entity | undefined): readonly Write[] {
  if (current === undefined) return [{ tenant: '', mode: 'upsert-merge', entity: wanted }]
  const isSame = (attribute: string) => {
    const before = defaultInstance(current.attributes[attribute])
    const after = defaultInstance(wanted.attributes[attribute])
    return before !== undefined && after !== undefined && isDeepStrictEqual(saidBy(before), saidBy(after))
  }
  const pick = (source: Entity, names: readonly string[]): Entity => ({
    ...wanted,
    attributes: Object.fromEntries(names.map((attribute) => [attribute, source.attributes[attribute] ?? []])),
  })
  const changed = Object.keys(wanted.attributes).filter((attribute) => !isSame(attribute))
  const dropped = Object.keys(current.attributes).filter((name) => packAttributes.has(name) && !(name in wanted.attributes))
  const moved = wanted.scopes.length > 0 && !isDeepStrictEqual(wanted.scopes, current.scopes)
  const writes: Write[] = []
  if (changed.length > 0 || moved) writes.push({ tenant: '', mode: 'append', entity: pick(wanted, changed) })
  if (dropped.length > 0)
    writes.push({ tenant: '', mode: 'delete-attribute', entity: pick(current, dropped), everyInstance: true })
  return writes
}
