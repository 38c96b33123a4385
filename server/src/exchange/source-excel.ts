import { stat } from 'node:fs/promises'
import readWorkbook, { readSheet, type SheetData } from 'read-excel-file/node'
import { openPromise } from 'yauzl'
import { SourceAway } from './source-trouble.ts'

/** A workbook is read whole, so it must not be larger than memory is spent on: as it is, and unpacked. */
const largest = { bytes: 20 * 1024 * 1024, unpacked: 300 * 1024 * 1024 }

type Line = { readonly at: string; readonly values: Readonly<Record<string, unknown>>; readonly fault?: string }

/** Names of the sheets of a workbook. @throws {SourceAway} */
export async function sheetsOf(file: string): Promise<readonly string[]> {
  const sheets = await reading(file, () => readWorkbook(file))
  return sheets.map(({ sheet }) => sheet)
}

/** The rows of a sheet under its first one, which has the names of the columns. @throws {SourceAway} */
export async function* sheetLines(file: string, sheet: string | undefined): AsyncGenerator<Line> {
  const data: SheetData = await reading(file, () => readSheet(file, sheet ?? 1))
  const [head = [], ...rows] = data
  const columns = head.map((cell) => String(cell ?? '').trim())
  for (const [index, row] of rows.entries()) {
    if (row.every((cell) => cell === null)) continue
    const at = `row ${index + 2}`
    const beyond = row.findIndex((cell, column) => cell !== null && !columns[column])
    if (beyond >= 0) yield { at, values: {}, fault: `a value in column ${beyond + 1}, which has no name` }
    else yield { at, values: Object.fromEntries(columns.flatMap((name, column) => (name ? [[name, row[column] ?? null]] : []))) }
  }
}

async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    await requireSmall(file)
    return await read()
  } catch (cause) {
    throw cause instanceof SourceAway ? cause : new SourceAway('unreadable', { cause })
  }
}

async function requireSmall(file: string): Promise<void> {
  const tooLarge = () => new SourceAway('unreadable', { faults: [{ message: 'The workbook is too large: drop it as CSV.' }] })
  if ((await stat(file)).size > largest.bytes) throw tooLarge()
  const zip = await openPromise(file)
  let unpacked = 0
  for await (const { uncompressedSize } of zip.eachEntry()) unpacked += uncompressedSize
  if (unpacked > largest.unpacked) throw tooLarge()
}
