import type { AdapterPayload } from 'oidc-provider'
import type { AppView } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'
import type { SessionOwner } from './session-store.ts'

export type AppKind = 'web' | 'device' | 'service'

export type AppRow = Omit<AppView, 'kind'> & { readonly kind: AppKind; readonly secretHash: string | null }

export type AppDraft = Omit<AppRow, 'id' | 'createdAt'>

const columns = `id, name, about, kind, redirect_uris as "redirectUris", scopes, secret_hash as "secretHash", created_at as "createdAt"`

export async function findApp(db: Db, id: string): Promise<AppRow | undefined> {
  return (await db.query<AppRow>(`select ${columns} from trust.app where id = $1 and ended_at is null`, [id]))[0]
}

/** That of the officer who registered it, for as long as they are in office. */
export async function departmentOfApp(db: Db, id: string): Promise<string | undefined> {
  const [row] = await db.query<{ department: string }>(
    `select o.department from trust.app a join trust.officer o on a.owner_kind = 'officer' and o.id = a.owner
     where a.id = $1 and a.kind = 'service' and a.ended_at is null and o.ended_at is null`,
    [id],
  )
  return row?.department
}

export async function appsOf(db: Db, { kind, id }: SessionOwner): Promise<AppRow[]> {
  return db.query<AppRow>(
    `select ${columns} from trust.app where owner_kind = $1 and owner = $2 and ended_at is null order by created_at desc limit 200`,
    [kind, id],
  )
}

export async function saveApp(tx: Tx, owner: SessionOwner, app: AppDraft, now: Date): Promise<string> {
  const id = uuidv7()
  await tx.query(
    `insert into trust.app (id, name, about, kind, redirect_uris, scopes, secret_hash, owner_kind, owner, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, app.name, app.about, app.kind, app.redirectUris, app.scopes, app.secretHash, owner.kind, owner.id, now],
  )
  return id
}

/** @returns whether it was theirs, and has a secret */
export async function changeSecret(tx: Tx, owner: SessionOwner, id: string, secretHash: string): Promise<boolean> {
  const rows = await tx.query(
    `update trust.app set secret_hash = $4 where id = $3 and owner_kind = $1 and owner = $2 and ended_at is null
     and secret_hash is not null returning id`,
    [owner.kind, owner.id, id, secretHash],
  )
  return rows.length > 0
}

/** Ends an app, with every access it was given. @returns whether it was theirs */
export async function endApp(tx: Tx, owner: SessionOwner, id: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    'update trust.app set ended_at = $4 where id = $3 and owner_kind = $1 and owner = $2 and ended_at is null returning id',
    [owner.kind, owner.id, id, now],
  )
  if (rows.length > 0) await tx.query(`delete from trust.oauth where payload->>'clientId' = $1`, [id])
  return rows.length > 0
}

/** An app as the provider knows it (RFC 7591 §2). */
export function clientOf({ id, name, kind, redirectUris, scopes, secretHash }: AppRow): AdapterPayload {
  const isService = kind === 'service'
  return {
    client_id: id,
    client_name: name,
    application_type: kind === 'device' ? 'native' : 'web',
    redirect_uris: [...redirectUris],
    response_types: isService ? [] : ['code'],
    grant_types: isService ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
    scope: scopes.join(' '),
    token_endpoint_auth_method: kind === 'device' ? 'none' : 'client_secret_basic',
    ...(secretHash !== null && { client_secret: secretHash }),
    // Each app knows a resident under another name, so that two of them cannot put together what they know.
    subject_type: 'pairwise',
  }
}
