import type { Logger } from '#kernel'
import { type Claimed, claimMs, type Settled } from './notification-queue.ts'
import { send } from './send.ts'
import type { Known } from './subscription-book.ts'

export type Delivering = {
  readonly logger: Logger
  readonly allowPrivate: boolean
  readonly publicUrl: string
  /** Whether the line is in the hands of this process still. */
  readonly isHeld: () => boolean
  /** Notes how far a line is that takes its time. */
  readonly onProgress: (settled: Settled) => Promise<void>
  /** No further one is to be sent. */
  readonly stopping: AbortSignal
  /** The one being sent is to be left. */
  readonly leaving: AbortSignal
}

/** Slower than this, a receiver waits among those that are troubled. */
const slowMs = 1000
/** What was confirmed is noted at least so often, so that little is sent twice after a killed process. */
const noteMs = claimMs / 3

/**
 * Sends the head of a line as far as its receiver confirms, in order. After a failure the line rests: as long as the
 * subscription says (cooldown), or else twice as long each time, up to five minutes.
 *
 * @returns what became of it
 */
export async function deliverLine(claimed: Claimed, known: Known, delivering: Delivering): Promise<Settled> {
  const { isHeld, stopping, leaving, allowPrivate, publicUrl, onProgress } = delivering
  let settled: Settled = { line: claimed.line, confirmedTo: 0, confirmed: 0, restMs: 0, isTroubled: false, isDone: true }
  let noted = performance.now()
  for (const message of claimed.waiting) {
    if (!isHeld() || stopping.aborted) break
    if (settled.confirmed > 0 && performance.now() - noted > noteMs) {
      await onProgress({ ...settled, isDone: false })
      settled = { ...settled, confirmed: 0 }
      noted = performance.now()
    }
    const began = performance.now()
    const error = await send(message, known, { allowPrivate, publicUrl, signal: leaving }).then(() => undefined, textOf)
    if (leaving.aborted && error !== undefined) break
    if (error !== undefined) {
      const tries = settled.confirmedTo === 0 ? claimed.tries : 0
      const { origin, cooldownMs } = known.subscription.endpoint
      const about = { endpoint: origin, subscription: known.row.id, tries: tries + 1, error }
      delivering.logger.warn(about, 'a notification was not confirmed')
      return { ...settled, error, restMs: cooldownMs ?? longer(tries), isTroubled: true }
    }
    const isTroubled = performance.now() - began > slowMs
    settled = { ...settled, confirmedTo: message.id, confirmed: settled.confirmed + 1, isTroubled }
  }
  return settled
}

const longer = (tries: number) => Math.min(300_000, 500 * 2 ** Math.min(tries, 20))

function textOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  const [first] = error instanceof AggregateError ? error.errors : []
  return (message || code || (first as Error | undefined)?.message || 'it failed').slice(0, 500)
}
