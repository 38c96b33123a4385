import type { Db } from '#kernel'
import { type Attributes, defaultInstance, type Entity, type Instance, saidBy, valueMembers } from './entity.ts'
import { writeInstant } from './instant.ts'
import { findLinked } from './linked.ts'
import { representJoined } from './linked-represent.ts'
import type { Change } from './match.ts'
import { queryEntities } from './query.ts'
import { feature } from './query-answer.ts'
import { ngsiNull } from './reading.ts'
import { represent, type Written } from './represent.ts'
import type { Subscription } from './subscription.ts'
import type { Known } from './subscription-book.ts'

/**
 * The entity of a notification (GS CIM 009, 5.8.6): as it is after the change, with what was deleted marked by
 * `urn:ngsi-ld:null`, and, where the subscriber wants to see changes, with what was said before; and the entities it refers to,
 * where these are wanted.
 */
export async function notifiedEntity(db: Db, change: Change, at: Date, known: Known): Promise<Written[]> {
  const { subscription } = known
  if (change.kind !== 'entity-deleted')
    return writeEntities(db, [{ ...change.entity, attributes: changed(change, at, subscription) }], known)
  const written = represent({ ...change.entity, scopes: [], attributes: gone(change, at, subscription) }, subscription.how)
  return [{ ...written, deletedAt: writeInstant(at) }]
}

/** Entities in the form that a subscription asks for. */
export async function writeEntities(db: Db, entities: readonly Entity[], { row, subscription }: Known): Promise<Written[]> {
  const { how, join, geometryProperty } = subscription
  const find = async (ids: readonly string[]) => (await queryEntities(db, row.tenant, { ids, limit: ids.length })).entities
  const both =
    join === undefined
      ? entities.map((entity) => ({ entity, written: represent(entity, how) }))
      : representJoined(entities, how, join, await findLinked(entities, join, how, find))
  return both.map(({ entity, written }) =>
    geometryProperty === undefined ? written : feature(entity, written, geometryProperty),
  )
}

/** Of a deleted entity, the attributes that somebody waits for to be deleted, or wants to see as they were. */
function gone({ entity }: Change, at: Date, { triggers, watched, showChanges, how }: Subscription): Attributes {
  if (!showChanges && !triggers.has('attributeDeleted')) return {}
  const told = Object.entries(entity.attributes).filter(([attribute]) => watched?.has(attribute) ?? true)
  const marking = { how, showChanges: showChanges === true, isBare: true }
  return Object.fromEntries(told.map(([attribute, instances]) => [attribute, markAll(instances, at, marking)]))
}

function changed({ entity, before }: Change, at: Date, { triggers, watched, showChanges, how }: Subscription): Attributes {
  if (Object.keys(before).length === 0) return entity.attributes
  const tellsDeleted = triggers.has('attributeDeleted') || triggers.has('entityUpdated')
  const attributes: Record<string, readonly Instance[]> = { ...entity.attributes }
  for (const [attribute, old] of Object.entries(before)) {
    const now = entity.attributes[attribute] ?? []
    const isThere = (instance: Instance) => now.some(({ datasetId }) => datasetId === instance.datasetId)
    const withOld = now.map((instance) => {
      const previous = showChanges && old.find(({ datasetId }) => datasetId === instance.datasetId)
      return previous ? { ...instance, ...said('previous', previous, how) } : instance
    })
    const isTold = tellsDeleted && (watched?.has(attribute) ?? true)
    const marking = { how, showChanges: showChanges === true, isBare: false }
    const lost = isTold ? old.filter((instance) => !isThere(instance)) : []
    const all = [...withOld, ...(now.length === 0 ? markAll(lost, at, marking) : lost.map((one) => mark(one, at, marking)))]
    if (all.length > 0) attributes[attribute] = all
  }
  return attributes
}

type Marking = Pick<Subscription, 'how'> & { readonly showChanges: boolean; readonly isBare: boolean }

/** Of an attribute that is wholly gone, one null is enough, unless each instance has something to show. */
function markAll(instances: readonly Instance[], at: Date, marking: Marking): readonly Instance[] {
  const [first, ...others] = instances
  if (first === undefined || others.length === 0 || marking.showChanges) return instances.map((one) => mark(one, at, marking))
  const { datasetId: _datasetId, ...whole } = defaultInstance(instances) ?? first
  return [mark(whole, at, marking)]
}

/** The null of a language map is one of its texts, where the entity is there still. */
function mark(instance: Instance, at: Date, { how, showChanges, isBare }: Marking): Instance {
  const { type, datasetId, createdAt, modifiedAt } = instance
  const isMap = type === 'LanguageProperty' && !isBare
  const marked = {
    type,
    [valueMembers[type]]: isMap ? { '@none': ngsiNull } : ngsiNull,
    ...(datasetId !== undefined && { datasetId }),
    ...(showChanges && said('previous', instance, how)),
    ...(how.sysAttrs && { createdAt, modifiedAt, deletedAt: writeInstant(at) }),
  }
  return marked as Instance
}

/** What an instance says, under another name: `previousValue`, `previousObject` … */
function said(prefix: string, instance: Instance, { names }: Subscription['how']): Record<string, unknown> {
  const member = valueMembers[instance.type]
  const value = saidBy(instance)
  const isTerm = instance.type === 'VocabProperty'
  const read = isTerm ? (Array.isArray(value) ? value.map(names.compact) : names.compact(String(value))) : value
  return { [`${prefix}${member.charAt(0).toUpperCase()}${member.slice(1)}`]: read }
}
