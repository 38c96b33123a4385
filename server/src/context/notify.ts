import type { LogEntry, Logger, Tx } from '#kernel'
import type { Attributes } from './entity.ts'
import { type Change, confirmAll, matches, needsDatabase, type Pair, within } from './match.ts'
import { writeNotification } from './notification-body.ts'
import { type Queued, queueNotifications } from './notification-queue.ts'
import { notifiedEntity } from './notify-entity.ts'
import type { Book, Known } from './subscription-book.ts'
import { unthrottled } from './throttle.ts'

type Body = {
  types: string[]
  scopes: string[]
  changed: string[]
  attributes: Attributes
  before?: Attributes
  createdAt: string
  modifiedAt: string
  expiresAt?: string
}

type Timed = Change & { readonly at: Date; readonly index: number }
type Match = Pair<Timed> & { readonly known: Known }

/** Turns entries of the log into queued notifications, within the transaction that moves the follower's cursor. */
export function notifier(book: Book, logger: Logger): (tx: Tx, entries: readonly LogEntry[]) => Promise<void> {
  return async (tx, entries) => {
    await book.refresh(tx)
    const found = entries.flatMap((entry, index) => matchesOf(book, entry, index))
    const sure = await unthrottled(tx, await confirmed(tx, found, logger), ({ change }) => change.at)
    const queued: Queued[] = []
    for (const { known, change } of sure)
      queued.push(writeNotification(known, change.at, await notifiedEntity(tx, change, change.at, known)))
    if (queued.length > 0) await queueNotifications(tx, queued)
  }
}

/** The subscriptions that are after a change, as far as memory can tell, active, and older than the change. */
function matchesOf(book: Book, entry: LogEntry, index: number): Match[] {
  const change = { ...toChange(entry), at: entry.at, index }
  return [...book.candidates(entry.tenant, change.entity)].flatMap((known) => {
    const { row, subscription } = known
    const { isActive, expiresAt, intervalMs } = subscription
    if (!isActive || intervalMs !== undefined || entry.at < row.created_at || (expiresAt && entry.at >= expiresAt)) return []
    const seen = within(change, subscription)
    return matches(seen, subscription) ? [{ known, change: seen, subscription }] : []
  })
}

function toChange({ kind, subject, body }: LogEntry): Change {
  const { types, scopes, changed, attributes, before = {}, createdAt, modifiedAt, expiresAt } = body as Body
  const times = { createdAt: new Date(createdAt), modifiedAt: new Date(modifiedAt) }
  const ends = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }
  const entity = { id: subject, types, scopes, attributes, ...times, ...ends }
  return { kind: kind as Change['kind'], entity, changed, before }
}

/** Asks the database what only it can decide, for all at once. */
async function confirmed(tx: Tx, found: readonly Match[], logger: Logger): Promise<readonly Match[]> {
  const open = found.filter(({ subscription }) => needsDatabase(subscription))
  if (open.length === 0) return found
  const yes = new Set(
    await confirmAll(tx, open, (error, { known }) =>
      logger.error({ err: error, subscription: known.row.id }, 'a subscription could not be matched with changes'),
    ),
  )
  return found.filter((match) => !needsDatabase(match.subscription) || yes.has(match))
}
