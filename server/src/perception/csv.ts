import { once } from 'node:events'
import { parse } from 'csv-parse'
import { findDelimiter } from './csv-delimiter.ts'
import { decodeText } from './csv-text.ts'
import { because, type Reason } from './mapped.ts'
import type { Mapping } from './mapping.ts'

/** One line of a table, as written and as read. A field that spans lines counts where its line begins. */
export type Line = {
  readonly number: number
  readonly text: string
  readonly read: { readonly ok: true; readonly record: Readonly<Record<string, string>> } | Reason
}

const longestRecord = 1024 * 1024

type Parsed = { readonly record: string[]; readonly raw: string; readonly info: { readonly lines: number } }

/**
 * The lines of a table, in order, read as they arrive: at most a few chunks are in memory. Empty lines are passed over.
 *
 * @throws {Error} in plain words when the bytes are not in the encoding, or a quote that opens is never closed
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>, csv: NonNullable<Mapping['csv']> = {}): AsyncGenerator<Line> {
  const { delimiter, text } = csv.delimiter
    ? { delimiter: csv.delimiter, text: decodeText(bytes, csv.encoding) }
    : await findDelimiter(decodeText(bytes, csv.encoding))
  const parser = parse({
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    max_record_size: longestRecord,
  })
  feed(text, parser)
  let columns = csv.columns
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<Parsed>) {
      const written = raw.replace(/^[\r\n]+|[\r\n]+$/g, '')
      if (columns === undefined) columns = record.map((column) => column.trim())
      else yield { number: info.lines - written.split('\n').length + 1, text: written, read: toRecord(columns, record) }
    }
  } catch (error) {
    throw describe(error as Error & { code?: string; lines?: number })
  }
}

/** Pushes text into the parser as fast as it takes it; what goes wrong on the way comes out at the other end. */
function feed(text: AsyncIterable<string>, parser: ReturnType<typeof parse>): void {
  const closed = once(parser, 'close')
  closed.catch(() => undefined)
  const run = async () => {
    for await (const chunk of text) {
      if (parser.destroyed) return
      if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), closed])
    }
    parser.end()
  }
  run().catch((error: Error) => parser.destroy(error))
}

function toRecord(columns: readonly string[], fields: readonly string[]): Line['read'] {
  if (fields.length !== columns.length)
    return because('wrong-columns', `${fields.length} fields where the table has ${columns.length} columns`)
  const record: Record<string, string> = {}
  columns.forEach((column, index) => {
    record[column] = fields[index] ?? ''
  })
  return { ok: true, record }
}

function describe(error: Error & { code?: string; lines?: number }): Error {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE')
    return new Error(`A quote is opened but never closed, around line ${error.lines}.`, { cause: error })
  return error
}
