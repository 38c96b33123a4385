import type { PasskeyView } from '#contract'
import type { Db, Tx } from '#kernel'
import type { SessionOwner } from './session-store.ts'

export type PasskeyRow = {
  readonly id: string
  readonly ownerKind: 'resident' | 'officer'
  readonly owner: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
}

export type NewPasskey = Omit<PasskeyRow, 'ownerKind' | 'owner'> & { readonly name: string; readonly isBackedUp: boolean }

export async function findPasskey(db: Db, id: string): Promise<PasskeyRow | undefined> {
  const rows = await db.query<PasskeyRow>(
    `select id, owner_kind as "ownerKind", owner, public_key as "publicKey", counter, transports from trust.passkey where id = $1`,
    [id],
  )
  return rows[0]
}

/** @returns false where the passkey is known already */
export async function savePasskey(tx: Tx, owner: SessionOwner, passkey: NewPasskey, now: Date): Promise<boolean> {
  const { id, publicKey, counter, transports, name, isBackedUp } = passkey
  const rows = await tx.query(
    `insert into trust.passkey (id, owner_kind, owner, public_key, counter, transports, name, is_backed_up, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
    [id, owner.kind, owner.id, publicKey, counter, transports, name, isBackedUp, now],
  )
  return rows.length > 0
}

export async function usePasskey(tx: Tx, id: string, counter: number, now: Date): Promise<void> {
  await tx.query('update trust.passkey set counter = $2, last_used_at = $3 where id = $1', [id, counter, now])
}

export async function passkeysOf(db: Db, owner: SessionOwner): Promise<(PasskeyView & Pick<PasskeyRow, 'transports'>)[]> {
  const rows = await db.query<PasskeyView & Pick<PasskeyRow, 'transports'> & { lastUsedAt: Date | null }>(
    `select id, name, transports, is_backed_up as "isBackedUp", created_at as "createdAt", last_used_at as "lastUsedAt"
     from trust.passkey where owner_kind = $1 and owner = $2 order by created_at`,
    [owner.kind, owner.id],
  )
  return rows.map(({ lastUsedAt, ...row }) => ({ ...row, ...(lastUsedAt !== null && { lastUsedAt }) }))
}

/** @returns how many passkeys are left; undefined where this was not theirs */
export async function dropPasskey(tx: Tx, owner: SessionOwner, id: string): Promise<number | undefined> {
  const gone = await tx.query('delete from trust.passkey where id = $1 and owner_kind = $2 and owner = $3 returning id', [
    id,
    owner.kind,
    owner.id,
  ])
  if (gone.length === 0) return undefined
  const [row] = await tx.query<{ left: number }>(
    'select count(*) as left from trust.passkey where owner_kind = $1 and owner = $2',
    [owner.kind, owner.id],
  )
  return row?.left ?? 0
}
