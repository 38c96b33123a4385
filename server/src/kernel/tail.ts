import type { Pool } from './database.ts'
import { type LogEntry, logEnd, readLog } from './log.ts'
import type { Logger } from './logger.ts'
import { nudgedOr, nudgeFollowers } from './nudge.ts'

export type TailOptions = {
  readonly kinds: readonly string[]
  readonly logger: Logger
  readonly onEntries: (entries: readonly LogEntry[]) => void
}

const idleMs = 500
const pauseAfterFailure = 5000

/** Tells what is appended from now on, in this process and for its lifetime: for open pages, which can miss an entry and be none the worse. */
export async function tail(pool: Pool, { kinds, logger, onEntries }: TailOptions): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  let position = await logEnd(pool)
  const step = async () => {
    const entries = await readLog(pool, position, 500, kinds)
    const wanted = entries.filter((entry) => kinds.includes(entry.kind))
    if (wanted.length > 0) onEntries(wanted)
    position = entries.at(-1)?.position ?? position
    return entries.length > 0
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
