import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger, Pool, Tx } from '#kernel'
import { tellAllSources } from './csource-notify.ts'
import type { LdContexts } from './ld-context.ts'
import { writeNotification } from './notification-body.ts'
import { queueNotifications } from './notification-queue.ts'
import { writeEntities } from './notify-entity.ts'
import { queryEntities } from './query.ts'
import type { Known } from './subscription-book.ts'
import { readSubscription } from './subscription-read.ts'
import { subscriptionsOfLines } from './subscription-store.ts'

export type RoundOptions = {
  readonly contexts: LdContexts
  readonly logger: Logger
  /** Something was queued. */
  readonly onQueued: () => void
}

const lookMs = 500
/** Entities in one notification. */
const mostInOne = 500

/**
 * Tells the subscribers who want to be told by the clock (`timeInterval`): of all entities that match, whatever changed. Of many
 * processes one does each round; a round that was missed while none ran is not made up for.
 */
export function startRounds(pool: Pool, options: RoundOptions): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        while ((await pool.transaction((tx) => doRound(tx, options))) && !stopping.signal.aborted) options.onQueued()
      } catch (error) {
        options.logger.error({ err: error }, 'a round of notifications failed and will be tried again')
      }
      await sleep(lookMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** @returns false when no round is due */
async function doRound(tx: Tx, { contexts, logger }: RoundOptions): Promise<boolean> {
  const [due] = await tx.prepared<{ line: number; at: Date }>(
    `update context.round r set next_at = greatest(r.next_at + r.seconds * interval '1 second', now() + r.seconds * interval '0.5 second')
     from (select line from context.round where next_at <= now() order by next_at limit 1 for update skip locked) due
     where r.line = due.line returning r.line, now() as at`,
  )
  if (due === undefined) return false
  const [row] = await subscriptionsOfLines(tx, [due.line])
  if (row === undefined) return true
  await tx.query('savepoint round')
  try {
    const subscription = await readSubscription(row, (context) => contexts.namesKept(tx, context))
    await (row.kind === 'sources' ? tellAllSources : tellAll)(tx, { row, subscription }, due.at)
  } catch (error) {
    await tx.query('rollback to savepoint round')
    logger.error({ err: error, subscription: row.id }, 'the round of a subscription failed')
  }
  return true
}

async function tellAll(tx: Tx, known: Known, at: Date): Promise<void> {
  const { row, subscription } = known
  const { isActive, expiresAt, selectors, attributes, q, scope, geo } = subscription
  if (!isActive || (expiresAt !== undefined && expiresAt <= at)) return
  const query = {
    ...(selectors && { selectors }),
    ...(attributes && { attributes }),
    ...(q && { q }),
    ...(scope && { scope }),
    ...(geo && { geo }),
  }
  for (let offset = 0, isMore = true; isMore; offset += mostInOne) {
    const { entities } = await queryEntities(tx, row.tenant, { ...query, limit: mostInOne, offset })
    const data = await writeEntities(tx, entities, known)
    if (data.length > 0) await queueNotifications(tx, [writeNotification(known, at, data)])
    isMore = entities.length === mostInOne
  }
}
