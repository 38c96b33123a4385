import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { type Entry, openPromise, type ZipFile } from 'yauzl'

export type Row = Readonly<Record<string, string>>

/** The most that one table may hold once it is unpacked, in bytes: a national feed's stop times fit. */
const largestTable = 4 * 2 ** 30

/**
 * Reads tables of comma-separated values out of a zip, one row at a time.
 *
 * @param onRow called for each row of the tables that are asked for, in the order of the zip; tables that are not there are none
 * @throws an Error that names the file when it is not a zip, a table is too large, or its rows do not parse
 */
export async function readTables(
  file: string,
  tables: readonly string[],
  onRow: (table: string, row: Row) => void,
): Promise<void> {
  let zip: ZipFile | undefined
  try {
    zip = await openPromise(file, { autoClose: false })
    for await (const entry of zip.eachEntry()) {
      // Some agencies zip the folder instead of what is in it.
      const name = entry.fileName.split('/').at(-1) ?? ''
      if (tables.includes(name)) await readTable(zip, entry, (row) => onRow(name, row))
    }
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error })
  } finally {
    zip?.close()
  }
}

async function readTable(zip: ZipFile, entry: Entry, onRow: (row: Row) => void): Promise<void> {
  if (entry.uncompressedSize > largestTable) throw new Error(`${entry.fileName} is larger than ${largestTable} bytes`)
  const columns = (header: string[]) => header.map((cell) => cell.trim())
  const rows = parse({ bom: true, columns, relax_column_count: true, skip_empty_lines: true, trim: true })
  await pipeline(await zip.openReadStreamPromise(entry), rows, async (parsed: AsyncIterable<Row>) => {
    for await (const row of parsed) onRow(row)
  })
}
