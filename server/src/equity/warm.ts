import type { GapService } from '#contract'
import { type Logger, NotFound, type Pool } from '#kernel'
import { readVersion } from './places-store.ts'

export type WarmDeps = {
  readonly pool: Pool
  readonly gap: GapService
  readonly logger: Logger
  /** How often the version of the region is looked at. */
  readonly everyMs?: number
}

/**
 * Works out the usual gap whenever the region has become another and has then stood still from one look to the next, so that reading
 * its roads is not what the first visitor waits for.
 */
export function keepGapWarm({ pool, gap, logger, everyMs = 10_000 }: WarmDeps): { stop(): Promise<void> } {
  let seen: number | undefined
  let warm: number | undefined
  let hasStopped = false
  let running: Promise<void> = Promise.resolve()
  const look = async () => {
    const version = await readVersion(pool)
    const stoodStill = version === seen
    seen = version
    if (version === undefined || version === warm || !stoodStill) return
    warm = version
    await gap.report()
  }
  const timer = setInterval(() => {
    running = running.then(look).catch((error: unknown) => {
      // Whatever was on its way when the node stopped fails with it.
      if (!hasStopped && !(error instanceof NotFound)) logger.error({ err: error }, 'the gap could not be worked out beforehand')
    })
  }, everyMs)
  timer.unref()
  return {
    stop: async () => {
      hasStopped = true
      clearInterval(timer)
    },
  }
}
