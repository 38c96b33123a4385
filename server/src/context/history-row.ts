import type { Instance } from './entity.ts'
import { writeInstant } from './instant.ts'
import { shorten } from './names.ts'

/** A row of `context.history`, its members named like the columns. */
export type HistoryRow = {
  tenant: string
  entity_id: string
  attribute: string
  at: string
  recorded: string
  number: number | null
  instance: Instance | null
}

/** How the history keeps an instance that was set. */
export function historyRow(tenant: string, id: string, attribute: string, instance: Instance): HistoryRow {
  const { createdAt: _created, modifiedAt, ...kept } = instance
  const recorded = (modifiedAt ?? instance.deletedAt) as string
  return {
    tenant,
    entity_id: id,
    attribute: shorten(attribute),
    at: instance.observedAt ?? recorded,
    recorded,
    number: numberOf(instance),
    instance: isPlain(kept) ? null : kept,
  }
}

export const numberOf = ({ type, value }: Instance): number | null =>
  type === 'Property' && typeof value === 'number' ? value : null

/** Whether `number` and `at` say all that an instance says, to the millisecond that they can be read back to. */
function isPlain(instance: Instance): boolean {
  const { type, value, observedAt } = instance
  if (type !== 'Property' || typeof value !== 'number' || observedAt === undefined) return false
  if (observedAt.length !== 20 && observedAt.length !== 24) return false
  for (const member in instance) if (member !== 'type' && member !== 'value' && member !== 'observedAt') return false
  return true
}

/** What a row says: the instance, or what its columns tell of one that says no more. */
export function readRow({ instance, number, at }: { instance: Instance | null; number: number | null; at: Date }): Instance {
  return instance ?? { type: 'Property', value: number, observedAt: writeInstant(at) }
}

/** The same in SQL, for `context.history h`. */
export const instanceSql = `coalesce(h.instance, jsonb_build_object('type', 'Property', 'value', h.number,
  'observedAt', to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))`

/** SQL of the dataset of a row, null for the default one. */
export const datasetSql = `h.instance ->> 'datasetId'`

/**
 * SQL that holds for a row of `context.history h` which nothing later corrects. Asked row by row along the index, it finds the newest
 * rows of a long series without looking at the others, which `distinct on` would sort as a whole.
 *
 * @param conditions what makes a row count at all, as SQL on `h`
 * @param only SQL of the id of the entity that all rows are of, for Citus
 */
export const isUncorrectedSql = (conditions: string, only = 'h.entity_id'): string => `h.id = (
  select max(h.id) from (
    select * from context.history n where n.tenant = h.tenant and n.entity_id = ${only} and n.attribute = h.attribute
      and n.at = h.at and n.instance ->> 'datasetId' is not distinct from ${datasetSql}) h
  where ${conditions})`

/** SQL that holds for rows of what was observed, and of what was deleted. What was deleted says when, and nothing else. */
export const isObservedSql = `(h.instance is null or h.instance ? 'observedAt')`
export const isDeletionSql = `coalesce(h.instance ? 'deletedAt', false)`
