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

export async function useCode(tx: Tx, flowHash: Buffer, now: Date): Promise<void> {
  await tx.query('update trust.code set used_at = $2 where flow_hash = $1', [flowHash, now])
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

export type Letter = { readonly contact: string; readonly language: string; readonly code: string; readonly at: Date }

/** What waits to be carried, newest first. */
export async function waitingCodes(db: Db, now: Date): Promise<Letter[]> {
  return db.query<Letter>(
    'select contact, language, code, created_at as at from trust.outbox where expires_at > $1 order by id desc limit 50',
    [now],
  )
}

/** For a channel: takes out what waits, each code once, however many carry them. Those that are over go to nobody. */
export async function takeCodes(db: Db, limit: number, now: Date): Promise<Letter[]> {
  return db.query<Letter>(
    `with taken as (
       delete from trust.outbox where id in (select id from trust.outbox order by id limit $1 for update skip locked)
       returning contact, language, code, created_at, expires_at)
     select contact, language, code, created_at as at from taken where expires_at > $2 order by created_at`,
    [limit, now],
  )
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
