import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DemoArea } from './divisions.ts'
import type { Facility } from './facilities.ts'
import { boundariesOf, featuresOf } from './geojson.ts'
import { mapBounds, type Point, positionOf } from './grid.ts'
import { type Land, makeLand, usualSeed } from './land.ts'
import { ageBands, classes, type Settlement } from './people.ts'
import { roadFileOf } from './road-file.ts'
import { serviceKinds } from './service-kinds.ts'
import { timetableOf } from './timetable.ts'

/** The id by which a node knows that its region is the made-up one. */
export const regionId = 'lantern-island'

/** The files of a region pack by name. */
export type PackFiles = Readonly<Record<string, string>>

/** Its tables and documents, and how people travel. */
type MadeUpPack = { readonly files: PackFiles; readonly travel: Readonly<Record<string, Buffer>> }

/** The made-up region as a region pack. */
export function makePack(seed = usualSeed): MadeUpPack {
  return packOf(makeLand(seed))
}

/** Writes the pack of the made-up region into a folder, which is made when missing. */
export async function writePack(folder: string, seed = usualSeed): Promise<void> {
  await writeLand(folder, makeLand(seed))
}

export async function writeLand(folder: string, land: Land): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { files, travel } = packOf(land)
  for (const [name, content] of Object.entries({ ...files, ...travel })) await writeFile(join(folder, name), content)
}

function packOf(land: Land): MadeUpPack {
  return {
    travel: { 'roads.osm.pbf': roadFileOf(land), 'transit.zip': timetableOf(land) },
    files: {
      'region.json': `${JSON.stringify(regionDocument, null, 2)}\n`,
      'areas.csv': table(
        ['code', 'parent', 'level', 'class', 'lon', 'lat', 'name', 'name:zh-Hans'],
        land.divisions.areas.map(areaRow),
      ),
      'population.csv': table(
        ['id', 'area', 'lon', 'lat', 'population', 'name', 'name:zh-Hans', ...ageBands.map((band) => `age:${band}`)],
        land.settlements.map(settlementRow),
      ),
      'facilities.csv': table(
        ['id', 'kind', 'area', 'lon', 'lat', 'capacity', 'opening_hours', 'name', 'name:zh-Hans'],
        land.facilities.map(facilityRow),
      ),
      'digital.csv': table(
        ['settlement', 'coverage', 'device', 'skill', 'helper', 'kiosks'],
        land.digital.map((means) => [means.settlement, means.coverage, means.device, means.skill, means.helper, means.kiosks]),
      ),
      'boundaries.geojson': JSON.stringify(boundariesOf(land.divisions)),
      'features.geojson': JSON.stringify(featuresOf(land)),
    },
  }
}

const source = 'Made up for the demo region'

/** What some services owe besides: to the old, to most instead of all, and in capacity. */
const requirements: Readonly<Record<string, readonly object[]>> = {
  clinic: [
    { ages: ['60-79', '80+'], minutes: 30, share: 0.9, source },
    { per1000: 1, source },
  ],
  hospital: [{ minutes: 60, share: 0.95, source }],
}

const regionDocument = {
  id: regionId,
  names: { en: 'Lantern Island', 'zh-Hans': '灯岛' },
  languages: ['en', 'zh-Hans'],
  // The island lies where clocks show UTC+10 and are never changed.
  timeZone: 'Pacific/Guam',
  // ISO 4217's code for trying things out.
  currency: 'XTS',
  coordinates: 'WGS84',
  demo: true,
  attribution: {
    en: 'Made up: no such island, no such people. Likeness to any real place is chance.',
    'zh-Hans': '纯属虚构：世上没有这座岛，也没有这些人。如与真实地点相似，纯属巧合。',
  },
  bounds: mapBounds,
  classes,
  travel: {
    detour: 1.3,
    speed: { urban: 18, town: 18, rural: 15 },
    // Most households have an electric scooter.
    mode: 'motorcycle',
    modes: {
      motorcycle: { roads: { trunk: 32, secondary: 26, unclassified: 20, residential: 16 }, surfaces: { gravel: 16 } },
    },
    seasons: { rains: { unclassified: 0.6, gravel: 0.6, secondary: 0.85 } },
  },
  services: serviceKinds.map(({ kind, service, standard, online }) => ({
    kind,
    names: { en: service.en, 'zh-Hans': service.zh },
    standard,
    source,
    ...(kind in requirements && { requirements: requirements[kind] }),
    ...(online !== undefined && { online }),
  })),
}

type Cell = string | number

function areaRow({ code, parent, level, class: officialClass, point, name }: DemoArea): Cell[] {
  return [code, parent ?? '', level, officialClass, ...position(point), name.en, name.zh]
}

function settlementRow({ id, area, point, population, name, ages }: Settlement): Cell[] {
  return [id, area.code, ...position(point), population, name.en, name.zh, ...ageBands.map((band) => ages[band])]
}

function facilityRow({ id, kind, area, point, capacity, hours, name }: Facility): Cell[] {
  return [id, kind, area.code, ...position(point), capacity, hours, name.en, name.zh]
}

function position(point: Point): Cell[] {
  return [...positionOf(point)]
}

function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** @see RFC 4180 §2 */
function cell(value: Cell): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
