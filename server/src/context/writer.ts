import { type Clock, type Logger, type Metrics, type Pool, TooBusy } from '#kernel'
import { committer } from './committer.ts'
import { keyText } from './store.ts'
import type { Write, Written } from './write.ts'

export type Writer = {
  /**
   * Resolves once everything is durable, with one result for each write, in their order. Writes of one entity take effect in
   * the order of the calls.
   *
   * @throws when the database cannot be reached; nothing of the call is written then
   */
  write(writes: readonly Write[]): Promise<readonly Written[]>
  /** Writes that were accepted and are not durable yet. */
  readonly pending: number
  /** Resolves when everything accepted is durable; what comes later is refused. */
  stop(): Promise<void>
}

export type WriterOptions = {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics?: Metrics
  /** Writes in one transaction; a single call may bring more. */
  readonly maxBatch?: number
}

type Call = {
  readonly writes: readonly Write[]
  readonly keys: readonly string[]
  resolve(results: readonly Written[]): void
  reject(error: unknown): void
}

const lanes = 2
/** Writes that must wait before a second transaction runs beside the first: few are cheaper in the next one. */
const worthwhile = 100

/**
 * Gathers concurrent writes into transactions (group commit). Where many wait two transactions run side by side, so that the
 * database works while the next batch is decided; an entity is never in both.
 */
export function startWriter(pool: Pool, options: WriterOptions): Writer {
  const { maxBatch = 1000 } = options
  const commit = committer(pool, options)
  const queue: Call[] = []
  const busy = new Set<string>()
  const running = new Set<Promise<void>>()
  let pending = 0
  let waiting = 0
  let isStopped = false
  let isScheduled = false

  const fill = () => {
    isScheduled = false
    while (running.size === 0 || (running.size < lanes && waiting >= worthwhile)) {
      const calls = takeBatch(queue, busy, maxBatch)
      if (calls.length === 0) return
      for (const { writes } of calls) waiting -= writes.length
      const lane: Promise<void> = run(calls).finally(() => {
        running.delete(lane)
        schedule()
      })
      running.add(lane)
    }
  }
  const schedule = () => {
    if (isScheduled || queue.length === 0) return
    isScheduled = true
    setImmediate(fill)
  }
  const run = async (calls: readonly Call[]) => {
    const keys = calls.flatMap((call) => call.keys)
    for (const key of keys) busy.add(key)
    try {
      const results = await commit(calls.flatMap((call) => call.writes))
      let from = 0
      for (const { writes, resolve } of calls) {
        resolve(results.slice(from, from + writes.length))
        from += writes.length
      }
    } catch (error) {
      for (const call of calls) call.reject(error)
    } finally {
      for (const key of keys) busy.delete(key)
      for (const { writes } of calls) pending -= writes.length
    }
  }

  return {
    write: (writes) => {
      if (isStopped) return Promise.reject(new TooBusy('The server is stopping.'))
      if (writes.length === 0) return Promise.resolve([])
      pending += writes.length
      waiting += writes.length
      const keys = writes.map((write) => keyText({ tenant: write.tenant, id: write.entity.id }))
      return new Promise((resolve, reject) => {
        queue.push({ writes, keys, resolve, reject })
        schedule()
      })
    },
    get pending() {
      return pending
    },
    stop: async () => {
      isStopped = true
      while (pending > 0) await Promise.race([...running, new Promise((resolve) => setImmediate(resolve))])
    },
  }
}

/** Takes calls off the queue, in order, passing over those whose entities are busy or wanted by a call that was passed over. */
function takeBatch(queue: Call[], busy: ReadonlySet<string>, maxBatch: number): Call[] {
  const taken: Call[] = []
  const passed = new Set<string>()
  let size = 0
  for (let index = 0; index < queue.length && size < maxBatch; ) {
    const call = queue[index] as Call
    if (call.keys.some((key) => busy.has(key) || passed.has(key))) {
      for (const key of call.keys) passed.add(key)
      index += 1
    } else if (size > 0 && size + call.writes.length > maxBatch) break
    else {
      taken.push(call)
      size += call.writes.length
      queue.splice(index, 1)
    }
  }
  return taken
}
