import type { AreaClass } from '#contract'
import type { Pack, PackSettlement, PlacedArea } from './pack.ts'
import { type Cells, readAmount, readId, readNames, readPosition, readShare } from './pack-cells.ts'
import type { Report } from './pack-fault.ts'
import { type Row, readTable } from './pack-table.ts'
import type { RegionDocument } from './region-document.ts'

const table = { file: 'population.csv', required: ['id', 'area', 'lon', 'lat', 'population', 'name'] } as const

type Settlement = Pack['settlements'][number]

/** Reads `population.csv`: where people live. */
export async function readSettlements(
  folder: string,
  areas: ReadonlyMap<string, PlacedArea>,
  classes: RegionDocument['classes'],
  cells: Cells,
  report: Report,
): Promise<readonly Settlement[]> {
  const settlements = new Map<string, Settlement>()
  const lines = new Map<string, number>()
  for await (const row of readTable(folder, table, report)) {
    const settlement = readSettlement(row, cells)
    if (settlement === undefined) continue
    const earlier = lines.get(settlement.id)
    if (earlier !== undefined)
      row.error('id', `The id ${settlement.id} stands in line ${earlier} already.`, 'Keep one of the two.')
    const areaClass = classOf(row, settlement, areas, classes)
    if (earlier !== undefined || areaClass === undefined) continue
    lines.set(settlement.id, row.line)
    settlements.set(settlement.id, { ...settlement, class: areaClass })
  }
  return [...settlements.values()]
}

function readSettlement(row: Row, cells: Cells): PackSettlement | undefined {
  const id = readId(row, 'id')
  const area = readId(row, 'area')
  const names = readNames(row, cells)
  const position = readPosition(row, cells)
  if (position === undefined)
    row.error('lon', 'A settlement needs a point.', 'Give it the point of its area if nothing better is known.')
  const population = readPopulation(row)
  const officialClass = row.text('class')
  const shares = readShares(row)
  if (id === undefined || area === undefined || names === undefined || position === undefined) return undefined
  const ofThem = { ...(officialClass !== '' && { officialClass }), ...(shares && { shares }) }
  return { id, area, names, position, ...population, ...ofThem }
}

/** The columns `eligible:<kind of service>` and `speaks:<language>`; undefined where all of them are empty. */
function readShares(row: Row): Readonly<Record<string, number>> | undefined {
  const shares: Record<string, number> = {}
  for (const column of row.columns) {
    if (!/^(eligible|speaks):./.test(column)) continue
    const share = readShare(row, column)
    if (share !== undefined) shares[column] = share
  }
  return Object.keys(shares).length > 0 ? shares : undefined
}

/** People, and people by age band; where only the bands are given, their sum. */
function readPopulation(row: Row): Pick<PackSettlement, 'population' | 'ages'> {
  const ages: Record<string, number> = {}
  for (const column of row.columns) {
    const people = column.startsWith('age:') ? readAmount(row, column) : undefined
    if (people !== undefined) ages[column.slice(4)] = people
  }
  const inBands = Object.values(ages).reduce((sum, people) => sum + people, 0)
  const population = readAmount(row, 'population')
  if (population === undefined && row.text('population') === '' && Object.keys(ages).length === 0)
    row.warn('population', 'Nobody is counted here.', 'Write 0 if nobody lives there.')
  if (population !== undefined && inBands > 0 && Math.abs(inBands - population) > 0.5)
    row.warn('population', `The age bands add up to ${inBands}, not to ${population}.`, 'Check which of them is right.')
  return { population: population ?? inBands, ages }
}

function classOf(
  row: Row,
  settlement: PackSettlement,
  areas: ReadonlyMap<string, PlacedArea>,
  classes: RegionDocument['classes'],
): AreaClass | undefined {
  const area = areas.get(settlement.area)
  if (area === undefined) {
    row.error('area', `The area ${settlement.area} is not among the areas.`, 'Use a code from areas.csv.')
    return undefined
  }
  if (settlement.officialClass === undefined) {
    const fix = 'Give the area a class, or this table a column "class".'
    if (area.class === undefined && area.officialClass === undefined)
      row.error('area', `The area ${area.code} has no class, so the settlement has none.`, fix)
    return area.class
  }
  const own = classes[settlement.officialClass]
  if (own === undefined)
    row.error('class', `The class ${settlement.officialClass} is not in the class table.`, 'Add it to "classes" in region.json.')
  return own
}
