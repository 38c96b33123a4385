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
/** How far the cursor may lie behind what was passed because nobody wanted it. */
const saveMs = 1000

/** How far this process has read. */
type Place = {
  /** Everything up to here was handled, or is not wanted; undefined until the cursor was read. */
  passed: Position | undefined
  /** The cursor lies behind it. */
  isUnsaved: boolean
  /** Somebody waits for the cursor. */
  isAwaited: boolean
  /** By the clock of the process, in milliseconds. */
  savedAt: number
}

/**
 * Follows the log from a named cursor. In a group of processes one at a time runs a name. A handler that throws is called again
 * with the same entries, after a pause that doubles up to 30 s: nothing is skipped.
 */
export async function follow(pool: Pool, options: FollowOptions): Promise<Follower> {
  await openCursor(pool, options)
  const stopping = new AbortController()
  const place: Place = { passed: undefined, isUnsaved: false, isAwaited: false, savedAt: 0 }
  const running = run(pool, options, place, stopping.signal)
  return {
    caughtUp: async () => {
      const target = await newestEntry(pool)
      place.isAwaited = true
      nudgeFollowers()
      while (!stopping.signal.aborted && !(await hasPassed(pool, options.name, target))) await sleep(20)
      place.isAwaited = false
    },
    stop: async () => {
      stopping.abort()
      nudgeFollowers()
      await running
    },
  }
}

async function run(pool: Pool, options: FollowOptions, place: Place, signal: AbortSignal): Promise<void> {
  let pause = 0
  while (!signal.aborted) {
    try {
      const read = (await skim(pool, options, place)) ?? (await step(pool, options, place))
      pause = 0
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

/**
 * Reads on without a transaction, as most of the log concerns few of its followers: entries that are not wanted only move the place in
 * memory, which the cursor follows once in a while.
 *
 * @returns how many were passed; undefined where something is wanted, or it is not known yet where to read on
 */
async function skim(
  pool: Pool,
  { name, kinds, only, batch = usualBatch }: FollowOptions,
  place: Place,
): Promise<number | undefined> {
  if (place.passed === undefined) return undefined
  const { wanted, size, end } = await readStretch(pool, place.passed, batch, kinds, only)
  if (wanted.length > 0) return undefined
  place.passed = end
  if (place.isUnsaved || size > 0) await saveNowAndThen(pool, name, place)
  return size
}

async function saveNowAndThen(pool: Pool, name: string, place: Place): Promise<void> {
  place.isUnsaved = !place.isAwaited && performance.now() < place.savedAt + saveMs
  if (place.isUnsaved || place.passed === undefined) return
  place.savedAt = performance.now()
  const { xid, id } = place.passed
  await pool.prepared(
    'update kernel.cursor set xid = $2, id = $3, moved_at = now() where name = $1 and (xid, id) < ($2::xid8, $3::bigint)',
    [name, xid, id],
  )
}

/** Handles what is wanted and moves the cursor, in one transaction. */
async function step(pool: Pool, options: FollowOptions, place: Place): Promise<number> {
  const { name, kinds, only, batch = usualBatch, handle, onHandled } = options
  const moved = await pool.transaction(async (tx) => {
    const [cursor] = await tx.prepared<Position>('select xid, id from kernel.cursor where name = $1 for update skip locked', [
      name,
    ])
    if (cursor === undefined) return undefined
    const from = laterOf(cursor, place.passed)
    const { wanted, size, end } = await readStretch(tx, from, batch, kinds, only)
    if (wanted.length > 0) await handle(tx, wanted)
    if (size > 0)
      await tx.prepared('update kernel.cursor set xid = $2, id = $3, moved_at = now() where name = $1', [name, end.xid, end.id])
    return { size, end }
  })
  if (moved === undefined) return 0
  place.passed = moved.end
  place.isUnsaved = false
  if (moved.size > 0) onHandled?.()
  return moved.size
}

function laterOf(a: Position, b: Position | undefined): Position {
  if (b === undefined) return a
  const order = BigInt(a.xid) - BigInt(b.xid) || BigInt(a.id - b.id)
  return order >= 0n ? a : b
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
