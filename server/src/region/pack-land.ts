import { isValidCell } from 'h3-js'
import type { Report } from './pack-fault.ts'
import type { FileFacts } from './pack-file.ts'
import { readTable } from './pack-table.ts'
import type { RegionDocument } from './region-document.ts'

const table = { file: 'land.csv', required: ['cell', 'cover'], optional: true } as const

/** Checks what covers the land, by cells of the H3 grid, and that `region.json` says how fast one moves over each. */
export async function readLand(folder: string, { travel }: RegionDocument, report: Report): Promise<FileFacts | undefined> {
  const covers = new Set(Object.keys(travel.land ?? {}))
  let cells = 0
  let faults = 0
  let resolution = ''
  const unknown = new Set<string>()
  for await (const row of readTable(folder, table, report)) {
    const [cell, cover] = [row.text('cell'), row.text('cover')]
    cells++
    if (!isValidCell(cell)) {
      faults++
      row.error('cell', `"${cell}" is no cell of the H3 grid.`, 'See https://h3geo.org: 15 hexadecimal digits.')
      continue
    }
    // The second digit of a cell is how fine the grid is.
    resolution ||= cell.charAt(1)
    if (cell.charAt(1) !== resolution) {
      faults++
      row.error('cell', `The cell is of another resolution than the first one.`, 'Bring all cells to one resolution.')
    }
    if (covers.has(cover) || unknown.has(cover)) continue
    unknown.add(cover)
    faults++
    row.error('cover', `region.json says no speeds for the land cover "${cover}".`, 'Add it to "travel": {"land": …}.')
  }
  return faults > 0 ? undefined : { cells }
}
