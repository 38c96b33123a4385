import type { AgreementCounts } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'
import { type Agreement, type AgreementSide, type Terms, termsOf } from './agreement.ts'
import type { SignatureParts } from './agreement-text.ts'

const columns = `id, owner, recipient, state, asked, terms, asked_by as "askedBy", asked_at as "askedAt", decided_by as "decidedBy",
  reason, active_from as "activeFrom", ended_at as "endedAt", ended_by as "endedBy", renews, used`

type Row = { readonly [Key in keyof Agreement]-?: Exclude<Agreement[Key], undefined> | null }

const toAgreement = (row: Row): Agreement =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Agreement

export async function findAgreement(db: Db, id: string): Promise<Agreement | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from exchange.agreement where id = $1`, [id])
  return row && toAgreement(row)
}

/** Until the transaction ends nobody else asks under it, signs or ends it. */
export async function lockAgreement(tx: Tx, id: string): Promise<Agreement | undefined> {
  const [row] = await tx.query<Row>(`select ${columns} from exchange.agreement where id = $1 for update`, [id])
  return row && toAgreement(row)
}

/** Days before its end from which an agreement is told of. */
const endingDays = 30

export const isEnding = ({ state, ...terms }: Agreement, now: Date): boolean => {
  const left = Date.parse(termsOf(terms).until) - now.getTime()
  return state === 'active' && left > 0 && left <= endingDays * 86_400_000
}

/** Of one department, $1, at $2. */
const waits = `((state = 'asked' and owner = $1) or (state = 'approved' and not exists (select from exchange.signature s
  where s.agreement = a.id and s.department = $1)))`
const ends = `(state = 'active' and until > $2 and until <= $2::timestamptz + make_interval(days => ${endingDays}))`

/** Of one department, on either side: those that wait for it, those that end soon, others that hold, then the rest, the newest first. */
export async function listAgreements(
  db: Db,
  department: string,
  page: { readonly limit: number; readonly offset: number },
  now: Date,
): Promise<readonly Agreement[]> {
  const rows = await db.query<Row>(
    `select ${columns} from exchange.agreement a where $1 in (owner, recipient)
     order by ${waits} desc, ${ends} desc, state in ('asked', 'approved', 'active') desc, asked_at desc, id limit $3 offset $4`,
    [department, now, page.limit, page.offset],
  )
  return rows.map(toAgreement)
}

export async function countAgreements(db: Db, department: string, now: Date): Promise<AgreementCounts> {
  const [counts] = await db.query<AgreementCounts>(
    `select count(*), count(*) filter (where ${waits}) as waiting, count(*) filter (where ${ends}) as ending
     from exchange.agreement a where $1 in (owner, recipient)`,
    [department, now],
  )
  return counts ?? { count: 0, waiting: 0, ending: 0 }
}

export type AgreementWish = Pick<Agreement, 'owner' | 'recipient' | 'asked' | 'askedBy' | 'renews'>

export async function saveAgreement(
  tx: Tx,
  { owner, recipient, asked, askedBy, renews }: AgreementWish,
  now: Date,
): Promise<string> {
  const id = uuidv7()
  await tx.query(
    `insert into exchange.agreement (id, dataset, owner, recipient, state, asked, asked_by, asked_at, until, renews)
     values ($1, $2, $3, $4, 'asked', $5, $6, $7, $8, $9)`,
    [id, asked.dataset, owner, recipient, JSON.stringify(asked), askedBy, now, asked.until, renews ?? null],
  )
  return id
}

export async function approveAgreement(tx: Tx, id: string, terms: Terms, by: string, reason: string, now: Date): Promise<void> {
  await tx.query(
    `update exchange.agreement set state = 'approved', terms = $2, until = $3, decided_by = $4, decided_at = $5, reason = $6
     where id = $1`,
    [id, JSON.stringify(terms), terms.until, by, now, reason || null],
  )
}

export async function refuseAgreement(tx: Tx, id: string, by: string, reason: string, now: Date): Promise<void> {
  await tx.query(`update exchange.agreement set state = 'refused', decided_by = $2, decided_at = $3, reason = $4 where id = $1`, [
    id,
    by,
    now,
    reason,
  ])
}

export async function activateAgreement(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.query(`update exchange.agreement set state = 'active', active_from = $2 where id = $1`, [id, now])
}

export async function endAgreement(
  tx: Tx,
  id: string,
  { state, by, reason }: { readonly state: 'withdrawn' | 'ended'; readonly by: string; readonly reason: string },
  now: Date,
): Promise<void> {
  await tx.query('update exchange.agreement set state = $2, ended_by = $3, ended_at = $4, reason = $5 where id = $1', [
    id,
    state,
    by,
    now,
    reason || null,
  ])
}

export type Signature = SignatureParts & {
  readonly side: AgreementSide
  readonly department: string
  readonly officer: string
  readonly at: Date
}

export async function saveSignature(tx: Tx, agreement: string, one: Signature): Promise<void> {
  await tx.query(
    `insert into exchange.signature (agreement, side, department, officer, at, protected, signature)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [agreement, one.side, one.department, one.officer, one.at, one.protected, one.signature],
  )
}

export async function signaturesOf(db: Db, agreements: readonly string[]): Promise<ReadonlyMap<string, readonly Signature[]>> {
  const rows = await db.query<Signature & { agreement: string }>(
    'select agreement, side, department, officer, at, protected, signature from exchange.signature where agreement = any($1) order by at',
    [agreements],
  )
  return Map.groupBy(rows, ({ agreement }) => agreement)
}

/** Those that somebody may look by, whatever their state; the gate says whether one holds. */
export async function agreementById(tx: Tx, id: string, party: string): Promise<Agreement | undefined> {
  const agreement = await findAgreement(tx, id)
  return agreement !== undefined && party === `department:${agreement.recipient}` ? agreement : undefined
}

export const untilOf = (agreement: Agreement): Date => new Date(termsOf(agreement).until)
