import type { AreaClass, Level, Names } from '#contract'
import { assumedTravel, type MadePack, makePack } from './made-pack.ts'
import type { PackFacility } from './pack.ts'
import type { Bounds, Cells } from './pack-cells.ts'
import type { PackFault } from './pack-fault.ts'
import { type AreaColumn, findAreas } from './point-areas.ts'
import { boundsOf } from './point-bounds.ts'
import { type FacilityTable, readFacilityTable, readSettlementTable, type SettlementTable } from './point-tables.ts'
import type { RegionDocument } from './region-document.ts'

export type PointsOptions = {
  /** The folder to write. */
  readonly out: string
  readonly id: string
  readonly names: Names
  readonly timeZone: string
  readonly currency: string
  /** The class of every settlement. */
  readonly class: AreaClass
  readonly settlements: SettlementTable
  readonly facilities?: FacilityTable
  /** The level of the region itself, at the top of the tree. */
  readonly level: Level
  /** From the top down; both tables have these columns. */
  readonly areas: readonly AreaColumn[]
  /** Whether each settlement is also an area, so that people can choose it as theirs. */
  readonly settlementsAreVillages: boolean
  /** WGS 84; where it is not given, it is derived from the settlements and points far out are reported. */
  readonly bounds?: Bounds
  /** Further parts of `region.json`: coordinates, services, attribution. */
  readonly region?: Partial<RegionDocument>
}

/**
 * Makes a region pack of a table of settlements and a table of facilities. No row is dropped: what is doubtful is kept and
 * reported.
 *
 * @throws {Invalid} naming each row that cannot be read
 */
export async function packPoints(options: PointsOptions): Promise<MadePack> {
  const faults: PackFault[] = []
  const report = (fault: PackFault) => faults.push(fault)
  const [language = 'en'] = options.region?.languages ?? Object.keys(options.names)
  const cells: Cells = { language, coordinates: options.region?.coordinates ?? 'WGS84' }
  const finder = findAreas({ code: options.id, level: options.level, names: options.names }, options.areas, language)
  const level = options.settlementsAreVillages ? { level: 'village' as const } : {}
  const { settlements, villages } = await readSettlementTable(options.settlements, finder, {
    cells,
    officialClass: options.class,
    report,
    ...level,
  })
  const byId = new Map(settlements.map((settlement) => [settlement.id, settlement]))
  const facilities =
    options.facilities === undefined ? [] : await readFacilityTable(options.facilities, finder, byId, cells, report)
  const bounds = options.bounds ?? boundsOf(settlements.map((settlement) => settlement.position))
  const region = describeRegion(options, language, facilities, bounds)
  return makePack(options.out, { region, areas: [...finder.areas(), ...villages], settlements, facilities }, faults)
}

function describeRegion(
  { id, names, timeZone, currency, region, ...options }: PointsOptions,
  language: string,
  facilities: readonly PackFacility[],
  bounds: Bounds | undefined,
): RegionDocument {
  const notes = [...(region?.notes ?? []), `Every settlement is classed as ${options.class}.`]
  if (options.bounds === undefined) notes.push('The bounds were derived from where most settlements lie.')
  if (region?.services === undefined)
    notes.push('The standards are assumed, not laid down by anybody: replace them with your own.')
  return {
    id,
    names: { ...names },
    languages: [language, ...Object.keys(names).filter((other) => other !== language)],
    timeZone,
    currency,
    demo: false,
    classes: { urban: 'urban', town: 'town', rural: 'rural' },
    travel: assumedTravel,
    services: assumedServices(facilities),
    ...region,
    coordinates: 'WGS84',
    notes,
    ...(bounds !== undefined && { bounds: [...bounds] }),
  }
}

/** A service for every kind that occurs, so that the pack can be measured at once. */
function assumedServices(facilities: readonly PackFacility[]): RegionDocument['services'] {
  const kinds = [...new Set(facilities.map((facility) => facility.kind))].sort()
  return kinds.map((kind) => ({
    kind,
    names: { en: `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('-', ' ')}` },
    standard: { urban: 15, town: 20, rural: 30 },
    source: 'assumed',
  }))
}
