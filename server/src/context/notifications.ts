import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, follow, type Logger, type Pool } from '#kernel'
import { deliverLine, dueLines } from './deliver.ts'
import { openLdContexts } from './ld-context.ts'
import { notifier } from './notify.ts'
import { keyText } from './store.ts'

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
  /** See `ContextOptions`. */
  readonly contextHosts?: readonly string[]
  readonly publicUrl?: string
}

/** Lines under delivery at once: each waits for its own receiver only. */
const maxLines = 500
const [soonMs, idleMs] = [50, 500]

/**
 * Matches changes with subscriptions and delivers the notifications. Both go on where they were after a restart: what was
 * matched is queued in the database, and what was queued is delivered at least once and in order for each subscription.
 */
export async function startNotifications(pool: Pool, options: NotificationOptions): Promise<Notifications> {
  const { logger, allowPrivateHosts: allowPrivate = false, contextHosts: hosts = [], publicUrl = '' } = options
  const contexts = openLdContexts(pool, { ...options, allowPrivate, hosts })
  const stopping = new AbortController()
  const under = new Map<string, Promise<void>>()
  const kinds = ['entity-created', 'entity-updated', 'entity-deleted']
  const follower = await follow(pool, {
    name: 'context.notifications',
    kinds,
    // Without subscribers nothing of what happened is read.
    only: 'exists (select from context.subscription)',
    logger,
    handle: notifier(contexts, logger),
  })

  const start = async (): Promise<boolean> => {
    const lines = await dueLines(pool, maxLines)
    const fresh = lines.filter((line) => !under.has(keyOf(line))).slice(0, maxLines - under.size)
    for (const line of fresh) {
      const work = deliverLine(pool, line, { logger, allowPrivate, publicUrl })
        .catch((error: unknown) =>
          logger.error({ err: error, subscription: line.subscription }, 'delivery failed and will be tried again'),
        )
        .finally(() => under.delete(keyOf(line)))
      under.set(keyOf(line), work)
    }
    return fresh.length > 0
  }
  const run = async () => {
    while (!stopping.signal.aborted) {
      const isBusy = await start().catch((error: unknown) => {
        logger.error({ err: error }, 'the lines of notifications could not be read')
        return false
      })
      await sleep(isBusy ? soonMs : idleMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    caughtUp: () => follower.caughtUp(),
    stop: async () => {
      stopping.abort()
      await follower.stop()
      await running
      await Promise.all(under.values())
    },
  }
}

const keyOf = ({ tenant, subscription }: { tenant: string; subscription: string }) => keyText({ tenant, id: subscription })
