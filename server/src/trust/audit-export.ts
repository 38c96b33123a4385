import type { Db } from '#kernel'
import { type Checkpoint, type LogKey, listCheckpoints, listLogKeys } from './checkpoint-store.ts'
import { readPlaced } from './record-read.ts'
import type { FullRecord } from './record-sealed.ts'

export type HeadLine = {
  readonly 'datong-record': 1
  readonly origin: string
  /** Records in the export. */
  readonly size: number
  readonly keys: readonly LogKey[]
  readonly at: string
}
/** `record` is missing where it is gone from the database, `hash` (base64) where even that is. */
export type RecordLine = { readonly index: number; readonly hash?: string; readonly record?: FullRecord }

/** The lines of an export, each JSON, in this order: all that is needed to verify the record without the node. */
export type ExportLine = HeadLine | { readonly checkpoint: string } | RecordLine | { readonly end: number }

const batch = 500

/** Everything up to a checkpoint. It names persons: whoever holds it must keep it as the record itself is kept. */
export async function* exportRecord(db: Db, origin: string, newest: Checkpoint, now: Date): AsyncIterable<ExportLine> {
  const { size } = newest
  yield { 'datong-record': 1, origin, size, keys: await listLogKeys(db), at: now.toISOString() }
  yield* exportCheckpoints(db, size)
  for (let from = 0; from < size; from += batch)
    for (const { index, hash, record } of await readPlaced(db, from, Math.min(size, from + batch)))
      yield { index, ...(hash !== undefined && { hash: hash.toString('base64') }), ...(record !== undefined && { record }) }
  yield { end: size }
}

async function* exportCheckpoints(db: Db, upTo: number): AsyncIterable<ExportLine> {
  const all: Checkpoint[] = []
  for (let isMore = true; isMore; ) {
    const page = await listCheckpoints(db, { limit: batch, offset: all.length })
    all.push(...page)
    isMore = page.length === batch
  }
  for (const { size, note } of all.reverse()) if (size <= upTo) yield { checkpoint: note }
}
