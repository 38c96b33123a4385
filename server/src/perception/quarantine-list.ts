import type { Db } from '#kernel'
import type { Source } from './quarantine.ts'

export type QuarantineState = 'held' | 'replayed' | 'discarded'

/** Something in quarantine, without its bytes. */
export type Quarantined = {
  readonly id: string
  /** When it came first, and last. */
  readonly at: Date
  readonly lastAt: Date
  /** How often the same bytes came from there. */
  readonly times: number
  readonly source: Source
  readonly device?: string
  readonly topic?: string
  readonly mapping?: string
  readonly import?: string
  readonly line?: number
  readonly reason: string
  readonly detail: string
  readonly state: QuarantineState
  /** The first 200 bytes as text. */
  readonly excerpt: string
}

export type QuarantineFilter = {
  readonly device?: string
  readonly state?: QuarantineState
  readonly source?: Source
  readonly reason?: string
  readonly import?: string
}

type Row = {
  id: string
  at: Date
  last_at: Date
  times: number
  source: Source
  device: string | null
  topic: string | null
  mapping: string | null
  import: string | null
  line: number | null
  reason: string
  detail: string
  state: QuarantineState
  payload: Buffer
}

const columns = 'id, at, last_at, times, source, device, topic, mapping, import, line, reason, detail, state'
const matches = `($1::text is null or device = $1) and ($2::text is null or state = $2) and ($3::text is null or source = $3)
  and ($4::text is null or reason = $4) and ($5::text is null or import = $5)`

const valuesOf = ({ device, state, source, reason, import: file }: QuarantineFilter) =>
  [device, state, source, reason, file].map((value) => value ?? null)

/** What is in quarantine, what came last first. */
export async function listQuarantine(
  db: Db,
  { limit, offset, ...filter }: QuarantineFilter & { readonly limit: number; readonly offset: number },
): Promise<{ items: Quarantined[]; count: number }> {
  const rows = await db.query<Row>(
    `select ${columns}, substring(payload for 200) as payload from perception.quarantine where ${matches}
     order by last_at desc, id desc limit $6 offset $7`,
    [...valuesOf(filter), limit, offset],
  )
  const [counted] = await db.query<{ count: number }>(
    `select count(*) from perception.quarantine where ${matches}`,
    valuesOf(filter),
  )
  return { items: rows.map(toQuarantined), count: counted?.count ?? 0 }
}

/** Everything that matches, with its bytes, by id; read in pages so that any amount fits into memory. */
export async function* readQuarantine(db: Db, filter: QuarantineFilter): AsyncGenerator<Quarantined & { payload: Buffer }> {
  let after = ''
  for (;;) {
    const rows = await db.query<Row>(
      `select ${columns}, payload from perception.quarantine where ${matches} and id > $6 order by id limit 200`,
      [...valuesOf(filter), after],
    )
    for (const row of rows) yield { ...toQuarantined(row), payload: row.payload }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

export async function findPayload(db: Db, id: string): Promise<{ payload: Buffer; device?: string; line?: number } | undefined> {
  const [row] = await db.query<Pick<Row, 'payload' | 'device' | 'line'>>(
    'select payload, device, line from perception.quarantine where id = $1',
    [id],
  )
  return (
    row && {
      payload: row.payload,
      ...(row.device !== null && { device: row.device }),
      ...(row.line !== null && { line: row.line }),
    }
  )
}

/** Puts aside what is held and will not be taken in; returns how many. */
export async function discard(db: Db, ids: readonly string[]): Promise<number> {
  const rows = await db.query(
    `update perception.quarantine set state = 'discarded' where id = any($1) and state = 'held' returning id`,
    [ids],
  )
  return rows.length
}

/** The ids of what matches, what came first first, for those who replay or discard all of it. */
export async function idsIn(db: Db, filter: QuarantineFilter, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(`select id from perception.quarantine where ${matches} order by id limit $6`, [
    ...valuesOf(filter),
    limit,
  ])
  return rows.map(({ id }) => id)
}

function toQuarantined({ last_at, device, topic, mapping, line, payload, ...row }: Row): Quarantined {
  const { import: file, ...rest } = row
  return {
    ...rest,
    lastAt: last_at,
    ...(device !== null && { device }),
    ...(topic !== null && { topic }),
    ...(mapping !== null && { mapping }),
    ...(file !== null && { import: file }),
    ...(line !== null && { line }),
    excerpt: payload.subarray(0, 200).toString('utf8'),
  }
}
