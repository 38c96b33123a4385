import type { DelegationKind, DelegationView } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'

/** What the gate wants to know of a delegation. */
export type Delegation = {
  readonly id: string
  readonly resident: string
  readonly delegate: string
  /** `*` stands for all. */
  readonly services: readonly string[]
  readonly until: Date
  readonly isRevoked: boolean
}

export type NewDelegation = Pick<Delegation, 'resident' | 'delegate' | 'services' | 'until'> & {
  readonly kind: DelegationKind
  readonly document?: string
  readonly confirmedBy?: string
}

export async function saveDelegation(tx: Tx, one: NewDelegation, now: Date): Promise<string> {
  const id = uuidv7()
  await tx.query(
    `insert into trust.delegation (id, resident, delegate, kind, services, document, confirmed_by, created_at, until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, one.resident, one.delegate, one.kind, one.services, one.document ?? null, one.confirmedBy ?? null, now, one.until],
  )
  return id
}

const columns = `id, resident, delegate, services, until, revoked_at is not null as "isRevoked"`

export async function findDelegation(db: Db, id: string): Promise<Delegation | undefined> {
  return (await db.query<Delegation>(`select ${columns} from trust.delegation where id = $1`, [id]))[0]
}

/** The delegations by which one person may act for another at a time. */
export async function delegationsBetween(db: Db, delegate: string, resident: string, now: Date): Promise<Delegation[]> {
  return db.query<Delegation>(
    `select ${columns} from trust.delegation
     where delegate = $1 and resident = $2 and revoked_at is null and until > $3 order by until desc`,
    [delegate, resident, now],
  )
}

/** @returns undefined where it had ended already */
export async function revokeDelegation(tx: Tx, id: string, by: string, now: Date): Promise<Delegation | undefined> {
  const rows = await tx.query<Delegation>(
    `update trust.delegation set revoked_at = $3, revoked_by = $2 where id = $1 and revoked_at is null returning ${columns}`,
    [id, by, now],
  )
  return rows[0]
}

type Side = 'resident' | 'delegate'

/** The delegations of one side with the person on the other, those that hold first. */
export async function delegationsOf(db: Db, side: Side, id: string, now: Date): Promise<DelegationView[]> {
  const other: Side = side === 'resident' ? 'delegate' : 'resident'
  const rows = await db.query<
    Omit<DelegationView, 'document' | 'revokedAt'> & { document: string | null; revokedAt: Date | null }
  >(
    `select d.id, d.kind, d.services, d.document, d.created_at as "createdAt", d.until, d.revoked_at as "revokedAt",
       jsonb_build_object('id', r.id, 'name', r.name, 'number', r.number) as person,
       case when d.revoked_at is not null then 'ended' when d.until <= $2 then 'over' else 'open' end as state
     from trust.delegation d join trust.resident r on r.id = d.${other}
     where d.${side} = $1 order by (d.revoked_at is null and d.until > $2) desc, d.created_at desc limit 200`,
    [id, now],
  )
  return rows.map(({ document, revokedAt, ...row }) => ({
    ...row,
    ...(document !== null && { document }),
    ...(revokedAt !== null && { revokedAt }),
  }))
}
