import type { App } from '#kernel'
import { tellAllSources } from './csource-notify.ts'
import { lockRegistrations } from './csource-store.ts'
import { sourcesMeant } from './csource-subscription.ts'
import type { ContextDeps } from './deps.ts'
import { type Subscribable, subscriptionRoutes } from './subscription-routes.ts'

/**
 * Whoever subscribes to sources is told at once of those that match. While that is found out no registration changes, so that
 * each change is told either then or by the log, and none twice.
 */
const toSources: Subscribable = {
  kind: 'sources',
  collection: 'csourceSubscriptions',
  tags: ['Context: sources'],
  subscribe: 'Subscribe to context sources that come, change and go',
  check: sourcesMeant,
  begin: lockRegistrations,
  tellFirst: (tx, known) => tellAllSources(tx, known, known.row.modified_at),
}

/** GS CIM 009, 6.12 and 6.13: /csourceSubscriptions. */
export const csourceSubscriptionRoutes = (app: App, deps: ContextDeps): void => subscriptionRoutes(app, deps, toSources)
