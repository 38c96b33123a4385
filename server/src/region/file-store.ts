import { createReadStream } from 'node:fs'
import { type Db, type Pool, type Tx, uuidv7 } from '#kernel'
import type { FileFacts, PackFile } from './pack-file.ts'

export type StoredFile = {
  readonly name: string
  readonly bytes: number
  readonly facts: FileFacts
  readonly arrivedAt: Date
}

/** Large enough that a file is few rows, small enough that many imports at once fit in memory. */
const partSize = 2 ** 20
/** After so long, an import that has not made its files current never will. */
const patienceMs = 24 * 3_600_000

/**
 * Brings files into the database, part by part and seen by nobody yet; one whose bytes are those of the current file of its name
 * is left as it is.
 *
 * @returns the ids of the files that the pack now has, for {@link makeCurrent}
 */
export async function receiveFiles(pool: Pool, files: readonly PackFile[], at: Date): Promise<readonly string[]> {
  await pool.query('delete from region.file where not is_current and arrived_at < $1', [new Date(at.getTime() - patienceMs)])
  const ids: string[] = []
  for (const file of files) {
    const [known] = await pool.query<{ id: string }>(
      'select id from region.file where name = $1 and sha256 = $2 and is_current',
      [file.name, file.sha256],
    )
    ids.push(known?.id ?? (await receive(pool, file, at)))
  }
  return ids
}

async function receive(pool: Pool, { name, path, bytes, sha256, facts }: PackFile, at: Date): Promise<string> {
  const id = uuidv7()
  await pool.query('insert into region.file (id, name, bytes, sha256, facts, arrived_at) values ($1, $2, $3, $4, $5, $6)', [
    id,
    name,
    bytes,
    sha256,
    JSON.stringify(facts),
    at,
  ])
  let part = 0
  for await (const chunk of createReadStream(path, { highWaterMark: partSize }))
    await pool.prepared('insert into region.file_part (file, part, bytes) values ($1, $2, $3)', [id, part++, chunk])
  return id
}

/** Lets files take the place of all others: together with the rest of the pack, so that no reader sees half of either. */
export async function makeCurrent(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query('delete from region.file where is_current and id <> all($1::uuid[])', [ids])
  await tx.query('update region.file set is_current = true where id = any($1::uuid[])', [ids])
}

export async function listFiles(db: Db): Promise<readonly StoredFile[]> {
  return db.prepared<StoredFile>(
    `select name, bytes, facts, arrived_at as "arrivedAt" from region.file where is_current order by name`,
  )
}
