import type { LogEntry, Logger, Tx } from '#kernel'
import { type RegistrationChange, registrationsOf } from './csource-store.ts'
import { type Source, sourcesTold } from './csource-subscription.ts'
import { writeNotification } from './notification-body.ts'
import { type Queued, queueNotifications } from './notification-queue.ts'
import type { Book, Known } from './subscription-book.ts'
import { unthrottled } from './throttle.ts'

/** Why a subscriber is told of sources (GS CIM 009, 5.2.22). */
type Reason = 'newlyMatching' | 'updated' | 'noLongerMatching'

/** The kinds of entries in the log that `sourceNotifier` is after. */
export const sourceKinds = ['registration-created', 'registration-updated', 'registration-deleted']

/** Turns changes of registrations into queued notifications, within the transaction that moves the follower's cursor. */
export function sourceNotifier(book: Book, logger: Logger): (tx: Tx, changes: readonly LogEntry[]) => Promise<void> {
  return async (tx, changes) => {
    if (changes.length === 0) return
    await book.refresh(tx)
    const subscribers = book.toSources()
    const found: { readonly known: Known; readonly told: Queued }[] = []
    for (const change of changes)
      for (const known of subscribers)
        if (isAfter(known, change)) for (const told of await tellOrSkip(tx, known, change, logger)) found.push({ known, told })
    const sure = await unthrottled(tx, found, ({ told }) => told.at)
    if (sure.length > 0)
      await queueNotifications(
        tx,
        sure.map(({ told }) => told),
      )
  }
}

/** What came before the subscription was made or changed was told then. */
function isAfter({ row, subscription }: Known, { tenant, body }: LogEntry): boolean {
  const { isActive, expiresAt, intervalMs } = subscription
  if (!isActive || intervalMs !== undefined || row.tenant !== tenant) return false
  const at = new Date((body as RegistrationChange).changedAt)
  return at >= row.modified_at && (expiresAt === undefined || at < expiresAt)
}

/** What one subscription asks of the database may fail on some registration; that must not hold up the others. */
async function tellOrSkip(tx: Tx, known: Known, change: LogEntry, logger: Logger): Promise<Queued[]> {
  await tx.query('savepoint telling')
  try {
    return await tell(tx, known, change)
  } catch (error) {
    await tx.query('rollback to savepoint telling')
    logger.error({ err: error, subscription: known.row.id }, 'a subscription could not be matched with a registration')
    return []
  }
}

async function tell(tx: Tx, known: Known, { subject, body, at }: LogEntry): Promise<Queued[]> {
  const { before, after } = body as RegistrationChange
  const asked = { subscription: known.subscription, body: known.row.body, now: at }
  const told = (document: Source['document'] | undefined) =>
    document === undefined ? [] : sourcesTold(tx, [{ id: subject, document }], asked)
  const [old, now] = [await told(before), await told(after)]
  if (now.length > 0) return [notification(known, at, now, old.length > 0 ? 'updated' : 'newlyMatching')]
  return old.length > 0 ? [notification(known, at, old, 'noLongerMatching')] : []
}

/** Tells a subscriber of all sources that match now: at first, after a change of the subscription, and by the clock. */
export async function tellAllSources(tx: Tx, known: Known, at: Date): Promise<void> {
  const { isActive, expiresAt } = known.subscription
  if (!isActive || (expiresAt !== undefined && expiresAt <= at)) return
  const sources = await registrationsOf(tx, known.row.tenant)
  const told = await sourcesTold(tx, sources, { subscription: known.subscription, body: known.row.body, now: at })
  if (told.length > 0) await queueNotifications(tx, [notification(known, at, told, 'newlyMatching')])
}

const notification = (known: Known, at: Date, sources: readonly object[], triggerReason: Reason): Queued =>
  writeNotification(known, at, sources, { triggerReason })
