import type { Area, RegionService } from '#contract'
import { regionCode } from './divisions.ts'

/** Scope paths of where the made-up people live and work. */
export type PersonPlaces = {
  readonly region: string
  /** Of the city. */
  readonly street: string
  /** A village far from it, and the town it belongs to. */
  readonly town: string
  readonly village: string
}

/** A street of the first district, and a village of the last county; undefined where the region has no such places. */
export async function findPersonPlaces(region: RegionService): Promise<PersonPlaces | undefined> {
  const top = await region.area(regionCode)
  const parts = await region.children(regionCode)
  const district = await firstOf(region, parts, 'urban')
  const town = await firstOf(region, parts.toReversed(), 'rural')
  const village = town && (await region.children(town.code)).find(({ level }) => level === 'village')
  if (top === undefined || district === undefined || town === undefined || village === undefined) return undefined
  return { region: top.path, street: district.path, town: town.path, village: village.path }
}

async function firstOf(region: RegionService, above: readonly Area[], wanted: Area['class']): Promise<Area | undefined> {
  for (const { code } of above) {
    const found = (await region.children(code)).find((area) => area.class === wanted)
    if (found !== undefined) return found
  }
  return undefined
}
