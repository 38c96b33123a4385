import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Names, Position } from '#contract'
import type { Geometry } from './geojson.ts'
import type { PackDraft } from './pack.ts'

type Cell = string | number | undefined

/** Writes a pack as a folder, making it where needed; files of the same names are replaced. */
export async function writePack(folder: string, draft: PackDraft): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'region.json'), `${JSON.stringify(draft.region, null, 2)}\n`)
  await writeTable(join(folder, 'areas.csv'), areaRows(draft))
  await writeTable(join(folder, 'population.csv'), settlementRows(draft))
  await writeTable(join(folder, 'facilities.csv'), facilityRows(draft))
  const { boundaries, features } = draft
  if (boundaries !== undefined) await writeShapes(join(folder, 'boundaries.geojson'), boundaries, ({ code }) => ({ code }))
  if (features !== undefined)
    await writeShapes(join(folder, 'features.geojson'), features, ({ kind, properties }) => ({ kind, ...properties }))
}

function* areaRows({ areas, region }: PackDraft): Generator<Cell[]> {
  const languages = languagesOf(areas, region.languages)
  yield ['code', 'parent', 'level', 'class', 'lon', 'lat', ...nameHeader(languages)]
  for (const { code, parent, level, officialClass, position, names } of areas)
    yield [code, parent, level, officialClass, ...degrees(position), ...nameCells(names, languages)]
}

function* settlementRows({ settlements, region }: PackDraft): Generator<Cell[]> {
  const languages = languagesOf(settlements, region.languages)
  const bands = [...new Set(settlements.flatMap((settlement) => Object.keys(settlement.ages)))]
  const shares = [...new Set(settlements.flatMap((settlement) => Object.keys(settlement.shares ?? {})))]
  const classed = settlements.some((settlement) => settlement.officialClass !== undefined)
  yield [
    ...['id', 'area', 'lon', 'lat', 'population'],
    ...(classed ? ['class'] : []),
    ...nameHeader(languages),
    ...bands.map((band) => `age:${band}`),
    ...shares,
  ]
  for (const { id, area, position, population, officialClass, names, ages, shares: own = {} } of settlements)
    yield [
      ...[id, area, ...degrees(position), population],
      ...(classed ? [officialClass] : []),
      ...nameCells(names, languages),
      ...bands.map((band) => ages[band]),
      ...shares.map((about) => own[about]),
    ]
}

function* facilityRows({ facilities, region }: PackDraft): Generator<Cell[]> {
  const languages = languagesOf(facilities, region.languages)
  yield ['id', 'kind', 'area', 'lon', 'lat', 'capacity', 'opening_hours', 'languages', ...nameHeader(languages)]
  for (const { id, kind, area, position, capacity, openingHours, languages: spoken = [], names } of facilities)
    yield [id, kind, area, ...degrees(position), capacity, openingHours, spoken.join(' '), ...nameCells(names, languages)]
}

/** The pack's first language, which the column `name` is in, and then every other that occurs. */
function languagesOf(named: readonly { readonly names: Names }[], declared: readonly string[]): readonly string[] {
  const languages = new Set(declared.slice(0, 1))
  for (const { names } of named) for (const language of Object.keys(names)) languages.add(language)
  return [...languages]
}

function nameHeader([, ...others]: readonly string[]): string[] {
  return ['name', ...others.map((language) => `name:${language}`)]
}

function nameCells(names: Names, languages: readonly string[]): Cell[] {
  return languages.map((language) => names[language])
}

/** Six decimals are a tenth of a metre. */
function degrees(position: Position | undefined): readonly [Cell, Cell] {
  return position === undefined ? [undefined, undefined] : [Number(position[0].toFixed(6)), Number(position[1].toFixed(6))]
}

async function writeTable(path: string, rows: Iterable<readonly Cell[]>): Promise<void> {
  const lines = Readable.from(rows).map((row: readonly Cell[]) => `${row.map(quote).join(',')}\n`)
  await pipeline(lines, createWriteStream(path))
}

function quote(cell: Cell): string {
  const text = String(cell ?? '')
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function writeShapes<Shape extends { readonly geometry: Geometry }>(
  path: string,
  shapes: readonly Shape[],
  propertiesOf: (shape: Shape) => Record<string, unknown>,
): Promise<void> {
  const features = shapes.map((shape) => ({ type: 'Feature', properties: propertiesOf(shape), geometry: shape.geometry }))
  await writeFile(path, `${JSON.stringify({ type: 'FeatureCollection', features })}\n`)
}
