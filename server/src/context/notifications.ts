import { type Clock, follow, type Logger, type Pool } from '#kernel'
import { sourceKinds, sourceNotifier } from './csource-notify.ts'
import { startDelivery } from './delivery.ts'
import { openLdContexts } from './ld-context.ts'
import { startRounds } from './notification-rounds.ts'
import { notifier } from './notify.ts'
import { openBook } from './subscription-book.ts'

export type Notifications = {
  /** Resolves when every change so far has been matched with the subscriptions; delivery may still be under way. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

export type NotificationOptions = {
  readonly clock: Clock
  readonly logger: Logger
  /** Notify hosts of private networks too. */
  readonly allowPrivateHosts?: boolean
  /** How long a notification is tried before it becomes a dead letter; a week unless it is said. */
  readonly patienceMs?: number
  /** See `ContextOptions`. */
  readonly contextHosts?: readonly string[]
  readonly publicUrl?: string
}

const entityKinds = ['entity-created', 'entity-updated', 'entity-deleted']
const weekMs = 7 * 24 * 3600 * 1000

/**
 * Matches changes with subscriptions and delivers the notifications. Both go on where they were after a restart: what was
 * matched is queued in the database, and what was queued is delivered at least once and in order for each subscription.
 */
export async function startNotifications(pool: Pool, options: NotificationOptions): Promise<Notifications> {
  const { logger, allowPrivateHosts: allowPrivate = false, contextHosts: hosts = [], publicUrl = '' } = options
  const contexts = openLdContexts(pool, { ...options, allowPrivate, hosts })
  const delivery = startDelivery(pool, { logger, contexts, allowPrivate, publicUrl, patienceMs: options.patienceMs ?? weekMs })
  const book = openBook(contexts, logger)
  const [ofEntities, ofSources] = [notifier(book, logger), sourceNotifier(book, logger)]
  const follower = await follow(pool, {
    name: 'context.notifications',
    kinds: [...entityKinds, ...sourceKinds],
    // Without subscribers nothing of what happened is read.
    only: 'exists (select from context.subscription)',
    logger,
    handle: async (tx, entries) => {
      await ofEntities(
        tx,
        entries.filter(({ kind }) => entityKinds.includes(kind)),
      )
      await ofSources(
        tx,
        entries.filter(({ kind }) => sourceKinds.includes(kind)),
      )
    },
    onHandled: delivery.wake,
  })
  const rounds = startRounds(pool, { contexts, logger, onQueued: delivery.wake })
  return {
    caughtUp: () => follower.caughtUp(),
    stop: async () => {
      await follower.stop()
      await rounds.stop()
      await delivery.stop()
    },
  }
}
