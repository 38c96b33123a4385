import { createReadStream } from 'node:fs'
import { CsvError, parse } from 'csv-parse'

export type CsvRecord = { readonly cells: readonly string[]; readonly line: number }

/** Where a table stops being CSV. */
export type BrokenCsv = { readonly message: string; readonly line?: number }

/**
 * Streams the records of a comma-separated file in UTF-8, with or without byte order mark; empty lines are passed over. Broken
 * quoting is told once and ends the records.
 */
export async function* readRecords(path: string, onBroken: (broken: BrokenCsv) => void): AsyncGenerator<CsvRecord> {
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true })
  const file = createReadStream(path).on('error', (error) => parser.destroy(error))
  try {
    for await (const { record, info } of file.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      yield { cells: record.map((cell) => cell.trim()), line: info.lines }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    onBroken({ message: error.message, ...(typeof error.lines === 'number' && { line: error.lines }) })
  }
}
