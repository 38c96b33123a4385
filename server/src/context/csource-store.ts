import { type Db, nudgeFollowers, record, type Tx } from '#kernel'
import type { Json } from './json.ts'

export type RegistrationRow = {
  readonly tenant: string
  readonly id: string
  /** With expanded names: see `csource-document.ts`. */
  readonly document: Json
  readonly created_at: Date
  readonly modified_at: Date
  readonly version: number
  readonly times_sent: number
  readonly times_failed: number
  readonly last_success: Date | null
  readonly last_failure: Date | null
}

/** What the log tells of a change of a registration: its document before and after, where there is one. */
export type RegistrationChange = {
  readonly before?: Json
  readonly after?: Json
  /** When it was made, with the registrations locked; the log tells only when its transaction began. */
  readonly changedAt: Date
}

/** Lets one change of registrations happen after the other, so that each is checked against all others and versions grow as they commit. */
export async function lockRegistrations(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('context.registration'))`)
}

/** @returns false when there is a registration of that id already */
export async function addRegistration(tx: Tx, tenant: string, id: string, document: Json): Promise<boolean> {
  await tx.query('delete from context.registration where tenant = $1 and expires_at <= now()', [tenant])
  const [row] = await tx.query<{ changedAt: Date }>(
    `insert into context.registration (tenant, id, document, expires_at) values ($1, $2, $3, $4::timestamptz)
     on conflict do nothing returning modified_at as "changedAt"`,
    [tenant, id, JSON.stringify(document), document.expiresAt ?? null],
  )
  if (row === undefined) return false
  await tell(tx, 'registration-created', tenant, id, { after: document, ...row })
  return true
}

export async function changeRegistration(tx: Tx, { tenant, id, document: before }: RegistrationRow, after: Json): Promise<void> {
  const [row] = await tx.query<{ changedAt: Date }>(
    `update context.registration set document = $3, expires_at = $4::timestamptz, modified_at = clock_timestamp(),
       version = nextval('context.registration_version') where tenant = $1 and id = $2 returning modified_at as "changedAt"`,
    [tenant, id, JSON.stringify(after), after.expiresAt ?? null],
  )
  if (row !== undefined) await tell(tx, 'registration-updated', tenant, id, { before, after, ...row })
}

/** @returns false when there is none */
export async function removeRegistration(tx: Tx, tenant: string, id: string): Promise<boolean> {
  const [row] = await tx.query<{ before: Json; changedAt: Date }>(
    'delete from context.registration where tenant = $1 and id = $2 returning document as before, clock_timestamp() as "changedAt"',
    [tenant, id],
  )
  if (row === undefined) return false
  await tell(tx, 'registration-deleted', tenant, id, row)
  return true
}

async function tell(tx: Tx, kind: string, tenant: string, subject: string, body: RegistrationChange): Promise<void> {
  await record(tx, [{ kind, tenant, subject, body }])
  nudgeFollowers()
}

const isValid = '(expires_at is null or expires_at > now())'

export async function findRegistration(db: Db, tenant: string, id: string): Promise<RegistrationRow | undefined> {
  const [row] = await db.query<RegistrationRow>(
    `select * from context.registration where tenant = $1 and id = $2 and ${isValid}`,
    [tenant, id],
  )
  return row
}

export function findRegistrations(db: Db, tenant: string, ids: readonly string[]): Promise<RegistrationRow[]> {
  return db.query<RegistrationRow>(
    `select * from context.registration where tenant = $1 and id = any($2::text[]) and ${isValid} order by id`,
    [tenant, ids],
  )
}

export function registrationsOf(db: Db, tenant: string): Promise<RegistrationRow[]> {
  return db.query<RegistrationRow>(`select * from context.registration where tenant = $1 and ${isValid} order by id`, [tenant])
}

/** How many registrations there are, and a text that is another one after any change. */
export async function registrationsMark(db: Db): Promise<{ count: number; text: string }> {
  const [row] = await db.prepared<{ count: number; text: string }>(
    `select count(*) as count, count(*) || ' ' || coalesce(sum(version), 0) as text from context.registration`,
  )
  return row ?? { count: 0, text: '' }
}

export function registrationsSince(db: Db, version: number): Promise<RegistrationRow[]> {
  return db.query<RegistrationRow>('select * from context.registration where version > $1', [version])
}

export function registrationKeys(db: Db): Promise<{ tenant: string; id: string }[]> {
  return db.query<{ tenant: string; id: string }>('select tenant, id from context.registration')
}
