import type { Level, Position } from '#contract'
import { type CoordinateSystem, toWgs84 } from './coordinates.ts'
import { readRecords } from './csv-records.ts'
import { levels } from './pack.ts'
import type { Report } from './pack-fault.ts'

/** One row of the statistical divisions. */
export type Division = {
  readonly file: string
  readonly line: number
  /** In its official short form; see {@link shortCode}. */
  readonly code: string
  readonly parent: string
  readonly name: string
  readonly level: Level
  readonly officialClass?: string
  /** A heading of the statistics ("municipal districts") rather than a place. */
  readonly isVirtual: boolean
  /** WGS 84. */
  readonly position?: Position
  /** Names of the province, city, county, town and village it lies in or is. */
  readonly lineage: readonly string[]
}

/**
 * A statistical division code without the zeros that only fill it up: six digits down to the county (GB/T 2260), nine for a
 * town (GB/T 10114), twelve for a village.
 */
export function shortCode(code: string): string {
  if (code.endsWith('000000')) return code.slice(0, 6)
  return code.endsWith('000') ? code.slice(0, 9) : code
}

/**
 * Reads a table of Chinese statistical divisions without header, of twenty columns: 1 code, 2 code of the parent, 3 name,
 * 4 level, 9 urban–rural class, 11 virtual, 13 longitude, 14 latitude, 16–20 the names from the province down to the village.
 */
export async function* readDivisions(
  path: string,
  file: string,
  system: CoordinateSystem,
  report: Report,
): AsyncGenerator<Division> {
  const records = readRecords(path, (broken) => report({ severity: 'error', file, ...broken }))
  for await (const { cells, line } of records) {
    const fault = (column: string, message: string) => report({ severity: 'error', file, line, column, message })
    const [code = '', parent = '', name = '', levelText] = cells
    const level = levels.find((known) => known === levelText)
    if (cells.length !== 20) fault('1', `The row has ${cells.length} columns, not 20.`)
    else if (!/^\d{12}$/.test(code)) fault('1', `"${code}" is not a code of twelve digits.`)
    else if (!/^\d{12}$/.test(parent)) fault('2', `"${parent}" is not a code of twelve digits.`)
    else if (level === undefined) fault('4', `"${levelText}" is not a level.`)
    else if (name === '') fault('3', 'The name is missing.')
    else yield { file, line, code: shortCode(code), parent: shortCode(parent), name, level, ...readRest(cells, system) }
  }
}

function readRest(cells: readonly string[], system: CoordinateSystem) {
  const [officialClass = '', longitude = '', latitude = ''] = [cells[8], cells[12], cells[13]]
  const position: Position = [Number(longitude), Number(latitude)]
  return {
    isVirtual: cells[10] === 't',
    lineage: cells.slice(15, 20),
    ...(officialClass !== '' && { officialClass }),
    ...(longitude !== '' && latitude !== '' && { position: toWgs84(position, system) }),
  }
}
