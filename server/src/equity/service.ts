import type { GapOfService, GapService } from '#contract'
import type { Clock, Pool } from '#kernel'
import { minutesToNearest } from './access.ts'
import { writeReportCsv } from './csv.ts'
import { findArea, findKind, findLoneTop, spanOf } from './find.ts'
import { gapByArea, gapBySettlement, gapOfService } from './gap.ts'
import type { Places, Standard } from './places.ts'
import { keepSnapshot } from './snapshot.ts'
import { pairWithNearest } from './travel.ts'

/** What is kept of one version of the region: the places, and what was computed for those who asked. */
type Snapshot = {
  readonly places: Places
  readonly minutes: Map<string, Float64Array>
  readonly reports: Map<string, readonly GapOfService[]>
}

/** Reports of areas that are kept: more than anybody walks through in one sitting. */
const mostReports = 500

/**
 * The gap of the region, recomputed when its version grows: reading the version is all that a repeated question costs.
 *
 * @throws NotFound, from every function, for an area or a kind of service that the region does not have, or without a region
 */
export function createGapService(pool: Pool, clock: Clock): GapService {
  const current = keepSnapshot(pool, (places): Snapshot => ({ places, minutes: new Map(), reports: new Map() }))
  const report: GapService['report'] = async (area) => {
    const snapshot = await current()
    const services = reportOf(snapshot, area)
    return { ...(area !== undefined && { area }), at: clock(), method: snapshot.places.travel, services }
  }
  return {
    report,
    byArea: async (kind, area) => {
      const { places, minutes } = await current()
      const service = findKind(places.services, kind)
      const parent = area === undefined ? findLoneTop(places) : findArea(places, area)
      return gapByArea(places, service, minutesOf(places, minutes, service), parent)
    },
    settlements: async (kind, area) => {
      const { places, minutes } = await current()
      const service = findKind(places.services, kind)
      return gapBySettlement(places, service, minutesOf(places, minutes, service), spanOf(places, area))
    },
    csv: async (area) => writeReportCsv(await report(area)),
  }
}

function reportOf({ places, minutes, reports }: Snapshot, area: string | undefined): readonly GapOfService[] {
  const known = reports.get(area ?? '')
  if (known !== undefined) return known
  const span = spanOf(places, area)
  const services = places.services.map((service) => gapOfService(places, service, minutesOf(places, minutes, service), span))
  if (reports.size >= mostReports) reports.clear()
  reports.set(area ?? '', services)
  return services
}

function minutesOf(places: Places, kept: Map<string, Float64Array>, { kind }: Standard): Float64Array {
  const known = kept.get(kind)
  if (known !== undefined) return known
  const facilities = places.facilities.get(kind) ?? none
  const minutes = minutesToNearest(pairWithNearest(places.settlements, facilities, places.travel), facilities.capacities)
  kept.set(kind, minutes)
  return minutes
}

const none = { longitudes: new Float64Array(), latitudes: new Float64Array(), capacities: new Float64Array() }
