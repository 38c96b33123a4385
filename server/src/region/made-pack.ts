import { Invalid } from '#kernel'
import { levels, type Pack, type PackDraft } from './pack.ts'
import { type PackFault, toFault } from './pack-fault.ts'
import { parsePack } from './parse-pack.ts'
import type { RegionDocument } from './region-document.ts'
import { writePack } from './write-pack.ts'

/** What a converter made, for a person to read before importing it. */
export type MadePack = {
  readonly folder: string
  readonly counts: {
    /** Areas by level, from the top down. */
    readonly areas: Readonly<Record<string, number>>
    readonly settlements: number
    readonly facilities: number
    readonly population: number
  }
  /** What had to be assumed, in sentences; also kept in `region.json`. */
  readonly notes: readonly string[]
  /** Doubtful rows of the tables that were read and of the pack that was made from them. */
  readonly warnings: readonly PackFault[]
}

/** Speeds and detour for a region that has not stated its own. */
export const assumedTravel: RegionDocument['travel'] = { detour: 1.3, speed: { urban: 20, town: 30, rural: 30 } }

/**
 * Writes a pack and reads it again with the parser of the import, so that what a converter makes can be imported.
 *
 * @throws {Invalid} when a table that was read, or the pack, has errors; each is named
 */
export async function makePack(folder: string, draft: PackDraft, found: readonly PackFault[]): Promise<MadePack> {
  refuseErrors(found, 'The tables cannot be made into a pack.')
  await writePack(folder, draft)
  const parsed = await parsePack(folder)
  if (!parsed.ok) throw new Invalid('The pack that was made is not sound.', parsed.faults.map(toFault))
  return {
    folder,
    counts: countPack(parsed.pack),
    notes: parsed.pack.region.notes ?? [],
    warnings: [...found, ...parsed.warnings],
  }
}

function refuseErrors(found: readonly PackFault[], message: string): void {
  const errors = found.filter((fault) => fault.severity === 'error')
  if (errors.length > 0) throw new Invalid(message, errors.map(toFault))
}

function countPack({ areas, settlements, facilities }: Pack): MadePack['counts'] {
  const byLevel = Map.groupBy(areas, (area) => area.level)
  return {
    areas: Object.fromEntries(levels.flatMap((level) => (byLevel.has(level) ? [[level, byLevel.get(level)?.length ?? 0]] : []))),
    settlements: settlements.length,
    facilities: facilities.length,
    population: settlements.reduce((sum, settlement) => sum + settlement.population, 0),
  }
}
