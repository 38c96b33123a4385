import { compileMapping, type MapRecord } from './compile-mapping.ts'
import { type Line, readCsv } from './csv.ts'
import { noProgress, type Progress, saveProgress } from './imports.ts'
import type { Intake } from './intake.ts'
import { because, type Reason } from './mapped.ts'
import type { Mapping } from './mapping.ts'
import { namedColumns } from './named-columns.ts'
import { type Decoded, observedOf } from './observed.ts'
import { rememberLast } from './remember-last.ts'
import { type Taken, writeObserved } from './write-observed.ts'

export type FileImport = { readonly id: string; readonly mapping: Mapping; readonly bytes: AsyncIterable<Uint8Array> }

const batchSize = 500
const saveEvery = 10_000

/**
 * Reads a table to its end and takes in each row, one batch being decoded while the one before becomes durable; tells how far it
 * is after each. A row that is exactly like one taken in before, or like one that quarantine has, is a duplicate.
 *
 * @throws when the table cannot be read any further; the rows before that are taken in and counted
 */
export async function runImport(
  intake: Intake,
  { id, mapping, bytes }: FileImport,
  tell: (progress: Progress) => void,
): Promise<Progress> {
  const decode = rowDecoder(mapping, intake)
  let progress = noProgress
  let saved = 0
  let size = 0
  const measured = countBytes(bytes, (length) => {
    size += length
  })
  let writing = Promise.resolve()
  try {
    for await (const lines of inBatches(readCsv(measured, mapping.csv), batchSize)) {
      const decoded: Decoded[] = []
      for (const line of lines) decoded.push(await decode(line))
      await writing
      writing = takeBatch(intake, id, mapping, lines, decoded).then((batch) => {
        progress = { ...add(progress, batch), bytes: size }
      })
      // Its failure is met where it is awaited.
      writing.catch(() => undefined)
      tell(progress)
      if (progress.rows - saved < saveEvery) continue
      saved = progress.rows
      await saveProgress(intake.pool, id, progress)
    }
    await writing
  } finally {
    await writing.catch(() => undefined)
    await saveProgress(intake.pool, id, progress)
  }
  return progress
}

function add(before: Progress, batch: Progress): Progress {
  return {
    rows: before.rows + batch.rows,
    kept: before.kept + batch.kept,
    late: before.late + batch.late,
    duplicates: before.duplicates + batch.duplicates,
    flagged: before.flagged + batch.flagged,
    quarantined: before.quarantined + batch.quarantined,
    bytes: before.bytes + batch.bytes,
  }
}

/** Decodes rows one after the other, so that a row can say which of two equal local times its successor means. */
function rowDecoder(mapping: Mapping, { clock }: Intake): (line: Line) => Promise<Decoded> {
  const map: MapRecord = compileMapping(mapping)
  const last = rememberLast(100_000)
  const needed = namedColumns(mapping)
  let isChecked = false
  return async ({ text, read }) => {
    if (!read.ok) return read
    if (!isChecked) requireColumns(needed, Object.keys(read.record))
    isChecked = true
    if (text.includes('\0')) return because('not-storable', 'the row holds NUL characters')
    const mapped = await map(read.record, { arrived: clock().getTime(), previous: last.get })
    if (!mapped.ok) return mapped
    last.set(mapped.observation.id, mapped.observation.observedAt)
    return observedOf(mapped.observation)
  }
}

/** A table without a column that the mapping names is another table: better no row than every row in quarantine. */
function requireColumns(needed: readonly string[], columns: readonly string[]): void {
  const missing = needed.filter((column) => !columns.includes(column))
  if (missing.length === 0) return
  throw new Error(`The table has no column ${missing.join(', ')}, which the mapping names. It has: ${columns.join(', ')}.`)
}

async function takeBatch(
  intake: Intake,
  id: string,
  mapping: Mapping,
  lines: readonly Line[],
  decoded: readonly Decoded[],
): Promise<Progress> {
  const readable = decoded.flatMap((row) => (row.ok ? [row] : []))
  const written = (await writeObserved(intake.writer, intake.clock(), readable)).values()
  const taken = decoded.map((row): Taken => (row.ok ? (written.next().value as Taken) : row))
  const outcomes = await Promise.all(
    taken.map((result, index) => (result.ok ? result.outcome : refuse(intake, id, mapping, lines[index] as Line, result))),
  )
  const count = (outcome: (typeof outcomes)[number]) => outcomes.filter((one) => one === outcome).length
  const isFlagged = (row: Decoded, index: number) => row.ok && row.flags.length > 0 && /kept|late/.test(outcomes[index] as string)
  return {
    rows: lines.length,
    kept: count('kept'),
    late: count('late'),
    duplicates: count('duplicate'),
    flagged: decoded.filter(isFlagged).length,
    quarantined: count('quarantined'),
    bytes: 0,
  }
}

async function refuse(
  { quarantine, clock }: Intake,
  id: string,
  mapping: Mapping,
  line: Line,
  why: Reason,
): Promise<'quarantined' | 'duplicate'> {
  const { reason, detail } = why
  const held = await quarantine.add({
    at: clock(),
    source: 'file',
    import: id,
    mapping: mapping.name,
    line: line.number,
    reason,
    detail,
    payload: Buffer.from(line.text),
    ...(line.read.ok && !line.text.includes('\0') && { record: line.read.record }),
  })
  return held === 'held' ? 'quarantined' : 'duplicate'
}

async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function* countBytes(bytes: AsyncIterable<Uint8Array>, tell: (length: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    tell(chunk.length)
    yield chunk
  }
}
