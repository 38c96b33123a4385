import type { Pack } from './pack.ts'
import type { Report } from './pack-fault.ts'
import type { FileFacts } from './pack-file.ts'
import { readTable } from './pack-table.ts'
import { travelModes } from './region-document.ts'

const table = { file: 'travel.csv', required: ['settlement', 'facility', 'minutes'], optional: true } as const
/** So many faults of one file are told; a table of millions of rows may have as many. */
const mostFaults = 50

/** Checks a table of minutes from settlements to facilities that was computed elsewhere. */
export async function checkTravelTable(
  folder: string,
  { settlements, facilities }: Pick<Pack, 'settlements' | 'facilities'>,
  report: Report,
): Promise<FileFacts | undefined> {
  const homes = new Set(settlements.map(({ id }) => id))
  const goals = new Set(facilities.map(({ id }) => id))
  const modes = new Set<string>()
  let rows = 0
  let faults = 0
  const tell: Report = (fault) => {
    if (++faults <= mostFaults) report(fault)
  }
  for await (const row of readTable(folder, table, tell)) {
    rows++
    modes.add(row.text('mode') || 'all')
    const minutes = Number(row.text('minutes'))
    if (!homes.has(row.text('settlement')))
      row.error('settlement', `There is no settlement "${row.text('settlement')}" in population.csv.`)
    if (!goals.has(row.text('facility')))
      row.error('facility', `There is no facility "${row.text('facility')}" in facilities.csv.`)
    if (row.text('minutes') === '' || !(minutes >= 0) || minutes === Number.POSITIVE_INFINITY)
      row.error('minutes', `"${row.text('minutes')}" are not minutes.`, 'Leave out the row where one cannot travel.')
    if (!['', ...travelModes].includes(row.text('mode')))
      row.error('mode', `"${row.text('mode')}" is no way to travel.`, `Use ${travelModes.join(', ')}, or leave it empty for all.`)
  }
  return faults > 0 ? undefined : { rows, modes: [...modes].sort().join(' ') }
}
