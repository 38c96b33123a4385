import type { Pack, PackDigital } from './pack.ts'
import { readShare } from './pack-cells.ts'
import type { Report } from './pack-fault.ts'
import { type Row, readTable } from './pack-table.ts'

const table = { file: 'digital.csv', required: ['coverage', 'device', 'skill'], optional: true } as const

/** Reads `digital.csv`: which part of the residents can use a service at a distance, by settlement or by area. */
export async function readDigital(
  folder: string,
  { areas, settlements }: Pick<Pack, 'areas' | 'settlements'>,
  report: Report,
): Promise<readonly PackDigital[]> {
  const codes = new Set(areas.map(({ code }) => code))
  const homes = new Set(settlements.map(({ id }) => id))
  const rows: PackDigital[] = []
  const lines = new Map<string, number>()
  for await (const row of readTable(folder, table, report)) {
    const [settlement, area] = [row.text('settlement'), row.text('area')]
    const column = settlement === '' ? 'area' : 'settlement'
    if ((settlement === '') === (area === '')) {
      row.error('settlement', 'A row is of one settlement or of one area.', 'Fill one of the columns "settlement" and "area".')
      continue
    }
    if (!(settlement === '' ? codes.has(area) : homes.has(settlement)))
      row.error(column, `There is no ${column} ${settlement || area} in this pack.`)
    const key = `${column} ${settlement || area}`
    const earlier = lines.get(key)
    if (earlier !== undefined) row.error(column, `It stands in line ${earlier} already.`, 'Keep one of the two.')
    lines.set(key, row.line)
    const shares = { coverage: share(row, 'coverage'), device: share(row, 'device'), skill: share(row, 'skill') }
    const { coverage, device, skill } = shares
    if (coverage === undefined || device === undefined || skill === undefined) continue
    const kiosks = Number(row.text('kiosks') || 0)
    if (!(kiosks >= 0)) row.error('kiosks', `"${row.text('kiosks')}" is not a number of 0 or more.`)
    const helper = row.text('helper') === '' ? 0 : (share(row, 'helper') ?? 0)
    rows.push({ place: settlement || area, isArea: settlement === '', coverage, device, skill, helper, kiosks })
  }
  return rows
}

/** A share that must be there. */
function share(row: Row, column: string): number | undefined {
  if (row.text(column) === '') row.error(column, 'The cell is empty.', 'Write 0.85 for 85 %.')
  return readShare(row, column)
}
