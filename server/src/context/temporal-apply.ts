import { type Entity, type Instance, saidBy } from './entity.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { mergeInstance } from './merge.ts'
import { observe, type Past } from './observe.ts'
import { stamp, writeStamp } from './stamp.ts'
import type { Applied, Mode, Write } from './write.ts'

/** What must be known of the history before a write to it can be decided. */
export type TemporalFacts = {
  /** The entity came into being through its history. */
  readonly isBornOfHistory: boolean
  /** The entity was deleted, and its past is kept. */
  readonly hasDeparted: boolean
  /** The attribute in question, in the dataset in question, is in the history. */
  readonly hasAttribute: boolean
  readonly row?: PastRow
  /** The newest of the other instances of the same attribute and dataset. */
  readonly newestOther?: Instance
}

/** One instance in the history, with the time it was recorded as `createdAt`. */
export type PastRow = { readonly row: number; readonly at: string; readonly instance: Instance }

/** Whether a write can only be decided with `TemporalFacts`. */
export const needsFacts = (mode: Mode): boolean =>
  mode.startsWith('temporal-') && mode !== 'temporal-upsert' && mode !== 'temporal-append'

/**
 * What a write to the history makes of it and of the entity as it is now; the rules of GS CIM 009, 5.6.11 to 5.6.16. There is one
 * picture: the newest instances are what is known now, whichever way they came; see docs/decisions/0010.
 *
 * @throws {NgsiLdError} ResourceNotFound
 */
export function applyTemporal(current: Entity | undefined, write: Write, now: Date, past: Past, facts?: TemporalFacts): Applied {
  const { mode, entity } = write
  if (mode === 'temporal-upsert') return observe(current, entity, now, past)
  if (mode === 'temporal-append') {
    if (current === undefined) throw notFound(entity.id)
    return observe(current, entity, now, past)
  }
  if (facts === undefined) throw new Error(`${mode} was to be decided without a look at the history`)
  if (current === undefined && !facts.hasDeparted) throw notFound(entity.id)
  if (mode === 'temporal-delete') return deletePast(current, facts)
  const [[attribute, [given]]] = Object.entries(entity.attributes) as [[string, [Instance]]]
  if (mode === 'temporal-delete-attribute') return deleteAttribute(current, write, attribute, given, now, facts)
  const { row } = facts
  if (row === undefined) throw notFound(`instance of ${attribute} with this instanceId`)
  return mode === 'temporal-patch-instance'
    ? patchRow(current, attribute, mergeInstance(row.instance, given, false), now, { ...facts, row })
    : deleteRow(current, attribute, now, { ...facts, row })
}

function deletePast(current: Entity | undefined, { isBornOfHistory }: TemporalFacts): Applied {
  const next = isBornOfHistory ? undefined : current
  return {
    outcome: 'deleted',
    next,
    changed: Object.keys(current?.attributes ?? {}),
    history: [],
    rewritten: { forget: 'entity' },
  }
}

function deleteAttribute(
  current: Entity | undefined,
  { everyInstance = false }: Write,
  attribute: string,
  { datasetId }: Instance,
  now: Date,
  { hasAttribute, isBornOfHistory }: TemporalFacts,
): Applied {
  if (!hasAttribute) throw notFound(`attribute ${attribute}`)
  const rewritten = { forget: 'attribute', attribute, ...(datasetId !== undefined && { datasetId }), everyInstance } as const
  const isKept = (instance: Instance) => !everyInstance && instance.datasetId !== datasetId
  const kept = current?.attributes[attribute]?.filter(isKept) ?? []
  const next = isBornOfHistory && current ? withInstances(current, attribute, kept, now) : current
  return settled(current, next, attribute, rewritten)
}

type RowFacts = TemporalFacts & { readonly row: PastRow }

function patchRow(current: Entity | undefined, attribute: string, merged: Instance, now: Date, facts: RowFacts): Applied {
  const { row, newestOther } = facts
  if (saidBy(merged) === undefined) throw new NgsiLdError('BadRequestData', `An instance of ${attribute} needs a value.`)
  const instance = { ...merged, modifiedAt: writeStamp(now) }
  const place = { attribute, row: row.row, at: row.at, ...datasetOf(row.instance) }
  const known = knownOf(current, attribute, instance)
  let next = current
  if (current && known) {
    if (isSame(known, row.instance))
      next = withInstance(current, attribute, known, isNewer(newestOther, instance) ? newestOther : instance, now)
    else if (known.observedAt && instance.observedAt && isNewer(instance, known))
      next = withInstance(current, attribute, known, instance, now)
  }
  return settled(current, next, attribute, { ...place, instance })
}

function deleteRow(current: Entity | undefined, attribute: string, now: Date, { row, newestOther }: RowFacts): Applied {
  const place = { attribute, row: row.row, at: row.at, ...datasetOf(row.instance) }
  const known = knownOf(current, attribute, row.instance)
  const isCurrent = known !== undefined && isSame(known, row.instance)
  const next = current && isCurrent ? withInstance(current, attribute, known, newestOther, now) : current
  return settled(current, next, attribute, { forget: 'row', ...place })
}

const settled = (current: Entity | undefined, next: Entity | undefined, attribute: string, rewritten: Applied['rewritten']) =>
  ({ outcome: 'updated', next, changed: next === current ? [] : [attribute], history: [], rewritten }) as Applied

const datasetOf = ({ datasetId }: Instance) => (datasetId === undefined ? {} : { datasetId })

const knownOf = (current: Entity | undefined, attribute: string, { datasetId }: Instance) =>
  current?.attributes[attribute]?.find((instance) => instance.datasetId === datasetId)

/** Whether what is known now is the very instance of the past: of the same time, or recorded at the same time. */
const isSame = (known: Instance, { observedAt, createdAt }: Instance) =>
  known.observedAt === undefined || observedAt === undefined
    ? known.observedAt === observedAt && known.modifiedAt === createdAt
    : Date.parse(known.observedAt) === Date.parse(observedAt)

const timeOf = ({ observedAt, createdAt }: Instance) => Date.parse(observedAt ?? createdAt ?? '')

const isNewer = (one: Instance | undefined, other: Instance): one is Instance => one !== undefined && timeOf(one) > timeOf(other)

/** The entity with another instance in the place of one, or without it. */
function withInstance(current: Entity, attribute: string, known: Instance, other: Instance | undefined, now: Date): Entity {
  const instances = (current.attributes[attribute] ?? []).flatMap((instance) => {
    if (instance !== known) return [instance]
    return other === undefined ? [] : [stamp(known, other, now)]
  })
  return withInstances(current, attribute, instances, now)
}

function withInstances(current: Entity, attribute: string, instances: readonly Instance[], now: Date): Entity {
  if (
    instances.length === current.attributes[attribute]?.length &&
    instances.every((one) => current.attributes[attribute]?.includes(one))
  )
    return current
  const { [attribute]: _before, ...others } = current.attributes
  return { ...current, attributes: instances.length === 0 ? others : { ...others, [attribute]: instances }, modifiedAt: now }
}
