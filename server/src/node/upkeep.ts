import {
  dropEntityMaps,
  dropSnapshots,
  expireEntities,
  foldCensus,
  forgetOld,
  keepMonthsAhead,
  rollHistory,
  type Writer,
} from '#context'
import { type Clock, type Config, type Jobs, type Logger, type Pool, trimLog } from '#kernel'
import { forgetOverdue } from '#trust'

/** How long an entry stays in the log at least; what a follower has not read stays longer. */
const logDays = 7

/** What a node does by the clock, so that its tables stay small and quick. */
export async function startUpkeep(
  jobs: Jobs,
  pool: Pool,
  writer: Writer,
  clock: Clock,
  { databaseUrl, historyRetention }: Config,
  logger: Logger,
): Promise<void> {
  await jobs.every('trim-log', '17 * * * *', async () => {
    await trimLog(pool, new Date(clock().getTime() - logDays * 86_400_000))
  })
  await jobs.every('expire-entities', '* * * * *', async () => {
    const expired = await expireEntities(pool, writer, clock())
    if (expired > 0) logger.info({ expired }, 'transient entities came to their end')
    await dropEntityMaps(pool, clock())
    await dropSnapshots(pool, clock())
  })
  await jobs.every('fold-census', '* * * * *', async () => foldCensus(pool))
  await jobs.every('roll-history', '27 * * * *', () => rollHistory(pool, clock()))
  await jobs.every('forget-overdue', '7 * * * *', () => forgetOverdue(pool, clock()))
  await jobs.every('keep-history', '37 2 * * *', async () => {
    await keepMonthsAhead(pool, clock())
    await forgetOld(pool, historyRetention, clock())
  })
  // PostgreSQL does this by itself; the embedded engine has no process beside the one that answers.
  if (databaseUrl === undefined)
    await jobs.every('vacuum', '47 * * * *', async () => {
      await pool.query('vacuum (analyze)')
    })
}
