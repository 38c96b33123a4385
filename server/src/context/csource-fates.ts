import type { Db } from '#kernel'

/** How the calls of a source fared (GS CIM 009, table 5.2.9-2). */
export type Fate = {
  readonly tenant: string
  readonly id: string
  readonly sent: number
  readonly failed: number
  readonly lastSuccess?: Date
  readonly lastFailure?: Date
}

/** Adds to the registrations of sources how their calls fared since the last time. */
export async function keepFates(db: Db, fates: readonly Fate[]): Promise<void> {
  if (fates.length === 0) return
  await db.query(
    `update context.registration r set times_sent = times_sent + f.sent, times_failed = times_failed + f.failed,
       last_success = greatest(last_success, f."lastSuccess"), last_failure = greatest(last_failure, f."lastFailure")
     from jsonb_to_recordset($1::jsonb) as f(tenant text, id text, sent bigint, failed bigint, "lastSuccess" timestamptz, "lastFailure" timestamptz)
     where r.tenant = f.tenant and r.id = f.id`,
    [JSON.stringify(fates)],
  )
}
