import { setTimeout as sleep } from 'node:timers/promises'
import type { Db, Pool, Tx } from './database.ts'
import { type LogEntry, logEnd, logStart, newestEntry, type Position, readStretch } from './log.ts'
import type { Logger } from './logger.ts'
import { nudgedOr, nudgeFollowers } from './nudge.ts'

export type Follower = {
  /** Resolves when everything that was in the log at the time of the call has been handled. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

export type FollowOptions = {
  /** Names the cursor: the same name goes on where it left off, in whichever process it runs. */
  readonly name: string
  readonly kinds?: readonly string[]
  /** A further condition in constant SQL on the columns of `kernel.log`: what it leaves out never leaves the database. */
  readonly only?: string
  readonly batch?: number
  /** Where a name that was never seen begins. */
  readonly from?: 'start' | 'now'
  readonly logger: Logger
  /** Runs in the transaction that moves the cursor: what it writes is written once. It must make no network call. */
  readonly handle: (tx: Tx, entries: readonly LogEntry[]) => Promise<void>
  /** Told when what was handled is durable. */
  readonly onHandled?: () => void
}

const idleMs = 500
/** A follower that has caught up lets entries gather: a transaction for each would keep the writers waiting. */
const gatherMs = 20
const usualBatch = 500
/**
 * Follows the log from a named cursor. In a group of processes one at a time runs a name. A handler that throws is called again
 * with the same entries, after a pause that doubles up to 30 s: nothing is skipped.
 */
export async function follow(pool: Pool, options: FollowOptions): Promise<Follower> {
  await openCursor(pool, options)
  const stopping = new AbortController()
  const running = run(pool, options, stopping.signal)
  return {
    caughtUp: async () => {
      const target = await newestEntry(pool)
      nudgeFollowers()
      while (!stopping.signal.aborted && !(await hasPassed(pool, options.name, target))) await sleep(20)
    },
    stop: async () => {
      stopping.abort()
      nudgeFollowers()
      await running
    },
  }
}

async function run(pool: Pool, options: FollowOptions, signal: AbortSignal): Promise<void> {
  let pause = 0
  while (!signal.aborted) {
    try {
      const read = await step(pool, options)
      pause = 0
      if (read > 0) options.onHandled?.()
      if (read === 0) await nudgedOr(idleMs, signal)
      else if (read < (options.batch ?? usualBatch)) await sleep(gatherMs)
    } catch (error) {
      if (signal.aborted) return
      pause = Math.min(30_000, Math.max(100, pause * 2))
      options.logger.error({ err: error, follower: options.name, pause }, 'a follower of the log failed and will try again')
      await nudgedOr(pause, signal)
    }
  }
}

async function step(pool: Pool, { name, kinds, only, batch = usualBatch, handle }: FollowOptions): Promise<number> {
  return pool.transaction(async (tx) => {
    const [cursor] = await tx.prepared<Position>('select xid, id from kernel.cursor where name = $1 for update skip locked', [
      name,
    ])
    if (cursor === undefined) return 0
    const { wanted, size, end } = await readStretch(tx, cursor, batch, kinds, only)
    if (size === 0) return 0
    if (wanted.length > 0) await handle(tx, wanted)
    await tx.prepared('update kernel.cursor set xid = $2, id = $3, moved_at = now() where name = $1', [name, end.xid, end.id])
    return size
  })
}

async function openCursor(db: Db, { name, from = 'start' }: FollowOptions): Promise<void> {
  const start = from === 'start' ? logStart : await logEnd(db)
  await db.query('insert into kernel.cursor (name, xid, id) values ($1, $2, $3) on conflict (name) do nothing', [
    name,
    start.xid,
    start.id,
  ])
}

async function hasPassed(db: Db, name: string, target: Position): Promise<boolean> {
  const rows = await db.prepared('select 1 from kernel.cursor where name = $1 and (xid, id) >= ($2::xid8, $3::bigint)', [
    name,
    target.xid,
    target.id,
  ])
  return rows.length > 0
}
