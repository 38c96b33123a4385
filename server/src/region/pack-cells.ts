import type { Names, Position } from '#contract'
import { type CoordinateSystem, toWgs84 } from './coordinates.ts'
import type { Row } from './pack-table.ts'

export type Bounds = readonly [west: number, south: number, east: number, north: number]

/** How the cells of one pack read: its first language, its coordinates, where its places are expected. */
export type Cells = {
  readonly language: string
  readonly coordinates: CoordinateSystem
  readonly bounds?: Bounds
}

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._~-]*$/

/** A code or id that fits in a URN and in a path. */
export function readId(row: Row, column: string): string | undefined {
  const id = row.text(column)
  if (idPattern.test(id)) return id
  row.error(column, id === '' ? 'The cell is empty.' : `"${id}" is not an id.`, 'Use letters, digits and . _ ~ - without spaces.')
  return undefined
}

/** `name` in the pack's first language, and every `name:<language>`. */
export function readNames(row: Row, { language }: Cells): Names | undefined {
  const names: Record<string, string> = {}
  if (row.text('name') !== '') names[language] = row.text('name')
  for (const column of row.columns) {
    const text = row.text(column)
    if (column.startsWith('name:') && text !== '') names[column.slice(5)] = text
  }
  if (Object.keys(names).length > 0) return names
  row.error('name', 'The name is missing.', 'Fill the column "name" or one for a language, for example "name:en".')
  return undefined
}

/** A number of at least 0; undefined both for an empty cell and, reported, for anything else. */
export function readAmount(row: Row, column: string): number | undefined {
  const text = row.text(column)
  if (text === '') return undefined
  const amount = Number(text)
  if (Number.isFinite(amount) && amount >= 0) return amount
  row.error(column, `"${text}" is not a number of 0 or more.`, 'Use digits and a decimal point only.')
  return undefined
}

/** A share from 0 to 1; undefined both for an empty cell and, reported, for anything else. */
export function readShare(row: Row, column: string): number | undefined {
  const text = row.text(column)
  if (text === '') return undefined
  const share = Number(text)
  if (share >= 0 && share <= 1) return share
  row.error(column, `"${text}" is not a share from 0 to 1.`, 'Write 0.85 for 85 %.')
  return undefined
}

/** The position in WGS 84; undefined for two empty cells and, reported, for anything that is no place on the Earth. */
export function readPosition(row: Row, { coordinates, bounds }: Cells): Position | undefined {
  const longitude = readDegrees(row, 'lon', 180)
  const latitude = readDegrees(row, 'lat', 90)
  if (longitude === undefined || latitude === undefined) {
    if (longitude === undefined && latitude !== undefined) row.error('lon', 'There is a latitude but no longitude.')
    if (longitude !== undefined && latitude === undefined) row.error('lat', 'There is a longitude but no latitude.')
    return undefined
  }
  const position = toWgs84([longitude, latitude], coordinates)
  if (bounds !== undefined && !isWithin(position, bounds)) {
    const message = `The point ${position[0].toFixed(5)} ${position[1].toFixed(5)} lies outside the bounds of the region.`
    row.warn('lon', message, 'Check it for swapped or mistyped coordinates, or widen "bounds".')
  }
  return position
}

export function isWithin([longitude, latitude]: Position, [west, south, east, north]: Bounds): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north
}

function readDegrees(row: Row, column: string, limit: number): number | undefined {
  const text = row.text(column)
  if (text === '') return undefined
  const degrees = Number(text)
  if (Number.isFinite(degrees) && Math.abs(degrees) <= limit) return degrees
  row.error(column, `"${text}" is not between -${limit} and ${limit} degrees.`, 'Use decimal degrees with a point.')
  return undefined
}
