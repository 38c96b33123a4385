import { type Db, uuidv7 } from '#kernel'

/** How far an import is. Every row is exactly one of kept, late, duplicate and quarantined; a flagged row is kept or late too. */
export type Progress = {
  readonly rows: number
  readonly kept: number
  readonly late: number
  readonly duplicates: number
  readonly flagged: number
  readonly quarantined: number
  readonly bytes: number
}

export type Import = Progress & {
  readonly id: string
  readonly file: string
  readonly mapping: string
  /** `interrupted`: the server that ran it is gone; importing the file again takes in the rest. */
  readonly state: 'running' | 'done' | 'failed' | 'interrupted'
  readonly detail?: string
  readonly startedAt: Date
  readonly endedAt?: Date
}

export const noProgress: Progress = { rows: 0, kept: 0, late: 0, duplicates: 0, flagged: 0, quarantined: 0, bytes: 0 }

export async function beginImport(db: Db, file: string, mapping: string): Promise<string> {
  const id = uuidv7()
  await db.query('insert into perception.import (id, file, mapping) values ($1, $2, $3)', [id, file, mapping])
  return id
}

export async function saveProgress(db: Db, id: string, progress: Progress): Promise<void> {
  const { bytes, rows, kept, late, duplicates, flagged, quarantined } = progress
  await db.prepared(
    `update perception.import set progress_at = now(),
       bytes = $2, rows = $3, kept = $4, late = $5, duplicates = $6, flagged = $7, quarantined = $8
     where id = $1`,
    [id, bytes, rows, kept, late, duplicates, flagged, quarantined],
  )
}

/** @param detail why it failed; undefined when it is done */
export async function endImport(db: Db, id: string, detail?: string): Promise<void> {
  await db.query(
    `update perception.import set ended_at = now(), state = case when $2::text is null then 'done' else 'failed' end, detail = $2
     where id = $1`,
    [id, detail ?? null],
  )
}

type ImportRow = Progress & {
  id: string
  file: string
  mapping: string
  state: Import['state']
  detail: string | null
  started_at: Date
  ended_at: Date | null
}

const columns = `id, file, mapping, detail, started_at, ended_at, bytes, rows, kept, late, duplicates, flagged, quarantined,
  case when state = 'running' and progress_at < now() - interval '1 minute' then 'interrupted' else state end as state`

/** Imports, newest first. */
export async function listImports(db: Db, limit: number, offset: number): Promise<Import[]> {
  const rows = await db.query<ImportRow>(
    `select ${columns} from perception.import order by started_at desc, id desc limit $1 offset $2`,
    [limit, offset],
  )
  return rows.map(toImport)
}

export async function findImport(db: Db, id: string): Promise<Import | undefined> {
  const [row] = await db.query<ImportRow>(`select ${columns} from perception.import where id = $1`, [id])
  return row && toImport(row)
}

function toImport({ detail, started_at, ended_at, ...row }: ImportRow): Import {
  return { ...row, ...(detail !== null && { detail }), startedAt: started_at, ...(ended_at !== null && { endedAt: ended_at }) }
}
