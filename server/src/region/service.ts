import type { Facility, Names, RegionInfo, RegionService } from '#contract'
import type { Clock, Db, Pool } from '#kernel'
import { findArea, findAreaAt, findChildren, findLineage, findOutlines, searchAreas } from './area-store.ts'
import { countFacilities, type FacilityAsk, findFacilities, findFacility, listHours, toFacility } from './facility-store.ts'
import { listFiles } from './file-store.ts'
import { openAt } from './open-now.ts'
import { findFeatures, findRegion, knowsDigital } from './pack-store.ts'

/** The lens on places, as the portal is given it. */
export function createRegionService(pool: Pool, clock: Clock): RegionService {
  return {
    info: () => readInfo(pool),
    search: (text, limit) => searchAreas(pool, text, limit),
    area: (code) => findArea(pool, code),
    lineage: (code) => findLineage(pool, code),
    children: (code) => findChildren(pool, code),
    areaAt: (position) => findAreaAt(pool, position),
    facilities: (ask) => listFacilities(pool, clock(), ask),
    countFacilities: (area) => countFacilities(pool, area),
    outlines: (code) => findOutlines(pool, code),
    features: () => findFeatures(pool),
  }
}

/** Facilities with whether they are open at a moment; `openOnly` leaves out those that are not, or of which nobody knows. */
export async function listFacilities(
  db: Db,
  now: Date,
  { openOnly = false, ...ask }: Omit<FacilityAsk, 'hours'> & { readonly openOnly?: boolean },
): Promise<readonly Facility[]> {
  const isOpen = await openIn(db, now)
  const hours = openOnly ? (await listHours(db)).filter((written) => isOpen(written) === true) : undefined
  const rows = await findFacilities(db, { ...ask, ...(hours !== undefined && { hours }) })
  return rows.map((row) => toFacility(row, isOpen))
}

export async function readFacility(db: Db, now: Date, id: string): Promise<Facility | undefined> {
  const row = await findFacility(db, id)
  return row && toFacility(row, await openIn(db, now))
}

/** Without a region there is no time zone, so nothing is known to be open. */
async function openIn(db: Db, now: Date): Promise<(hours: string) => boolean | undefined> {
  const region = await findRegion(db)
  return region === undefined ? () => undefined : openAt(now, region.document.timeZone)
}

async function readInfo(db: Db): Promise<RegionInfo | undefined> {
  const region = await findRegion(db)
  if (region === undefined) return undefined
  const { id, names, languages, timeZone, currency, demo = false, attribution, services } = region.document
  const hasDigital = await knowsDigital(db)
  return {
    id,
    names,
    languages,
    timeZone,
    currency,
    isDemo: demo,
    ...(attribution !== undefined && { attribution: namesOf(attribution, languages) }),
    services: services.map(({ kind, names, standard, source, online }) => ({
      kind,
      names,
      standard,
      ...(hasDigital && online !== undefined && { online }),
      ...(source !== undefined && { source }),
    })),
    counts: await countPlaces(db),
    files: await listFiles(db),
  }
}

/** A text without a language is in the first of the region. */
function namesOf(text: string | Names, [first = 'und']: readonly string[]): Names {
  return typeof text === 'string' ? { [first]: text } : text
}

async function countPlaces(db: Db): Promise<RegionInfo['counts']> {
  const [counts] = await db.prepared<RegionInfo['counts']>(
    `select (select count(*) from region.area) as areas, (select count(*) from region.settlement) as settlements,
       (select count(*) from region.facility) as facilities,
       (select coalesce(sum(population), 0) from region.settlement) as population`,
  )
  return counts ?? { areas: 0, settlements: 0, facilities: 0, population: 0 }
}
