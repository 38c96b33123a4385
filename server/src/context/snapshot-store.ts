import type { Db, Pool, Tx } from '#kernel'
import type { Json } from './json.ts'

/** What became of a query of a snapshot (GS CIM 009, 5.2.42). */
export type QueryDetails = { readonly resultStatus: 'success' | 'empty' | 'failure'; readonly problemDetails?: object }
export type SnapshotStatus = 'success' | 'partial' | 'empty' | 'failure'

export type SnapshotRow = {
  readonly tenant: string
  readonly id: string
  readonly inner_tenant: string
  readonly body: Json
  readonly context: unknown
  readonly status: SnapshotStatus
  readonly details: { readonly queries: readonly QueryDetails[]; readonly temporalQueries: readonly QueryDetails[] }
  readonly created_at: Date
  readonly modified_at: Date
  readonly expires_at: Date
  readonly last_used_at: Date
}

/** @returns false when there is a snapshot of that id already */
export async function addSnapshot(tx: Tx, row: SnapshotRow): Promise<boolean> {
  await tx.query(
    `with gone as (delete from context.snapshot where tenant = $1 and id = $2 and expires_at <= $3 returning inner_tenant)
     select context.drop_snapshot_content(inner_tenant) from gone`,
    [row.tenant, row.id, row.created_at],
  )
  const rows = await tx.query(
    `insert into context.snapshot (tenant, id, inner_tenant, body, context, status, details, created_at, modified_at, expires_at, last_used_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning 1`,
    [
      row.tenant,
      row.id,
      row.inner_tenant,
      JSON.stringify(row.body),
      row.context === undefined || row.context === null ? null : JSON.stringify(row.context),
      row.status,
      JSON.stringify(row.details),
      row.created_at,
      row.modified_at,
      row.expires_at,
      row.last_used_at,
    ],
  )
  return rows.length > 0
}

/** A snapshot that has not come to its end. */
export async function findSnapshot(db: Db, tenant: string, id: string, now: Date): Promise<SnapshotRow | undefined> {
  const [row] = await db.query<SnapshotRow>('select * from context.snapshot where tenant = $1 and id = $2 and expires_at > $3', [
    tenant,
    id,
    now,
  ])
  return row
}

export function listSnapshots(db: Db, tenant: string, now: Date): Promise<SnapshotRow[]> {
  return db.query<SnapshotRow>('select * from context.snapshot where tenant = $1 and expires_at > $2', [tenant, now])
}

/** Notes that a snapshot is used. @returns the tenant of its content, or undefined where there is none */
export async function useSnapshot(db: Db, tenant: string, id: string, now: Date): Promise<string | undefined> {
  const [row] = await db.query<{ inner_tenant: string }>(
    'update context.snapshot set last_used_at = $3 where tenant = $1 and id = $2 and expires_at > $3 returning inner_tenant',
    [tenant, id, now],
  )
  return row?.inner_tenant
}

export async function changeSnapshot(db: Db, { tenant, id, body, modified_at, expires_at }: SnapshotRow): Promise<void> {
  await db.query('update context.snapshot set body = $3, modified_at = $4, expires_at = $5 where tenant = $1 and id = $2', [
    tenant,
    id,
    JSON.stringify(body),
    modified_at,
    expires_at,
  ])
}

export async function removeSnapshots(db: Db, tenant: string, ids: readonly string[]): Promise<void> {
  await db.query(
    `with gone as (delete from context.snapshot where tenant = $1 and id = any($2::text[]) returning inner_tenant)
     select context.drop_snapshot_content(inner_tenant) from gone`,
    [tenant, ids],
  )
}

/** Deletes the snapshots whose time is over, with what they hold. */
export async function dropSnapshots(pool: Pool, now: Date): Promise<void> {
  await pool.query(
    `with gone as (delete from context.snapshot where expires_at <= $1 returning inner_tenant)
     select context.drop_snapshot_content(inner_tenant) from gone`,
    [now],
  )
}
