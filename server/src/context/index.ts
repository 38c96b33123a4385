/**
 * Context: what is known about every thing and place, now and before, as NGSI-LD entities. Knows nothing of who may ask, of
 * where readings come from, and of what an area or a service is.
 */
export { foldCensus } from './census.ts'
export type { Ask, ContextOptions } from './deps.ts'
export {
  type Attributes,
  type AttributeType,
  defaultInstance,
  type Entity,
  type Instance,
  saidBy,
  subAttributes,
  valueMembers,
} from './entity.ts'
export { dropEntityMaps } from './entity-map-store.ts'
export { NgsiLdError } from './errors.ts'
export { expireEntities } from './expire.ts'
export { hourlyMeans, readHistory, type Sample, type Series } from './history.ts'
export { rollHistory } from './history-hour.ts'
export { forgetOld, keepMonthsAhead, type Retention } from './history-upkeep.ts'
export { registerContextCommands } from './ld-context-commands.ts'
export { name, shorten } from './names.ts'
export { type NotificationRoutesOptions, registerNotificationRoutes } from './notification-routes.ts'
export { createNotificationService } from './notification-state.ts'
export { type NotificationOptions, type Notifications, startNotifications } from './notifications.ts'
export { type ParsedEntity, type ParseOptions, parseEntity } from './parse-entity.ts'
export { type Condition, parseQ } from './q-parse.ts'
export { type EntityQuery, type Found, queryEntities } from './query.ts'
export { registerContext } from './register.ts'
export { dropSnapshots } from './snapshot-store.ts'
export { findEntity } from './store.ts'
export { countContext, type Totals } from './totals.ts'
export type { Mode, Outcome, Write, Written } from './write.ts'
export { startWriter, type Writer, type WriterOptions } from './writer.ts'

import type { Migrations } from '#kernel'

import { shards } from './shards.ts'

export const contextSchema: Migrations = { module: 'context', folder: new URL('./schema/', import.meta.url), shards }
