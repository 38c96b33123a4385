import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Position } from '#contract'
import { toWgs84 } from './coordinates.ts'
import type { Pack } from './pack.ts'
import { readAreas } from './pack-areas.ts'
import type { Bounds, Cells } from './pack-cells.ts'
import { readDigital } from './pack-digital.ts'
import { readFacilities } from './pack-facilities.ts'
import type { PackFault, Report } from './pack-fault.ts'
import { keptFiles, readPackFiles } from './pack-file.ts'
import { readSettlements } from './pack-settlements.ts'
import { readBoundaries, readFeatures } from './pack-shapes.ts'
import { parseRegionDocument, type RegionDocument } from './region-document.ts'
import { checkRequirements } from './requirements.ts'

export type ParsedPack =
  | { readonly ok: true; readonly pack: Pack; readonly warnings: readonly PackFault[] }
  | { readonly ok: false; readonly faults: readonly PackFault[] }

/** The files a pack may consist of. */
export const packFiles = [
  'region.json',
  'areas.csv',
  'population.csv',
  'facilities.csv',
  'boundaries.geojson',
  'features.geojson',
  'digital.csv',
  ...keptFiles,
] as const

/** Reads and checks a whole pack, so that every fault of it can be mended at once. */
export async function parsePack(folder: string): Promise<ParsedPack> {
  const faults: PackFault[] = []
  const report: Report = (fault) => faults.push(fault)
  const document = await readRegion(folder, report)
  if (document === undefined) return { ok: false, faults }
  const pack = await readTables(folder, document, report)
  return faults.some((fault) => fault.severity === 'error') ? { ok: false, faults } : { ok: true, pack, warnings: faults }
}

async function readRegion(folder: string, report: Report): Promise<RegionDocument | undefined> {
  const text = await readFile(join(folder, 'region.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    report({ severity: 'error', file: 'region.json', message: `The file is missing: ${folder} is not a region pack.` })
    return undefined
  })
  return text === undefined ? undefined : parseRegionDocument(text, report)
}

async function readTables(folder: string, document: RegionDocument, report: Report): Promise<Pack> {
  const move = (position: Position) => toWgs84(position, document.coordinates)
  const bounds = moveBounds(document.bounds, move)
  const [language = ''] = document.languages
  const cells: Cells = { language, coordinates: document.coordinates, ...(bounds !== undefined && { bounds }) }
  const { classes } = document
  const areas = await readAreas(folder, classes, cells, report)
  const byCode = new Map(areas.map((area) => [area.code, area]))
  const kinds = new Set(document.services.map((service) => service.kind))
  const region = { ...document, coordinates: 'WGS84' as const, ...(bounds !== undefined && { bounds: [...bounds] }) }
  const settlements = await readSettlements(folder, byCode, classes, cells, report)
  checkRequirements(document.services, new Set(settlements.flatMap(({ ages }) => Object.keys(ages))), report)
  const facilities = await readFacilities(folder, { areas: byCode, kinds }, cells, report)
  return {
    region,
    areas,
    settlements,
    facilities,
    boundaries: await readBoundaries(folder, byCode, move, report),
    features: await readFeatures(folder, move, report),
    digital: await readDigital(folder, { areas, settlements }, report),
    files: await readPackFiles(folder, { region, settlements, facilities }, report),
  }
}

function moveBounds(bounds: readonly number[] | undefined, move: (position: Position) => Position): Bounds | undefined {
  if (bounds === undefined) return undefined
  const [west = -180, south = -90, east = 180, north = 90] = bounds
  return [...move([west, south]), ...move([east, north])]
}
