import type { Pool } from './database.ts'
import { type LogEntry, logEnd, type Position, readStretch } from './log.ts'
import type { Logger } from './logger.ts'
import { nudgedOr, nudgeFollowers } from './nudge.ts'

export type TailOptions = {
  readonly kinds: readonly string[]
  readonly logger: Logger
  /** While nobody listens, the log is not read; `nudgeFollowers` says that somebody does again. */
  readonly isHeard: () => boolean
  readonly onEntries: (entries: readonly LogEntry[]) => void
}

const idleMs = 500
const pauseAfterFailure = 5000

/** Tells what is appended from now on, in this process and for its lifetime: for open pages, which can miss an entry and be none the worse. */
export async function tail(pool: Pool, { kinds, logger, isHeard, onEntries }: TailOptions): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  let position: Position | undefined = await logEnd(pool)
  const step = async () => {
    if (!isHeard()) {
      position = undefined
      return false
    }
    position ??= await logEnd(pool)
    const { wanted, size, end } = await readStretch(pool, position, 500, kinds)
    if (wanted.length > 0) onEntries(wanted)
    position = end
    return size > 0
  }
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        if (!(await step())) await nudgedOr(idleMs, stopping.signal)
      } catch (error) {
        if (!stopping.signal.aborted) logger.error({ err: error }, 'the end of the log could not be read')
        await nudgedOr(pauseAfterFailure, stopping.signal)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      nudgeFollowers()
      await running
    },
  }
}
