import { basename } from 'node:path'
import type { Names } from '#contract'
import type { CoordinateSystem } from './coordinates.ts'
import { metresBetween } from './distance.ts'
import { assumedTravel, type MadePack, makePack } from './made-pack.ts'
import { type NbsAreas, placeDivisions } from './nbs-areas.ts'
import { type Division, readDivisions } from './nbs-table.ts'
import type { PackSettlement } from './pack.ts'
import type { PackFault } from './pack-fault.ts'
import type { RegionDocument } from './region-document.ts'

export type NbsOptions = {
  readonly files: readonly string[]
  /** The folder to write. */
  readonly out: string
  readonly id: string
  readonly names: Names
  /** The system of the points; GCJ-02 when not given. */
  readonly coordinates?: CoordinateSystem
  /** People assumed to live in each village; 0 when not given. */
  readonly populationPerVillage?: number
  /** Further parts of `region.json`: services, travel, attribution. */
  readonly region?: Partial<RegionDocument>
}

/** The codes for urban and rural divisions of the National Bureau of Statistics. */
const classes: RegionDocument['classes'] = {
  '111': 'urban',
  '112': 'urban',
  '121': 'town',
  '122': 'town',
  '123': 'town',
  '210': 'rural',
  '220': 'rural',
}

const farFromTown = 25_000

/**
 * Makes a region pack of tables of Chinese statistical divisions: every village is a settlement, in WGS 84.
 *
 * @throws {Invalid} naming each row that cannot be read
 */
export async function packNbs(options: NbsOptions): Promise<MadePack> {
  const faults: PackFault[] = []
  const divisions: Division[] = []
  for (const path of options.files)
    for await (const division of readDivisions(path, basename(path), options.coordinates ?? 'GCJ-02', (f) => faults.push(f)))
      divisions.push(division)
  const placed = placeDivisions(divisions)
  faults.push(...doubtsOf(placed, divisions))
  const region = describeRegion(options, notesOf(placed, options))
  const settlements = settlementsOf(placed, options.populationPerVillage ?? 0)
  return makePack(options.out, { region, areas: placed.areas, settlements, facilities: [] }, faults)
}

function describeRegion({ id, names, region }: NbsOptions, notes: readonly string[]): RegionDocument {
  return {
    id,
    names: { ...names },
    languages: ['zh-Hans'],
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    demo: false,
    classes,
    travel: assumedTravel,
    services: [],
    ...region,
    coordinates: 'WGS84',
    notes: [...(region?.notes ?? []), ...notes],
  }
}

function settlementsOf({ villages }: NbsAreas, population: number): readonly PackSettlement[] {
  return villages.flatMap(({ division: { code, name }, position }) =>
    position === undefined ? [] : [{ id: code, area: code, names: { 'zh-Hans': name }, position, population, ages: {} }],
  )
}

function notesOf(
  { villages, leftOut }: NbsAreas,
  { coordinates = 'GCJ-02', populationPerVillage = 0 }: NbsOptions,
): readonly string[] {
  const count = (source: string) => villages.filter((village) => village.source === source && village.position).length
  const [own, town, above] = [count('own'), count('town'), count('above')]
  const notes = [
    `Of ${villages.length} villages, ${own} have a point of their own, ${town} stand at their town's, ${above} at their county's.`,
    populationPerVillage === 0
      ? 'No population is known: every village counts 0 people.'
      : `No population is known: every village is assumed to have ${populationPerVillage} people.`,
  ]
  if (coordinates !== 'WGS84') notes.push(`The points were converted from ${coordinates} to WGS 84.`)
  if (leftOut.length > 0)
    notes.push(`Left out as headings without a place: ${leftOut.map(({ code, name }) => `${code} ${name}`).join(', ')}.`)
  return notes
}

function doubtsOf({ villages }: NbsAreas, divisions: readonly Division[]): PackFault[] {
  const towns = new Map(divisions.map((division) => [division.code, division.position]))
  return villages.flatMap(({ division: { file, line, code, name, parent }, position, source }): PackFault[] => {
    const town = towns.get(parent)
    if (position === undefined)
      return [
        {
          severity: 'error',
          file,
          line,
          column: '13',
          message: `No point is known for ${code} ${name} nor for anything above it.`,
        },
      ]
    const metres = source === 'own' && town !== undefined ? metresBetween(position, town) : 0
    if (metres < farFromTown) return []
    const message = `${code} ${name} lies ${Math.round(metres / 1000)} km from its town.`
    return [{ severity: 'warning', file, line, column: '13', message, fix: 'Check its point.' }]
  })
}
