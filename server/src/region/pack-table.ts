import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { CsvError, parse } from 'csv-parse'
import type { Report } from './pack-fault.ts'

/** One row of a table, which reports its own faults. */
export type Row = {
  readonly line: number
  /** All columns of the table in their order. */
  readonly columns: readonly string[]
  /** The trimmed cell; empty where the column is missing. */
  text(column: string): string
  error(column: string, message: string, fix?: string): void
  warn(column: string, message: string, fix?: string): void
}

export type Table = {
  readonly file: string
  readonly required: readonly string[]
  /** A table that may be missing is then read as empty. */
  readonly optional?: boolean
}

type Cells = { record: string[]; info: { lines: number } }

/** Streams the rows of a comma-separated table with a header; a missing column or broken quoting is reported and ends it. */
export async function* readTable(folder: string, table: Table, report: Report): AsyncGenerator<Row> {
  const path = join(folder, table.file)
  if (!(await exists(path))) {
    if (!table.optional) report({ severity: 'error', file: table.file, message: 'The file is missing from the pack.' })
    return
  }
  const parser = createReadStream(path).pipe(parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true }))
  let columns: readonly string[] | undefined
  try {
    for await (const { record, info } of parser as AsyncIterable<Cells>) {
      if (columns !== undefined) yield readRow(table.file, columns, record, info.lines, report)
      else {
        columns = record.map((cell) => cell.trim())
        if (!hasColumns(table, columns, report)) return
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? { line: error.lines } : {}
    report({ severity: 'error', file: table.file, ...line, message: error.message, fix: 'Save it as CSV with commas, in UTF-8.' })
  }
}

function readRow(file: string, columns: readonly string[], cells: readonly string[], line: number, report: Report): Row {
  const tell = (severity: 'error' | 'warning') => (column: string, message: string, fix?: string) =>
    report({ severity, file, line, column, message, ...(fix !== undefined && { fix }) })
  const row: Row = {
    line,
    columns,
    text: (column) => cells[columns.indexOf(column)]?.trim() ?? '',
    error: tell('error'),
    warn: tell('warning'),
  }
  if (cells.length > columns.length)
    row.error(
      columns.at(-1) ?? '',
      `The row has ${cells.length} cells, the header ${columns.length}.`,
      'Quote cells with commas.',
    )
  return row
}

function hasColumns({ file, required }: Table, columns: readonly string[], report: Report): boolean {
  const missing = required.filter((column) => !columns.includes(column))
  for (const column of missing)
    report({
      severity: 'error',
      file,
      line: 1,
      column,
      message: 'The column is missing.',
      fix: `Its columns are ${columns.join(', ')}.`,
    })
  return missing.length === 0
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
