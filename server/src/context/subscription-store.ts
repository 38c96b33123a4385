import type { Db, Pool, Tx } from '#kernel'
import type { Json } from './json.ts'
import type { Subscription } from './subscription.ts'

/** What a subscription is to: changes of entities, or the sources registered for them (GS CIM 009, 5.8 and 5.11). */
export type Kind = 'entities' | 'sources'

export type SubscriptionKey = { readonly tenant: string; readonly kind: Kind; readonly id: string }

export type SubscriptionRow = SubscriptionKey & {
  /** The line in which its notifications wait. */
  readonly line: number
  /** Larger than that of every subscription changed before. */
  readonly version: number
  readonly body: Json
  /** The @context of its names; null for the core context. */
  readonly context: unknown
  readonly created_at: Date
  readonly modified_at: Date
}

/** How its notifications fare (5.2.14.2). */
export type Fares = {
  readonly times_sent: number
  readonly times_failed: number
  readonly last_sent: Date | null
  readonly last_success: Date | null
  readonly last_failure: Date | null
}

/** As it was sent, and as it is read. */
export type Given = { readonly body: Json; readonly context: unknown; readonly subscription: Subscription }

const columns = 's.tenant, s.kind, s.id, s.line, s.version, s.body, s.context, s.created_at, s.modified_at'
const fares = 'l.times_sent, l.times_failed, l.last_sent, l.last_success, l.last_failure'
const showsChanges = `exists (select from context.subscription s where s.body -> 'notification' -> 'showChanges' = 'true')`

/** @returns false when there is a subscription of that id already */
export async function addSubscription(tx: Tx, { tenant, kind, id }: SubscriptionKey, given: Given): Promise<boolean> {
  const [row] = await tx.query<{ line: number }>(
    `with mark as (
         update context.subscription_mark set version = version + 1, shows_changes = shows_changes or $6 returning version)
       insert into context.subscription (tenant, kind, id, body, context, version)
       select $1, $2, $3, $4, $5, version from mark on conflict do nothing returning line`,
    [tenant, kind, id, JSON.stringify(given.body), contextJson(given.context), given.subscription.showChanges === true],
  )
  if (row === undefined) return false
  await tx.query('insert into context.line (number, endpoint, is_paused) values ($1, $2, $3)', [
    row.line,
    given.subscription.endpoint.origin,
    !given.subscription.isActive,
  ])
  await keepRound(tx, row.line, given.subscription)
  return true
}

/** @returns false when there is none */
export async function changeSubscription(tx: Tx, { tenant, kind, id }: SubscriptionKey, given: Given): Promise<boolean> {
  const [row] = await tx.query<{ line: number }>(
    `with mark as (update context.subscription_mark set version = version + 1 returning version)
       update context.subscription set body = $4, context = $5, modified_at = clock_timestamp(), version = mark.version
       from mark where tenant = $1 and kind = $2 and id = $3 returning line`,
    [tenant, kind, id, JSON.stringify(given.body), contextJson(given.context)],
  )
  if (row === undefined) return false
  await tx.query(`update context.subscription_mark set shows_changes = ${showsChanges}`)
  await tx.query('update context.line set endpoint = $2, is_paused = $3 where number = $1', [
    row.line,
    given.subscription.endpoint.origin,
    !given.subscription.isActive,
  ])
  await keepRound(tx, row.line, given.subscription)
  return true
}

/** Also forgets what was to be delivered. @returns false when there is none */
export function removeSubscription(pool: Pool, { tenant, kind, id }: SubscriptionKey): Promise<boolean> {
  return pool.transaction(async (tx) => {
    await tx.query('update context.subscription_mark set version = version + 1, removed = removed + 1')
    const rows = await tx.query('delete from context.subscription where tenant = $1 and kind = $2 and id = $3 returning 1', [
      tenant,
      kind,
      id,
    ])
    await tx.query(`update context.subscription_mark set shows_changes = ${showsChanges} where shows_changes`)
    return rows.length > 0
  })
}

/** Told by the clock from one interval after the change on, and not at all where there is none. */
async function keepRound(db: Db, line: number, { intervalMs }: Subscription): Promise<void> {
  if (intervalMs === undefined) await db.query('delete from context.round where line = $1', [line])
  else
    await db.query(
      `insert into context.round (line, seconds, next_at) values ($1, $2::float8, clock_timestamp() + $2::float8 * interval '1 second')
       on conflict (line) do update set seconds = excluded.seconds, next_at = excluded.next_at
       where round.seconds <> excluded.seconds`,
      [line, intervalMs / 1000],
    )
}

const contextJson = (context: unknown) => (context === undefined ? null : JSON.stringify(context))

export async function findSubscription(
  db: Db,
  { tenant, kind, id }: SubscriptionKey,
): Promise<(SubscriptionRow & Fares) | undefined> {
  const [row] = await db.query<SubscriptionRow & Fares>(
    `select ${columns}, ${fares} from context.subscription s join context.line l on l.number = s.line
     where s.tenant = $1 and s.kind = $2 and s.id = $3`,
    [tenant, kind, id],
  )
  return row
}

/** A page of a tenant's subscriptions, and how many there are. */
export async function listSubscriptions(
  db: Db,
  { tenant, kind }: Omit<SubscriptionKey, 'id'>,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: (SubscriptionRow & Fares)[]; count: number }> {
  const rows = await db.query<SubscriptionRow & Fares>(
    `select ${columns}, ${fares} from context.subscription s join context.line l on l.number = s.line
     where s.tenant = $1 and s.kind = $2 order by s.id limit $3 offset $4`,
    [tenant, kind, page.limit, page.offset],
  )
  const [all] = await db.query<{ count: number }>(
    'select count(*) as count from context.subscription where tenant = $1 and kind = $2',
    [tenant, kind],
  )
  return { rows, count: all?.count ?? 0 }
}

/** What changes with every change of a subscription: the version of the newest, and how many have gone. */
export type Mark = { readonly version: number; readonly removed: number }

export async function subscriptionMark(db: Db): Promise<Mark> {
  const [mark] = await db.prepared<Mark>('select version, removed from context.subscription_mark')
  if (mark === undefined) throw new Error('context.subscription_mark has lost its row')
  return mark
}

/** Subscriptions of all tenants that changed since a version. */
export function subscriptionsSince(db: Db, version: number): Promise<SubscriptionRow[]> {
  return db.query<SubscriptionRow>(`select ${columns} from context.subscription s where s.version > $1 order by s.version`, [
    version,
  ])
}

export async function allLines(db: Db): Promise<Set<number>> {
  const rows = await db.query<{ line: number }>('select line from context.subscription')
  return new Set(rows.map(({ line }) => line))
}

export function subscriptionsOfLines(db: Db, lines: readonly number[]): Promise<SubscriptionRow[]> {
  return db.prepared<SubscriptionRow>(`select ${columns} from context.subscription s where s.line = any($1::bigint[])`, [lines])
}
