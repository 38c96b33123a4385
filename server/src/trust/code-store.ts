import type { Db, Tx } from '#kernel'

export type CodeDraft = { readonly name: string; readonly area: string; readonly bornOn?: string }

export type CodeRow = {
  readonly resident: string | null
  readonly draft: CodeDraft | null
  readonly contact: string
  readonly codeHash: Buffer
  readonly tries: number
  readonly expiresAt: Date
}

export async function saveCode(tx: Tx, flowHash: Buffer, row: Omit<CodeRow, 'tries'>, now: Date): Promise<void> {
  await tx.query(
    `insert into trust.code (flow_hash, resident, draft, contact, code_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [flowHash, row.resident, row.draft && JSON.stringify(row.draft), row.contact, row.codeHash, now, row.expiresAt],
  )
}

/** The code of a flow with one more try counted, so that tries at the same time count each; undefined where it is used up or over. */
export async function tryCode(tx: Tx, flowHash: Buffer, most: number, now: Date): Promise<CodeRow | undefined> {
  const rows = await tx.query<CodeRow>(
    `update trust.code set tries = tries + 1 where flow_hash = $1 and used_at is null and expires_at > $2 and tries < $3
     returning resident, draft, contact, code_hash as "codeHash", tries, expires_at as "expiresAt"`,
    [flowHash, now, most],
  )
  return rows[0]
}

/** @returns false where it was used before */
export async function useCode(tx: Tx, flowHash: Buffer, now: Date): Promise<boolean> {
  const rows = await tx.query('update trust.code set used_at = $2 where flow_hash = $1 and used_at is null returning flow_hash', [
    flowHash,
    now,
  ])
  return rows.length > 0
}

/** How many codes went to a contact since a time. */
export async function countCodes(db: Db, contact: string, since: Date): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*) as count from trust.code where contact = $1 and created_at > $2',
    [contact, since],
  )
  return row?.count ?? 0
}

export async function postCode(
  tx: Tx,
  letter: { readonly contact: string; readonly language: string; readonly code: string; readonly expiresAt: Date },
  now: Date,
): Promise<void> {
  const { contact, language, code, expiresAt } = letter
  await tx.query('insert into trust.outbox (contact, language, code, created_at, expires_at) values ($1, $2, $3, $4, $5)', [
    contact,
    language,
    code,
    now,
    expiresAt,
  ])
}

export type ContactKind = 'mail' | 'telephone'

export const kindOf = (contact: string): ContactKind => (contact.includes('@') ? 'mail' : 'telephone')

export type Letter = {
  readonly id: number
  readonly kind: ContactKind
  readonly contact: string
  readonly language: string
  readonly code: string
  readonly at: Date
}

const letter = `id, case when contact like '%@%' then 'mail' else 'telephone' end as kind, contact, language, code, created_at as at`

/** What waits to be carried, newest first. */
export async function waitingCodes(db: Db, now: Date): Promise<Letter[]> {
  return db.query<Letter>(`select ${letter} from trust.outbox where expires_at > $1 order by id desc limit 50`, [now])
}

/** Seconds for which whoever took a code has it; twice as long each time. */
const lease = 15

/**
 * For a channel: takes what waits, for a while, so that nobody else carries it as well. What did not leave by then is there again;
 * a code that is over goes to nobody.
 */
export async function takeCodes(
  db: Db,
  { limit, kinds }: { readonly limit: number; readonly kinds: readonly ContactKind[] },
  now: Date,
): Promise<Letter[]> {
  const taken = await db.query<Letter>(
    `update trust.outbox set tries = tries + 1, due_at = $2::timestamptz + make_interval(secs => ${lease} * 2 ^ least(tries, 10))
     where id in (select id from trust.outbox where due_at <= $2 and expires_at > $2
       and case when contact like '%@%' then 'mail' else 'telephone' end = any($3) order by id limit $1 for update skip locked)
     returning ${letter}`,
    [limit, now, kinds],
  )
  return taken.sort((a, b) => a.id - b.id)
}

/** A code is on its way, and need not be kept any longer. */
export async function codeCarried(db: Db, id: number): Promise<void> {
  await db.query('delete from trust.outbox where id = $1', [id])
}

export async function savePaperCodes(
  tx: Tx,
  resident: string,
  codeHashes: readonly Buffer[],
  issuedBy: string,
  now: Date,
  expiresAt: Date,
): Promise<void> {
  await tx.query('delete from trust.paper_code where resident = $1', [resident])
  await tx.query(
    `insert into trust.paper_code (code_hash, resident, issued_by, created_at, expires_at)
     select hash, $2, $3, $4, $5 from unnest($1::bytea[]) as hash`,
    [codeHashes, resident, issuedBy, now, expiresAt],
  )
}

/** @returns whether it was a code of this resident that had not been used */
export async function usePaperCode(tx: Tx, resident: string, codeHash: Buffer, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `update trust.paper_code set used_at = $3 where code_hash = $1 and resident = $2 and used_at is null and expires_at > $3
     returning resident`,
    [codeHash, resident, now],
  )
  return rows.length > 0
}
