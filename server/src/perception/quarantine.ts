import { createHash } from 'node:crypto'
import { type Db, uuidv7 } from '#kernel'

export type Source = 'mqtt' | 'http' | 'file'

/** Something that could not be accepted, and why. */
export type Refused = {
  readonly at: Date
  readonly source: Source
  readonly device?: string
  readonly topic?: string
  readonly mapping?: string
  readonly import?: string
  readonly line?: number
  readonly reason: string
  readonly detail: string
  /** The bytes as they came. */
  readonly payload: Uint8Array
  /** For a row of a table, the row by column, so that it can be taken in again without its header. */
  readonly record?: Readonly<Record<string, unknown>>
}

/** `seen`: the same bytes from the same device, or through the same mapping, were refused before; they are counted there. */
export type Held = 'held' | 'seen'

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
const storable = (text: string) => text.replaceAll('\0', '\ufffd').toWellFormed()

/** The bytes and where they come from: the device, or the mapping of a file. */
function digestOf({ source, device, mapping, payload }: Refused): Buffer {
  const origin = JSON.stringify([source === 'file' ? 'file' : 'device', device ?? null, mapping ?? null])
  return createHash('sha256').update(origin).update('\0').update(payload).digest()
}

/** Stores what was refused, durably when it resolves, in one statement; answers in the order of the items. */
export async function hold(db: Db, items: readonly Refused[]): Promise<readonly Held[]> {
  const rows = new Map<string, { refused: Refused; digest: Buffer; times: number }>()
  const keys = items.map((refused) => {
    const digest = digestOf(refused)
    const key = digest.toString('base64')
    const row = rows.get(key)
    rows.set(key, row === undefined ? { refused, digest, times: 1 } : { ...row, times: row.times + 1 })
    return key
  })
  const fresh = await insert(db, [...rows.values()])
  return keys.map((key) => (fresh.delete(key) ? 'held' : 'seen'))
}

async function insert(db: Db, rows: readonly { refused: Refused; digest: Buffer; times: number }[]): Promise<Set<string>> {
  const column = <T>(of: (refused: Refused) => T) => rows.map(({ refused }) => of(refused))
  const stored = await db.prepared<{ digest: Buffer; fresh: boolean }>(
    `insert into perception.quarantine as held
       (id, digest, at, last_at, times, source, device, topic, mapping, import, line, reason, detail, payload, record)
     select id, digest, at, at, times, source, device, topic, mapping, import, line, reason, detail, payload, record
     from unnest($1::text[], $2::bytea[], $3::timestamptz[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::bigint[], $11::text[], $12::text[], $13::bytea[], $14::jsonb[])
       as refused (id, digest, at, times, source, device, topic, mapping, import, line, reason, detail, payload, record)
     order by digest
     on conflict (digest) do update set
       times = held.times + excluded.times,
       last_at = greatest(held.last_at, excluded.last_at),
       state = 'held', reason = excluded.reason, detail = excluded.detail
     returning digest, xmax = 0 as fresh`,
    [
      rows.map(() => uuidv7()),
      rows.map(({ digest }) => digest),
      column(({ at }) => at),
      rows.map(({ times }) => times),
      column(({ source }) => source),
      column(({ device }) => device ?? null),
      column(({ topic }) => (topic === undefined ? null : storable(topic))),
      column(({ mapping }) => mapping ?? null),
      column((refused) => refused.import ?? null),
      column(({ line }) => line ?? null),
      column(({ reason }) => reason),
      column(({ detail }) => storable(detail.slice(0, 1000))),
      column(({ payload }) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)),
      column(({ record }) => (record === undefined ? null : JSON.stringify(record))),
    ],
  )
  return new Set(stored.filter(({ fresh }) => fresh).map(({ digest }) => digest.toString('base64')))
}
