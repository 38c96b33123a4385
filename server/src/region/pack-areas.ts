import { placeAreas } from './area-tree.ts'
import { levels, type PackArea, type PlacedArea } from './pack.ts'
import { type Cells, readId, readNames, readPosition } from './pack-cells.ts'
import type { Report } from './pack-fault.ts'
import { type Row, readTable } from './pack-table.ts'
import type { RegionDocument } from './region-document.ts'

const table = { file: 'areas.csv', required: ['code', 'parent', 'level', 'name'] } as const

/** Reads `areas.csv` and places its areas in their tree. */
export async function readAreas(
  folder: string,
  classes: RegionDocument['classes'],
  cells: Cells,
  report: Report,
): Promise<readonly PlacedArea[]> {
  const areas: PackArea[] = []
  const rows = new Map<string, Row>()
  for await (const row of readTable(folder, table, report)) {
    const area = readArea(row, cells)
    if (area === undefined) continue
    const earlier = rows.get(area.code)
    if (earlier !== undefined)
      row.error('code', `The code ${area.code} stands in line ${earlier.line} already.`, 'Keep one of the two.')
    else {
      rows.set(area.code, row)
      areas.push(area)
    }
  }
  if (areas.length === 0) report({ severity: 'error', file: table.file, message: 'No area could be read.' })
  const tree = placeAreas(areas, classes)
  for (const { code, column, severity, message, fix } of tree.faults) {
    const row = rows.get(code)
    if (severity === 'error') row?.error(column, message, fix)
    else row?.warn(column, message, fix)
  }
  return tree.areas
}

function readArea(row: Row, cells: Cells): PackArea | undefined {
  const code = readId(row, 'code')
  const parent = row.text('parent') === '' ? undefined : readId(row, 'parent')
  const level = levels.find((known) => known === row.text('level'))
  if (level === undefined) row.error('level', `"${row.text('level')}" is not a level.`, `Use one of ${levels.join(', ')}.`)
  const names = readNames(row, cells)
  const position = readPosition(row, cells)
  const officialClass = row.text('class')
  if (code === undefined || level === undefined || names === undefined) return undefined
  return {
    code,
    level,
    names,
    ...(parent !== undefined && { parent }),
    ...(officialClass !== '' && { officialClass }),
    ...(position !== undefined && { position }),
  }
}
