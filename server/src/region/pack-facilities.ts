import { parseOpeningHours } from './opening-hours.ts'
import type { PackFacility } from './pack.ts'
import { type Cells, readAmount, readId, readNames, readPosition } from './pack-cells.ts'
import type { Report } from './pack-fault.ts'
import { type Row, readTable } from './pack-table.ts'

const table = { file: 'facilities.csv', required: ['id', 'kind', 'lon', 'lat', 'name'], optional: true } as const

type Known = { readonly areas: ReadonlyMap<string, unknown>; readonly kinds: ReadonlySet<string> }

/** Reads `facilities.csv`: where services are given. */
export async function readFacilities(
  folder: string,
  known: Known,
  cells: Cells,
  report: Report,
): Promise<readonly PackFacility[]> {
  const facilities: PackFacility[] = []
  const lines = new Map<string, number>()
  const unmeasured = new Set<string>()
  for await (const row of readTable(folder, table, report)) {
    const facility = readFacility(row, known, cells)
    if (facility === undefined) continue
    const earlier = lines.get(facility.id)
    if (earlier !== undefined) {
      row.error('id', `The id ${facility.id} stands in line ${earlier} already.`, 'Keep one of the two.')
      continue
    }
    if (!known.kinds.has(facility.kind) && !unmeasured.has(facility.kind)) {
      unmeasured.add(facility.kind)
      row.warn(
        'kind',
        `No service has the kind ${facility.kind}: it is shown but not measured.`,
        'Add it to "services" in region.json.',
      )
    }
    lines.set(facility.id, row.line)
    facilities.push(facility)
  }
  return facilities
}

function readFacility(row: Row, known: Known, cells: Cells): PackFacility | undefined {
  const id = readId(row, 'id')
  const kind = readId(row, 'kind')
  const area = row.text('area') === '' ? undefined : readId(row, 'area')
  if (area !== undefined && !known.areas.has(area))
    row.error('area', `The area ${area} is not among the areas.`, 'Use a code from areas.csv, or leave the cell empty.')
  const names = readNames(row, cells)
  const position = readPosition(row, cells)
  if (position === undefined) row.error('lon', 'A facility needs a point.', 'Find its coordinates, or leave the facility out.')
  const capacity = readAmount(row, 'capacity')
  const openingHours = row.text('opening_hours')
  if (openingHours !== '' && parseOpeningHours(openingHours) === undefined)
    row.warn(
      'opening_hours',
      `"${openingHours}" is kept but cannot be evaluated.`,
      'See "Opening hours" in the guide to region packs.',
    )
  const languages = row
    .text('languages')
    .split(/[\s;]+/)
    .filter((tag) => tag !== '')
  for (const tag of languages.filter((one) => !isLanguage(one)))
    row.error('languages', `"${tag}" is no language tag.`, 'Write tags such as en or zh-Hans, with spaces between them.')
  if (id === undefined || kind === undefined || names === undefined || position === undefined) return undefined
  return {
    id,
    kind,
    names,
    position,
    ...(area !== undefined && { area }),
    ...(capacity !== undefined && { capacity }),
    ...(openingHours !== '' && { openingHours }),
    ...(languages.length > 0 && { languages }),
  }
}

/** @see BCP 47 (RFC 5646), §2.1 */
function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
