import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { Report } from './pack-fault.ts'
import type { FileFacts } from './pack-file.ts'

const file = 'transit.zip'
const needed = ['stops.txt', 'trips.txt', 'stop_times.txt']
const calendars = ['calendar.txt', 'calendar_dates.txt']

/**
 * Looks whether a GTFS feed has the tables that a journey cannot be worked out without, and for which days it is.
 *
 * @see https://gtfs.org/documentation/schedule/reference/
 */
export async function checkTimetable(path: string, report: Report): Promise<FileFacts | undefined> {
  let zip: ZipFile | undefined
  try {
    zip = await openPromise(path, { autoClose: false })
    const entries = new Map<string, Entry>()
    // Some agencies zip the folder instead of what is in it.
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.split('/').at(-1) ?? '', entry)
    const missing = needed.filter((name) => !entries.has(name))
    if (missing.length > 0) {
      const message = `The timetable lacks ${missing.join(', ')}.`
      report({ severity: 'error', file, message, fix: 'Zip all tables of the GTFS feed.' })
      return undefined
    }
    if (!calendars.some((name) => entries.has(name))) {
      const message = 'The timetable has neither calendar.txt nor calendar_dates.txt: nobody knows on which days it runs.'
      report({ severity: 'error', file, message, fix: 'Zip all tables of the GTFS feed.' })
      return undefined
    }
    return await readFacts(zip, entries)
  } catch (error) {
    const message = `This is no zip of tables: ${(error as Error).message}`
    report({ severity: 'error', file, message, fix: 'Download the GTFS feed again.' })
    return undefined
  } finally {
    zip?.close()
  }
}

async function readFacts(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<FileFacts> {
  const days: string[] = []
  let stops = 0
  await readRows(zip, entries.get('calendar.txt'), ({ start_date = '', end_date = '' }) => days.push(start_date, end_date))
  await readRows(zip, entries.get('calendar_dates.txt'), ({ date = '' }) => days.push(date))
  await readRows(zip, entries.get('stops.txt'), () => stops++)
  const dated = days.filter((day) => /^\d{8}$/.test(day)).sort()
  const write = (day = '') => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`
  return { stops, ...(dated.length > 0 && { from: write(dated[0]), to: write(dated.at(-1)) }) }
}

async function readRows(
  zip: ZipFile,
  entry: Entry | undefined,
  onRow: (row: Readonly<Record<string, string>>) => void,
): Promise<void> {
  if (entry === undefined) return
  const columns = (header: string[]) => header.map((cell) => cell.trim())
  const rows = parse({ bom: true, columns, relax_column_count: true, skip_empty_lines: true, trim: true })
  await pipeline(
    await zip.openReadStreamPromise(entry),
    rows,
    async (parsed: AsyncIterable<Readonly<Record<string, string>>>) => {
      for await (const row of parsed) onRow(row)
    },
  )
}
