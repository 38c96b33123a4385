import type { Shards } from '#kernel'

/**
 * On Citus, everything that is known of an entity lies on one server, by its id. The census, the log and the lists of what is still
 * to be done stay with the coordinator.
 *
 * @see docs/decisions/0035-shards-by-entity.md
 */
export const shards: Shards = {
  tables: {
    'context.entity': 'id',
    'context.entity_type': 'id',
    'context.history': 'entity_id',
    'context.history_hour': 'entity_id',
    'context.departed': 'id',
    'context.past_attribute': 'id',
    'context.born_of_history': 'id',
  },
  functions: ['context.instant(jsonb)'],
}
