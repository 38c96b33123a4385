import { PgBoss } from 'pg-boss'
import type { Db, Pool } from './database.ts'
import type { Logger } from './logger.ts'

export type SendOptions = {
  /** Seconds from now, or a moment. */
  readonly startAfter?: number | Date
  /** Adds the job within a transaction. */
  readonly db?: Db
}

/** Work that is done later, again when it fails, or by the clock; kept in the database, so that it survives a restart. */
export type Jobs = {
  /** Does the jobs of this name. A handler that throws is called again later, with growing pauses. */
  work<Data extends object>(
    name: string,
    handler: (data: Data) => Promise<void>,
    options?: { retryLimit?: number },
  ): Promise<void>
  /** Adds a job of a name that `work` is done for. @throws when no process ever did work of that name */
  send(name: string, data: object, options?: SendOptions): Promise<void>
  /** Does work by the clock, once in a group of processes. @param cron five fields, in UTC */
  every(name: string, cron: string, handler: () => Promise<void>): Promise<void>
  /** Takes no more jobs, and waits up to 10 s for those that are being done. */
  stop(): Promise<void>
}

/** Starts the queue in its own schema, which it makes and migrates by itself. */
export async function startJobs(pool: Pool, logger: Logger): Promise<Jobs> {
  const boss = new PgBoss({ db: databaseOf(pool), schema: 'kernel_jobs', monitorIntervalSeconds: 60 })
  boss.on('error', (error) => logger.error({ err: error }, 'the job queue reported an error'))
  // Servers that start together may make the schema at the same time; all but one of them must try again.
  await boss.start({ attempts: 5 })

  const work: Jobs['work'] = async (name, handler, { retryLimit = 10 } = {}) => {
    await boss.createQueue(name, { retryLimit, retryBackoff: true, retryDelay: 1 })
    await boss.work<never>(name, { pollingIntervalSeconds: 1 }, async (jobs) => {
      for (const job of jobs) await handler(job.data)
    })
  }
  return {
    work,
    send: async (name, data, { db, ...options } = {}) => {
      await boss.send(name, data, { ...options, ...(db !== undefined && { db: databaseOf(db) }) })
    },
    every: async (name, cron, handler) => {
      await work(name, handler)
      await boss.schedule(name, cron)
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}

const databaseOf = (db: Db) => ({
  executeSql: async (text: string, values?: unknown[]) => ({ rows: await db.query(text, values) }),
})
