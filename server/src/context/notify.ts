import { type LogEntry, type Logger, type Tx, uuidv7 } from '#kernel'
import type { Attributes } from './entity.ts'
import { writeInstant } from './instant.ts'
import type { LdContexts } from './ld-context.ts'
import { type Change, confirm, matches, needsDatabase } from './match.ts'
import { represent } from './represent.ts'
import { parseSubscription, type Subscription } from './subscription.ts'
import {
  allSubscriptions,
  lastMatches,
  type Queued,
  queueNotifications,
  type SubscriptionRow,
  subscriptionsMark,
} from './subscription-store.ts'

type Known = { readonly row: SubscriptionRow; readonly subscription: Subscription }
type Body = {
  types: string[]
  scopes: string[]
  changed: string[]
  attributes: Attributes
  createdAt: string
  modifiedAt: string
}

/** Turns entries of the log into queued notifications, within the transaction that moves the follower's cursor. */
export function notifier(contexts: LdContexts, logger: Logger): (tx: Tx, entries: readonly LogEntry[]) => Promise<void> {
  let mark: string | undefined
  let known: Known[] = []
  return async (tx, entries) => {
    const now = await subscriptionsMark(tx)
    if (now !== mark) {
      known = await loadAll(tx, contexts, logger)
      mark = now
    }
    const isThrottled = known.some(({ subscription }) => subscription.throttlingMs !== undefined)
    const last = isThrottled ? await lastMatches(tx) : new Map<string, Date>()
    const queued: { readonly index: number; readonly notification: Queued }[] = []
    for (const one of known) {
      const after = candidates(entries, one)
      if (after.length === 0) continue
      const confirmed = needsDatabase(one.subscription) ? await confirmOrSkip(tx, after, one, logger) : after
      for (const change of unthrottled(confirmed, one, last))
        queued.push({ index: change.index, notification: toQueued(one, change) })
    }
    if (queued.length === 0) return
    await queueNotifications(
      tx,
      queued.sort((a, b) => a.index - b.index).map((one) => one.notification),
    )
  }
}

/** What one subscription asks of the database may fail on some entity; that must not hold up the others. */
async function confirmOrSkip(tx: Tx, changes: readonly Timed[], { row, subscription }: Known, logger: Logger): Promise<Timed[]> {
  await tx.query('savepoint confirming')
  try {
    return await confirm(tx, changes, subscription)
  } catch (error) {
    await tx.query('rollback to savepoint confirming')
    logger.error(
      { err: error, subscription: row.id, changes: changes.length },
      'a subscription could not be matched with changes',
    )
    return []
  }
}

type Timed = Change & { readonly at: Date; readonly index: number }

async function loadAll(tx: Tx, contexts: LdContexts, logger: Logger): Promise<Known[]> {
  const known: Known[] = []
  for (const row of await allSubscriptions(tx)) {
    try {
      known.push({ row, subscription: parseSubscription(row.body, await contexts.namesKept(tx, row.context ?? undefined)) })
    } catch (error) {
      logger.error({ err: error, subscription: row.id }, 'a stored subscription cannot be read and is not served')
    }
  }
  return known
}

/** The changes that came after the subscription, while it is active, and match as far as memory can tell. */
function candidates(entries: readonly LogEntry[], { row, subscription }: Known): Timed[] {
  const { isActive, expiresAt } = subscription
  if (!isActive) return []
  return entries.flatMap((entry, index): Timed[] => {
    if (entry.tenant !== row.tenant || entry.at < row.created_at || (expiresAt && entry.at >= expiresAt)) return []
    const change = toChange(entry)
    return matches(change, subscription) ? [{ ...change, at: entry.at, index }] : []
  })
}

function toChange({ kind, subject, body }: LogEntry): Change {
  const { types, scopes, changed, attributes, createdAt, modifiedAt } = body as Body
  const entity = { id: subject, types, scopes, attributes, createdAt: new Date(createdAt), modifiedAt: new Date(modifiedAt) }
  return { kind: kind as Change['kind'], entity, changed }
}

/** Leaves out changes that follow the last notification too soon (GS CIM 009, 5.2.12, throttling). */
function unthrottled(changes: readonly Timed[], { row, subscription }: Known, last: ReadonlyMap<string, Date>): Timed[] {
  const { throttlingMs } = subscription
  if (throttlingMs === undefined) return [...changes]
  let before = last.get(`${row.tenant} ${row.id}`)?.getTime() ?? Number.NEGATIVE_INFINITY
  return changes.filter(({ at }) => {
    if (at.getTime() - before < throttlingMs) return false
    before = at.getTime()
    return true
  })
}

const toQueued = (one: Known, change: Timed): Queued => ({
  tenant: one.row.tenant,
  subscription: one.row.id,
  at: change.at,
  body: notification(one, change),
})

function notification({ row, subscription }: Known, { kind, entity, at }: Timed): object {
  const data =
    kind === 'entity-deleted' ? deleted(entity.id, subscription, entity.types, at) : represent(entity, subscription.how)
  return {
    id: `urn:ngsi-ld:Notification:${uuidv7()}`,
    type: 'Notification',
    subscriptionId: row.id,
    notifiedAt: writeInstant(at),
    data: [data],
  }
}

const deleted = (id: string, { how }: Subscription, types: readonly string[], at: Date) => ({
  id,
  type: types.length === 1 ? how.names.compact(types[0] as string) : types.map(how.names.compact),
  deletedAt: writeInstant(at),
})
