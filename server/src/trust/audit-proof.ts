import type { Pool } from '#kernel'
import { Invalid, NotFound } from '#kernel'
import { findSignature, parseHead, parseNote, parseVerifier } from './checkpoint-note.ts'
import { type Checkpoint, newestCheckpoint } from './checkpoint-store.ts'
import { isIncluded } from './merkle-verify.ts'
import { readPlaced } from './record-read.ts'
import { type FullRecord, hashOf } from './record-sealed.ts'
import { parseFull } from './record-shape.ts'
import { inclusionProof } from './record-tree.ts'

const firstLine = 'c2sp.org/tlog-proof@v1'

export const isProof = (text: string): boolean => text.startsWith(`${firstLine}\n`)

/**
 * One record with all that shows it to be in the tree, to be checked without the node.
 *
 * @returns text in the form of https://c2sp.org/tlog-proof, the record itself in `extra`
 * @throws {NotFound} where there is no such record below a checkpoint yet
 */
export async function proveRecord(pool: Pool, index: number, checkpoint?: Checkpoint): Promise<string> {
  const signed = checkpoint ?? (await newestCheckpoint(pool))
  if (signed === undefined || index >= signed.size)
    throw new NotFound(
      `There is no record ${index} below a checkpoint: the newest is of ${signed?.size ?? 0} records, counted from 0.`,
    )
  const [placed] = await readPlaced(pool, index, index + 1)
  if (placed?.record === undefined)
    throw new NotFound(`Record ${index} is gone from the database. Verify an export of the record.`)
  return writeProof(placed.record, index, await inclusionProof(pool, index, signed.size), signed.note)
}

export type CheckedProof = {
  readonly index: number
  readonly size: number
  readonly origin: string
  readonly record: FullRecord
  /** The keys that signed the checkpoint, of those that were given. */
  readonly signedBy: readonly string[]
}

/**
 * Checks a proof with nothing but the verifier keys that one trusts.
 *
 * @throws {Invalid} saying what does not hold
 */
export function checkProof(text: string, keys: readonly string[]): CheckedProof {
  const { record, index, hashes, note } = parseProof(text)
  const parsed = readable(() => parseNote(note))
  const { origin, size, root } = readable(() => parseHead(parsed.text))
  const signedBy = keys.filter(
    (key) =>
      findSignature(
        parsed,
        readable(() => parseVerifier(key)),
      ) !== undefined,
  )
  if (signedBy.length === 0) throw new Invalid(`No key that you gave has signed the checkpoint of ${origin}.`)
  if (!isIncluded({ leaf: hashOf(record), index, size, root }, hashes))
    throw new Invalid(`The record is not the one at place ${index} among the ${size} that ${origin} has signed.`)
  return { index, size, origin, record, signedBy }
}

function writeProof(record: FullRecord, index: number, proof: readonly Buffer[], note: string): string {
  const extra = Buffer.from(JSON.stringify(record)).toString('base64')
  const lines = [firstLine, `extra ${extra}`, `index ${index}`, ...proof.map((hash) => hash.toString('base64'))]
  return `${lines.join('\n')}\n\n${note}`
}

function parseProof(text: string) {
  const end = text.indexOf('\n\n')
  const [first, extra = '', place = '', ...hashes] = text.slice(0, Math.max(0, end)).split('\n')
  const index = /^index (0|[1-9]\d{0,15})$/.exec(place)?.[1]
  const base64 = /^extra ([A-Za-z0-9+/]+={0,2})$/.exec(extra)?.[1]
  if (first !== firstLine || index === undefined || base64 === undefined || hashes.length > 64)
    throw new Invalid(`It is not a proof: the first lines must be ${firstLine}, extra with the record, and index.`)
  const record = parseFull(readable(() => JSON.parse(Buffer.from(base64, 'base64').toString())))
  if (record === undefined) throw new Invalid('The proof cannot be read: what stands behind extra is no record.')
  return {
    record,
    index: Number(index),
    hashes: hashes.map((line) => Buffer.from(line, 'base64')),
    note: text.slice(end + 2),
  }
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new Invalid(`The proof cannot be read: ${(cause as Error).message}`)
  }
}
