import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { readRecords } from './csv-records.ts'
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

/** Streams the rows of a comma-separated table with a header; a missing column or broken quoting is reported and ends it. */
export async function* readTable(folder: string, table: Table, report: Report): AsyncGenerator<Row> {
  const { file } = table
  if (!(await exists(join(folder, file)))) {
    if (!table.optional) report({ severity: 'error', file, message: 'The file is missing.' })
    return
  }
  const fix = 'Save it as CSV with commas, in UTF-8.'
  const records = readRecords(join(folder, file), (broken) => report({ severity: 'error', file, ...broken, fix }))
  let columns: readonly string[] | undefined
  for await (const { cells, line } of records) {
    if (columns !== undefined) yield readRow(file, columns, cells, line, report)
    else if (hasColumns(table, cells, report)) columns = cells
    else return
  }
}

function readRow(file: string, columns: readonly string[], cells: readonly string[], line: number, report: Report): Row {
  const tell = (severity: 'error' | 'warning') => (column: string, message: string, fix?: string) =>
    report({ severity, file, line, column, message, ...(fix !== undefined && { fix }) })
  const row: Row = {
    line,
    columns,
    text: (column) => cells[columns.indexOf(column)] ?? '',
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
