import { type Db, NotFound, type Tx, uuidv7 } from '#kernel'
import type { KeptCard } from './account-card.ts'
import { makeNumber } from './account-number.ts'

export type ResidentRow = { readonly id: string; readonly name: string; readonly number: string; readonly area: string }

export type ResidentDraft = {
  readonly id?: string
  readonly name: string
  /** A scope path. */
  readonly area: string
  readonly bornOn?: string
  readonly contact?: string
  readonly card?: KeptCard
  readonly openid?: { readonly issuer: string; readonly subject: string }
  readonly vouchedBy?: string
}

/** @returns undefined where somebody has the contact, the card or the sign-in already */
export async function saveResident(tx: Tx, draft: ResidentDraft, now: Date): Promise<ResidentRow | undefined> {
  const { id = uuidv7(), name, area, bornOn, contact, card, openid, vouchedBy } = draft
  const rows = await tx.query<ResidentRow>(
    `insert into trust.resident (id, number, name, area, born_on, contact, card_index, card_sealed, issuer, subject, vouched_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing returning id, name, number, area`,
    [
      id,
      makeNumber(),
      name,
      area,
      bornOn ?? null,
      contact ?? null,
      card?.index ?? null,
      card?.sealed ?? null,
      openid?.issuer ?? null,
      openid?.subject ?? null,
      vouchedBy ?? null,
      now,
    ],
  )
  return rows[0]
}

const columns = 'id, name, number, area'

export async function findResident(db: Db, id: string): Promise<ResidentRow | undefined> {
  return (await db.query<ResidentRow>(`select ${columns} from trust.resident where id = $1`, [id]))[0]
}

export type OwnRow = {
  readonly name: string
  readonly number: string
  readonly area: string
  readonly contact?: string
  readonly language?: string
  readonly isVouched: boolean
}

/** An account as its person sees it. @throws NotFound once it is gone */
export async function findOwn(db: Db, id: string): Promise<OwnRow> {
  const [row] = await db.query<Omit<OwnRow, 'contact' | 'language'> & { contact: string | null; language: string | null }>(
    `select name, number, area, contact, language, vouched_by is not null as "isVouched" from trust.resident where id = $1`,
    [id],
  )
  if (row === undefined) throw new NotFound('There is no such account.')
  const { contact, language, ...rest } = row
  return { ...rest, ...(contact !== null && { contact }), ...(language !== null && { language }) }
}

export async function changeResident(
  tx: Tx,
  id: string,
  { name, area, language }: { readonly [Field in 'name' | 'area' | 'language']: string | undefined },
): Promise<void> {
  await tx.query(
    'update trust.resident set name = coalesce($2, name), area = coalesce($3, area), language = coalesce($4, language) where id = $1',
    [id, name ?? null, area ?? null, language ?? null],
  )
}

/** @returns false where somebody else has it */
export async function changeContact(tx: Tx, id: string, contact: string): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`contact ${contact}`])
  const rows = await tx.query(
    `update trust.resident set contact = $2 where id = $1
     and not exists (select from trust.resident other where other.contact = $2 and other.id <> $1) returning id`,
    [id, contact],
  )
  return rows.length > 0
}

export async function findByNumber(db: Db, number: string): Promise<ResidentRow | undefined> {
  return (await db.query<ResidentRow>(`select ${columns} from trust.resident where number = $1`, [number]))[0]
}

export async function findByContact(db: Db, contact: string): Promise<ResidentRow | undefined> {
  return (await db.query<ResidentRow>(`select ${columns} from trust.resident where contact = $1`, [contact]))[0]
}

export async function findByCard(db: Db, cardIndex: Buffer): Promise<ResidentRow | undefined> {
  return (await db.query<ResidentRow>(`select ${columns} from trust.resident where card_index = $1`, [cardIndex]))[0]
}

export async function findByOpenid(db: Db, issuer: string, subject: string): Promise<ResidentRow | undefined> {
  const rows = await db.query<ResidentRow>(`select ${columns} from trust.resident where issuer = $1 and subject = $2`, [
    issuer,
    subject,
  ])
  return rows[0]
}
