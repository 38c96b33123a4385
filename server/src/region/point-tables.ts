import { basename, dirname } from 'node:path'
import type { Level, Position } from '#contract'
import { metresBetween } from './distance.ts'
import { type KindRule, kindFromText, kindOf } from './kind-rules.ts'
import type { PackArea, PackFacility, PackSettlement } from './pack.ts'
import { type Cells, readAmount, readId, readPosition } from './pack-cells.ts'
import type { Report } from './pack-fault.ts'
import { type Row, readTable } from './pack-table.ts'
import type { AreaFinder } from './point-areas.ts'

/** A table, and which of its columns hold what. */
export type SettlementTable = {
  readonly file: string
  readonly columns: {
    readonly id: string
    readonly name: string
    readonly population?: string
    readonly lon: string
    readonly lat: string
  }
}

export type FacilityTable = {
  readonly file: string
  readonly columns: {
    readonly id: string
    readonly name: string
    readonly lon: string
    readonly lat: string
    /** Its words become kinds where no rule fits. */
    readonly kind?: string
    readonly capacity?: string
    readonly openingHours?: string
    /** The id of the settlement in which it lies. */
    readonly settlement?: string
  }
  readonly kinds: readonly KindRule[]
}

export type Settled = { readonly settlements: readonly PackSettlement[]; readonly villages: readonly PackArea[] }

/** Reads where people live; each settlement is also an area of the given level, where one is given. */
export async function readSettlementTable(
  { file, columns }: SettlementTable,
  finder: AreaFinder,
  { cells, level, officialClass, report }: { cells: Cells; level?: Level; officialClass: string; report: Report },
): Promise<Settled> {
  const settlements: PackSettlement[] = []
  const villages: PackArea[] = []
  const required = Object.values(columns)
  for await (const row of readTable(dirname(file), { file: basename(file), required }, report)) {
    const id = readId(row, columns.id)
    const position = readPoint(row, columns, cells)
    if (id === undefined || position === undefined) continue
    const parent = finder.areaOf(row)
    const names = nameOf(row, columns.name, id, cells)
    const code = parent === undefined ? id : `${parent}-${id}`
    if (level !== undefined) villages.push({ code, parent, level, names, officialClass, position })
    const population = columns.population === undefined ? 0 : readPeople(row, columns.population)
    settlements.push({ id, area: level === undefined ? parent : code, names, position, population, ages: {}, officialClass })
  }
  return { settlements, villages }
}

const farFromSettlement = 10_000

/** Reads where services are given; a facility lies in its settlement's area, else in that of its own columns. */
export async function readFacilityTable(
  { file, columns, kinds }: FacilityTable,
  finder: AreaFinder,
  settlements: ReadonlyMap<string, PackSettlement>,
  cells: Cells,
  report: Report,
): Promise<readonly PackFacility[]> {
  const facilities: PackFacility[] = []
  const required = [...Object.values(columns), ...kinds.map((rule) => rule.column)]
  for await (const row of readTable(dirname(file), { file: basename(file), required }, report)) {
    const id = readId(row, columns.id)
    const position = readPoint(row, columns, cells)
    const kind = readKind(row, columns.kind, kinds)
    if (id === undefined || position === undefined || kind === undefined) continue
    const settlement =
      columns.settlement === undefined ? undefined : findSettlement(row, columns.settlement, settlements, position)
    const capacity = columns.capacity === undefined ? undefined : readAmount(row, columns.capacity)
    const openingHours = columns.openingHours === undefined ? '' : row.text(columns.openingHours)
    facilities.push({
      id,
      kind,
      area: settlement?.area ?? finder.areaOf(row),
      names: nameOf(row, columns.name, id, cells),
      position,
      ...(capacity !== undefined && { capacity }),
      ...(openingHours !== '' && { openingHours }),
    })
  }
  return facilities
}

function readPoint(row: Row, { lon, lat }: { lon: string; lat: string }, cells: Cells): Position | undefined {
  const position = readPosition({ ...row, text: (column) => row.text(column === 'lon' ? lon : lat) }, cells)
  if (position === undefined && row.text(lon) === '')
    row.error(lon, 'The point is missing.', 'Find its coordinates, or leave the row out.')
  return position
}

function nameOf(row: Row, column: string, id: string, { language }: Cells) {
  const name = row.text(column)
  if (name === '') row.warn(column, 'The name is missing; the id takes its place.')
  return { [language]: name || id }
}

function readPeople(row: Row, column: string): number {
  if (row.text(column) === '') row.warn(column, 'The population is missing and counted as 0.')
  return readAmount(row, column) ?? 0
}

function readKind(row: Row, column: string | undefined, rules: readonly KindRule[]): string | undefined {
  const word = column === undefined ? '' : row.text(column)
  const kind = kindOf(rules, row.text) ?? kindFromText(word)
  if (kind !== '') return kind
  row.error(column ?? rules[0]?.column ?? '', 'No rule gives this facility a kind.', 'Add a rule COLUMN=VALUE:KIND that fits it.')
  return undefined
}

function findSettlement(row: Row, column: string, settlements: ReadonlyMap<string, PackSettlement>, position: Position) {
  const id = row.text(column)
  const settlement = settlements.get(id)
  if (settlement === undefined) {
    if (id !== '') row.warn(column, `The settlement ${id} is not in the table of settlements.`)
    return undefined
  }
  const metres = metresBetween(position, settlement.position)
  if (metres > farFromSettlement)
    row.warn(column, `It lies ${Math.round(metres / 1000)} km from its settlement ${id}.`, 'Check its point.')
  return settlement
}
