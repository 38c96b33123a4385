import type { Db, Tx } from '#kernel'
import type { Json } from './json.ts'

export type SubscriptionRow = {
  readonly tenant: string
  readonly id: string
  readonly body: Json
  /** The @context of its names; null for the core context. */
  readonly context: unknown
  readonly created_at: Date
  readonly modified_at: Date
  readonly last_match: Date | null
  readonly times_sent: number
  readonly times_failed: number
  readonly last_sent: Date | null
  readonly last_success: Date | null
  readonly last_failure: Date | null
}

const contextJson = (context: unknown) => (context === undefined ? null : JSON.stringify(context))

/** @returns false when there is a subscription of that id already */
export async function addSubscription(db: Db, tenant: string, id: string, body: Json, context: unknown): Promise<boolean> {
  const rows = await db.query(
    'insert into context.subscription (tenant, id, body, context) values ($1, $2, $3, $4) on conflict do nothing returning 1',
    [tenant, id, JSON.stringify(body), contextJson(context)],
  )
  return rows.length > 0
}

export async function findSubscription(db: Db, tenant: string, id: string): Promise<SubscriptionRow | undefined> {
  const [row] = await db.query<SubscriptionRow>('select * from context.subscription where tenant = $1 and id = $2', [tenant, id])
  return row
}

/** A page of a tenant's subscriptions, and how many there are. */
export async function listSubscriptions(
  db: Db,
  tenant: string,
  page: { limit: number; offset: number },
): Promise<{ rows: SubscriptionRow[]; count: number }> {
  const rows = await db.query<SubscriptionRow>(
    'select * from context.subscription where tenant = $1 order by id limit $2 offset $3',
    [tenant, page.limit, page.offset],
  )
  const [all] = await db.query<{ count: number }>('select count(*) as count from context.subscription where tenant = $1', [
    tenant,
  ])
  return { rows, count: all?.count ?? 0 }
}

export async function changeSubscription(db: Db, tenant: string, id: string, body: Json, context: unknown): Promise<void> {
  await db.query(
    'update context.subscription set body = $3, context = $4, modified_at = clock_timestamp() where tenant = $1 and id = $2',
    [tenant, id, JSON.stringify(body), contextJson(context)],
  )
}

/** Also forgets what was to be delivered. @returns false when there is none */
export async function removeSubscription(db: Db, tenant: string, id: string): Promise<boolean> {
  return (await db.query('delete from context.subscription where tenant = $1 and id = $2 returning 1', [tenant, id])).length > 0
}

/** Changes whenever a subscription is added, changed or removed. */
export async function subscriptionsMark(db: Db): Promise<string> {
  const [row] = await db.prepared<{ mark: string }>(
    `select count(*) || ' ' || coalesce(max(modified_at)::text, '') as mark from context.subscription`,
  )
  return row?.mark ?? ''
}

export function allSubscriptions(db: Db): Promise<SubscriptionRow[]> {
  return db.query<SubscriptionRow>('select * from context.subscription order by tenant, id')
}

/** A notification for a subscription, about a change at a time. */
export type Queued = { readonly tenant: string; readonly subscription: string; readonly at: Date; readonly body: unknown }

/** Puts notifications into their lines, and notes when each subscription last had one. */
export async function queueNotifications(tx: Tx, notifications: readonly Queued[]): Promise<void> {
  await tx.prepared(
    `with queued as (
       insert into context.notification (tenant, subscription, body)
       select r.tenant, r.subscription, r.body
       from rows from (jsonb_to_recordset($1::jsonb) as (tenant text, subscription text, body jsonb)) with ordinality as r
       where exists (select from context.subscription s where s.tenant = r.tenant and s.id = r.subscription)
       order by ordinality)
     update context.subscription s set last_match = matched.at
     from (select tenant, subscription, max(at) as at
           from jsonb_to_recordset($1::jsonb) as r(tenant text, subscription text, at timestamptz) group by 1, 2) matched
     where s.tenant = matched.tenant and s.id = matched.subscription`,
    [JSON.stringify(notifications)],
  )
}

/** When subscriptions last had a notification queued, by tenant and id with a space between. */
export async function lastMatches(tx: Tx): Promise<Map<string, Date>> {
  const rows = await tx.query<{ key: string; last_match: Date }>(
    `select tenant || ' ' || id as key, last_match from context.subscription where last_match is not null`,
  )
  return new Map(rows.map((row) => [row.key, row.last_match]))
}
