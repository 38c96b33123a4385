import type { InvitationView, OfficerView } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'

export type OfficerDraftRow = {
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  /** Scope paths. */
  readonly jurisdiction: readonly string[]
  readonly invitedBy?: string
}

const columns = `id, name, department, roles, jurisdiction, home, created_at as "createdAt", ended_at as "endedAt"`

type Row = Omit<OfficerView, 'endedAt' | 'home'> & { readonly endedAt: Date | null; readonly home: string | null }

const toView = ({ endedAt, home, ...row }: Row): OfficerView => ({
  ...row,
  ...(home !== null && { home }),
  ...(endedAt !== null && { endedAt }),
})

export async function findOfficer(db: Db, id: string): Promise<OfficerView | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from trust.officer where id = $1`, [id])
  return row && toView(row)
}

export async function listOfficers(db: Db, limit: number, offset: number): Promise<{ officers: OfficerView[]; count: number }> {
  const rows = await db.query<Row>(
    `select ${columns} from trust.officer order by ended_at is not null, name, id limit $1 offset $2`,
    [limit, offset],
  )
  const [total] = await db.query<{ count: number }>('select count(*) as count from trust.officer')
  return { officers: rows.map(toView), count: total?.count ?? 0 }
}

export async function saveOfficer(tx: Tx, draft: OfficerDraftRow & { readonly id?: string }, now: Date): Promise<string> {
  const { id = uuidv7(), name, department, roles, jurisdiction, invitedBy } = draft
  await tx.query(
    `insert into trust.officer (id, name, department, roles, jurisdiction, invited_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [id, name, department, roles, jurisdiction, invitedBy ?? null, now],
  )
  return id
}

export async function changeRoles(tx: Tx, id: string, roles: readonly string[]): Promise<void> {
  await tx.query('update trust.officer set roles = $2 where id = $1', [id, roles])
}

/** @param home the scope path of the area where the officer lives */
export async function settleOfficer(tx: Tx, id: string, home: string): Promise<void> {
  await tx.query('update trust.officer set home = $2 where id = $1', [id, home])
}

export async function endOfficer(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.query('update trust.officer set ended_at = $2 where id = $1 and ended_at is null', [id, now])
}

/** Whether there is anybody who could invite others: an officer in office who has a passkey and may. */
export async function hasAdministrator(db: Db): Promise<boolean> {
  const rows = await db.query(
    `select 1 from trust.officer o where ended_at is null and 'administrator' = any(roles)
     and exists (select 1 from trust.passkey p where p.owner_kind = 'officer' and p.owner = o.id) limit 1`,
  )
  return rows.length > 0
}

export type InvitationRow = InvitationView & { readonly jurisdiction: readonly string[]; readonly invitedBy: string | null }

const invitation = `id, name, department, roles, jurisdiction, invited_by as "invitedBy", expires_at as "expiresAt"`

export async function saveInvitation(
  tx: Tx,
  tokenHash: Buffer,
  draft: OfficerDraftRow,
  now: Date,
  expiresAt: Date,
): Promise<string> {
  const id = uuidv7()
  await tx.query(
    `insert into trust.officer_invitation (token_hash, id, name, department, roles, jurisdiction, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tokenHash, id, draft.name, draft.department, draft.roles, draft.jurisdiction, draft.invitedBy ?? null, now, expiresAt],
  )
  return id
}

export async function openInvitations(db: Db, now: Date): Promise<InvitationRow[]> {
  return db.query<InvitationRow>(
    `select ${invitation} from trust.officer_invitation where used_at is null and expires_at > $1 and invited_by is not null
     order by expires_at limit 200`,
    [now],
  )
}

export async function findInvitation(db: Db, tokenHash: Buffer, now: Date): Promise<InvitationRow | undefined> {
  const rows = await db.query<InvitationRow>(
    `select ${invitation} from trust.officer_invitation where token_hash = $1 and used_at is null and expires_at > $2`,
    [tokenHash, now],
  )
  return rows[0]
}

/** @returns undefined where somebody else was quicker */
export async function useInvitation(tx: Tx, tokenHash: Buffer, now: Date): Promise<InvitationRow | undefined> {
  const rows = await tx.query<InvitationRow>(
    `update trust.officer_invitation set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
     returning ${invitation}`,
    [tokenHash, now],
  )
  return rows[0]
}

/** @returns whether there was one to take back */
export async function dropInvitation(tx: Tx, id: string): Promise<boolean> {
  return (await tx.query('delete from trust.officer_invitation where id = $1 and used_at is null returning id', [id])).length > 0
}

/** Links to the first office that were printed before and not followed. */
export async function dropFirstInvitations(tx: Tx): Promise<void> {
  await tx.query('delete from trust.officer_invitation where invited_by is null and used_at is null')
}
