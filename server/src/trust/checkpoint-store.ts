import type { Db } from '#kernel'

/** A signed head of the tree, with the signatures that others have put below since. */
export type Checkpoint = {
  readonly size: number
  readonly at: Date
  readonly root: Buffer
  /** A signed note (C2SP) of any number of signatures. */
  readonly note: string
  /** The names of the nodes that have cosigned it. */
  readonly witnesses: readonly string[]
}

const columns = `c.size, c.at, c.root, c.note || coalesce(string_agg(s.line, '' order by s.witness), '') as note,
  coalesce(array_agg(s.witness order by s.witness) filter (where s.witness is not null), '{}') as witnesses
  from trust.checkpoint c left join trust.cosignature s using (size)`

export async function newestCheckpoint(db: Db): Promise<Checkpoint | undefined> {
  const [row] = await db.prepared<Checkpoint>(`select ${columns} group by c.size order by c.size desc limit 1`)
  return row
}

export async function checkpointAt(db: Db, size: number): Promise<Checkpoint | undefined> {
  const [row] = await db.prepared<Checkpoint>(`select ${columns} where c.size = $1 group by c.size`, [size])
  return row
}

/** The smallest that holds a record. */
export async function checkpointOver(db: Db, index: number): Promise<Checkpoint | undefined> {
  const [row] = await db.prepared<Checkpoint>(`select ${columns} where c.size > $1 group by c.size order by c.size limit 1`, [
    index,
  ])
  return row
}

/** Newest first. */
export const listCheckpoints = (db: Db, { limit, offset }: { limit: number; offset: number }): Promise<Checkpoint[]> =>
  db.prepared<Checkpoint>(`select ${columns} group by c.size order by c.size desc limit $1 offset $2`, [limit, offset])

export async function countCheckpoints(db: Db): Promise<number> {
  const [row] = await db.prepared<{ count: number }>('select count(*) from trust.checkpoint')
  return row?.count ?? 0
}

/** A key of this node's log: in use from one size of the tree on, up to another or until now. */
export type LogKey = { readonly verifier: string; readonly from: number; readonly until: number | null }

export const listLogKeys = (db: Db): Promise<LogKey[]> =>
  db.prepared<LogKey>(
    `select verifier, from_size as from, until_size as until from trust.log_key order by until_size is null, from_size, until_size`,
  )
