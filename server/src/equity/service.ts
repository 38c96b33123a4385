import { setTimeout as sleep } from 'node:timers/promises'
import type { GapAsk, GapOfService, GapReport, GapService } from '#contract'
import type { Clock, Pool } from '#kernel'
import { writeReportCsv } from './csv.ts'
import { findArea, findKind, findLoneTop, spanOf } from './find.ts'
import { gapByArea, gapBySettlement, gapOfService } from './gap.ts'
import type { Places } from './places.ts'
import { type Reckoning, reckonTravel } from './reckoning.ts'
import { keepSnapshot } from './snapshot.ts'
import type { IsOpen } from './supply.ts'
import { modeOf, modesOf, seasonOf, type Travel } from './travel-service.ts'
import { lineSpeeds } from './travel-settings.ts'
import { nearestOfAll, waysFrom } from './ways.ts'
import { weekOf } from './week.ts'
import { createWeekWork, type WeekWork } from './week-work.ts'

/** What is kept of one version of the region: the places, and what was computed for those who asked. */
type Snapshot = {
  readonly places: Places
  readonly reports: Map<string, Promise<Report>>
  readonly weeks: WeekWork
  /** The nearest of every kind by usual travel, from when it was first asked for. */
  nearest?: ReturnType<typeof nearestOfAll>
}

type Report = { readonly services: readonly GapOfService[]; readonly faults: readonly string[] }

/** Reports of areas that are kept: more than anybody walks through in one sitting. */
const mostReports = 500

export type GapDeps = {
  readonly pool: Pool
  readonly clock: Clock
  readonly travel: Travel
  readonly isOpen: IsOpen
}

/**
 * The gap of the region, recomputed when its version grows: reading the version is all that a repeated question costs.
 *
 * @throws NotFound, from every function, for an area or a kind of service that the region does not have, or without a region;
 * Invalid for a mode, a season or a time that it cannot be asked about
 */
export function createGapService(deps: GapDeps): GapService {
  const { pool, clock } = deps
  const current = keepSnapshot(pool, (places): Snapshot => ({ places, reports: new Map(), weeks: createWeekWork() }))
  const report = async (area?: string, ask: GapAsk = {}): Promise<GapReport> => {
    const { places, reports } = await current()
    const reckoning = await reckonTravel(deps, places, ask)
    const { services, faults } = await reportOf(places, reports, reckoning, area)
    return { ...(area !== undefined && { area }), at: clock(), method: methodOf(places, ask, reckoning, faults), services }
  }
  return {
    report,
    latest: () => soon(report()),
    ways: async (from) => {
      const snapshot = await current()
      const { places } = snapshot
      if (snapshot.nearest === undefined) {
        snapshot.nearest = nearestOfAll(deps.travel, places)
        snapshot.nearest.catch(() => delete snapshot.nearest)
      }
      return waysFrom(places, from, await soon(snapshot.nearest))
    },
    byArea: async (kind, area, ask = {}) => {
      const { places } = await current()
      const service = findKind(places.services, kind)
      const parent = area === undefined ? findLoneTop(places) : findArea(places, area)
      const { slices } = await (await reckonTravel(deps, places, ask)).travelTo(kind)
      return gapByArea(places, service, slices, parent)
    },
    settlements: async (kind, area, ask = {}) => {
      const { places } = await current()
      const service = findKind(places.services, kind)
      const span = spanOf(places, area)
      const { slices } = await (await reckonTravel(deps, places, ask)).travelTo(kind)
      return gapBySettlement(places, service, slices, span)
    },
    csv: async (area, ask) => writeReportCsv(await report(area, ask)),
    week: async (kind, area, { waitMs = patienceMs, ...ask } = {}) => {
      const { places, weeks } = await current()
      const [service, span] = [findKind(places.services, kind), spanOf(places, area)]
      const make = (onHour?: (done: number) => void) => weekOf(deps, places, service, span, ask, onHour)
      const key = JSON.stringify([kind, area, modeOf(places, ask.mode), seasonOf(places, ask.season)])
      if (modeOf(places, ask.mode) === 'bus') return weeks.ask(key, make, waitMs)
      const hours = await make()
      return { done: hours.length, total: hours.length, hours }
    },
  }
}

/** So long may a page that can do without wait for what is being worked out. */
const patienceMs = 150

/** What is there at once; undefined for what takes longer, which goes on by itself. */
function soon<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  return Promise.race([promise, sleep(patienceMs, undefined, { ref: false })])
}

async function reportOf(
  places: Places,
  reports: Snapshot['reports'],
  reckoning: Reckoning,
  area: string | undefined,
): Promise<Report> {
  const span = spanOf(places, area)
  const make = async (): Promise<Report> => {
    const found = await Promise.all(places.services.map(({ kind }) => reckoning.travelTo(kind)))
    const services = places.services.flatMap((service, i) => {
      const travelled = found[i]
      return travelled === undefined ? [] : [gapOfService(places, service, travelled, span)]
    })
    return { services, faults: [...new Set(found.flatMap(({ faults }) => faults))] }
  }
  if (reckoning.key === undefined) return make()
  const key = `${reckoning.key} ${area ?? ''}`
  const known = reports.get(key)
  if (known !== undefined) return known
  const made = make()
  if (reports.size >= mostReports) reports.clear()
  reports.set(key, made)
  made.catch(() => reports.delete(key))
  return made
}

function methodOf(places: Places, ask: GapAsk, { when }: Reckoning, faults: readonly string[]): GapReport['method'] {
  const { detour, seasons = {} } = places.travel
  const mode = modeOf(places, ask.mode)
  const season = seasonOf(places, ask.season)
  return {
    detour,
    speed: lineSpeeds(places.travel, mode),
    mode,
    modes: modesOf(places),
    seasons: Object.keys(seasons),
    ...(season !== undefined && { season }),
    ...(when !== undefined && { time: when.text }),
    ...(faults.length > 0 && { faults }),
  }
}
