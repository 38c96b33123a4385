import type { Attributes, Instance } from './entity.ts'
import { valueMembers } from './entity.ts'
import { sameJson } from './json.ts'
import { name } from './names.ts'
import { ngsiNull } from './reading.ts'
import { writeStamp } from './stamp.ts'
import type { Remembered } from './write.ts'

/** The name that the scopes of an entity have in its history (GS CIM 009, 4.18). */
export const scopeName = name('scope')

/** What the history is to know of attributes that were all set. */
export function rememberAll(attributes: Attributes): Remembered[] {
  return Object.entries(attributes).flatMap(([attribute, instances]) => instances.map((instance) => ({ attribute, instance })))
}

/** What the history is to know of instances that are there no more. */
export function rememberLost(before: Attributes, after: Attributes, now: Date): Remembered[] {
  return Object.entries(before).flatMap(([attribute, instances]) => {
    const kept = new Set(after[attribute]?.map((instance) => instance.datasetId))
    const lost = instances.filter((instance) => !kept.has(instance.datasetId))
    return lost.map((instance) => ({ attribute, instance: deletion(instance, writeStamp(now)) }))
  })
}

/** What is left of an instance that was deleted: `urn:ngsi-ld:null`, and when (4.5.6). */
function deletion({ type, datasetId }: Instance, deletedAt: string): Instance {
  const nothing = type === 'LanguageProperty' ? { '@none': ngsiNull } : ngsiNull
  return { type, [valueMembers[type]]: nothing, ...(datasetId !== undefined && { datasetId }), deletedAt }
}

/** What the history is to know of scopes that are different now. */
export function rememberScopes(before: readonly string[], after: readonly string[], now: Date): Remembered[] {
  if (sameJson(before, after)) return []
  const at = writeStamp(now)
  const instance: Instance =
    after.length > 0
      ? { type: 'Property', value: after, createdAt: at, modifiedAt: at }
      : { type: 'Property', value: [], deletedAt: at }
  return [{ attribute: scopeName, instance }]
}
