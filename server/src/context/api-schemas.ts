import { commonSchemas } from './api-schemas-common.ts'
import { entitySchemas } from './api-schemas-entities.ts'
import { querySchemas } from './api-schemas-queries.ts'
import { snapshotSchemas } from './api-schemas-snapshots.ts'
import { sourceSchemas } from './api-schemas-sources.ts'
import { subscriptionSchemas } from './api-schemas-subscriptions.ts'

/**
 * What documents of NGSI-LD look like: the components of the OpenAPI document. The check of what is sent is the module's own
 * parsers, which say where a fault is.
 */
export const apiSchemas = Object.entries({
  ...commonSchemas,
  ...entitySchemas,
  ...querySchemas,
  ...subscriptionSchemas,
  ...sourceSchemas,
  ...snapshotSchemas,
}).map(([name, schema]) => ({ $id: name, ...schema }))
