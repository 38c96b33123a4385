import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger, Pool } from '#kernel'
import { createBell } from './bell.ts'
import { deliverLine } from './deliver.ts'
import type { LdContexts } from './ld-context.ts'
import { giveUp } from './notification-dead.ts'
import { type Claimed, claimLines, claimMs, holdLines, type Settled } from './notification-queue.ts'
import { closeMqtt } from './send-mqtt.ts'
import { createSettler } from './settler.ts'
import type { Known } from './subscription-book.ts'
import { readSubscription } from './subscription-read.ts'
import { subscriptionsOfLines } from './subscription-store.ts'

export type DeliveryOptions = {
  readonly logger: Logger
  readonly contexts: LdContexts
  readonly allowPrivate: boolean
  /** Where receivers reach this node, for an @context that it serves itself. */
  readonly publicUrl: string
  /** How long a notification is tried before it becomes a dead letter. */
  readonly patienceMs: number
}

export type Delivery = {
  /** There may be something to deliver. */
  wake(): void
  stop(): Promise<void>
}

/**
 * Lines at work at once: of receivers that are well, of those that failed or were slow the last time, and of one endpoint. Thus
 * neither many dead receivers nor one slow one take the place of the others.
 */
const most = { well: 700, troubled: 300, perEndpoint: 50 }
/** How long nobody looks whether a rest is over, or another process has queued something. */
const idleMs = 250
/** How long receivers that are being called at the end are waited for. */
const graceMs = 2000

type AtWork = { readonly endpoint: string; readonly isTroubled: boolean; heldAt: number }

/** Claims lines that are due and delivers them, each by itself, until it is stopped. */
export function startDelivery(pool: Pool, options: DeliveryOptions): Delivery {
  const { logger, contexts, allowPrivate, publicUrl, patienceMs } = options
  const stopping = new AbortController()
  const leaving = new AbortController()
  const signals = { stopping: stopping.signal, leaving: leaving.signal }
  const atWork = new Map<number, AtWork>()
  const subscribers = new Map<number, Known>()
  const under = new Set<Promise<void>>()
  const bell = createBell()
  const settler = createSettler(pool, logger)

  const serve = async (claimed: Claimed, known: Known): Promise<void> => {
    const { line } = claimed
    const isHeld = () => performance.now() - (atWork.get(line)?.heldAt ?? Number.NEGATIVE_INFINITY) < claimMs - 200
    const onProgress = (settled: Settled) => settler.add(settled)
    const end = await deliverLine(claimed, known, { logger, allowPrivate, publicUrl, isHeld, onProgress, ...signals })
    if (end.error !== undefined) await buryOld(line, end.error)
    // A line that was lost to somebody else is theirs to let go.
    await settler.add({ ...end, isDone: isHeld() })
  }

  const buryOld = async (line: number, error: string) => {
    const number = await giveUp(pool, line, new Date(Date.now() - patienceMs), error)
    if (number > 0) logger.error({ line, number, error }, 'notifications became dead letters')
  }

  const start = (claimed: Claimed, known: Known) => {
    atWork.set(claimed.line, { endpoint: claimed.endpoint, isTroubled: claimed.isTroubled, heldAt: performance.now() })
    const work: Promise<void> = serve(claimed, known)
      .catch((error: unknown) => logger.error({ err: error, line: claimed.line }, 'delivery failed and will be tried again'))
      .finally(() => {
        atWork.delete(claimed.line)
        under.delete(work)
        bell.ring()
      })
    under.add(work)
  }

  const claim = async (): Promise<number> => {
    const all = [...atWork.values()]
    const troubled = all.filter(({ isTroubled }) => isTroubled).length
    const perEndpoint = Map.groupBy(all, ({ endpoint }) => endpoint)
    const full = [...perEndpoint].flatMap(([endpoint, lines]) => (lines.length >= most.perEndpoint ? [endpoint] : []))
    const room = {
      well: most.well - (all.length - troubled),
      troubled: most.troubled - troubled,
      perEndpoint: most.perEndpoint,
      full,
    }
    const lines = await claimLines(pool, room)
    await learn(lines)
    for (const line of lines) {
      const known = subscribers.get(line.line)
      if (known !== undefined) start(line, known)
    }
    return lines.length
  }

  /** Reads the subscriptions of lines that are not known, or not as they are now. */
  const learn = async (lines: readonly Claimed[]): Promise<void> => {
    const unknown = lines.filter(({ line, version }) => subscribers.get(line)?.row.version !== version)
    if (unknown.length === 0) return
    for (const row of await subscriptionsOfLines(
      pool,
      unknown.map(({ line }) => line),
    )) {
      subscribers.delete(row.line)
      try {
        subscribers.set(row.line, { row, subscription: await readSubscription(row, contexts.names) })
      } catch (error) {
        logger.error({ err: error, subscription: row.id }, 'a stored subscription cannot be read and is not served')
      }
    }
  }

  /** Whoever takes long holds on to its line. */
  const hold = async () => {
    const now = performance.now()
    const long = [...atWork].filter(([, { heldAt }]) => now - heldAt > claimMs / 3)
    if (long.length === 0) return
    await holdLines(
      pool,
      long.map(([line]) => line),
    )
    for (const [, work] of long) work.heldAt = now
  }
  const holding = setInterval(() => {
    hold().catch((error: unknown) => logger.error({ err: error }, 'lines of notifications could not be held'))
  }, claimMs / 6)

  const run = async () => {
    while (!stopping.signal.aborted) {
      const number = await claim().catch((error: unknown) => {
        logger.error({ err: error }, 'the lines of notifications could not be read')
        return 0
      })
      if (number === 0) await bell.rung(idleMs)
    }
  }
  const running = run()
  return {
    wake: bell.ring,
    stop: async () => {
      stopping.abort()
      bell.ring()
      await running
      await Promise.race([Promise.all(under), sleep(graceMs)])
      leaving.abort()
      await Promise.all(under)
      clearInterval(holding)
      closeMqtt()
    },
  }
}
