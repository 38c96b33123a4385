import type { AccessAsk, AccessHead, AccessOfSettlement, AccessService } from '#contract'
import { readAnalytics } from '#kernel'
import { binAccess } from './access-bins.ts'
import { type Found, findAccess } from './access-find.ts'
import { readParameters } from './access-question.ts'
import { summarise, summariseAreas } from './access-summary.ts'
import { findArea, findKind, findLoneTop, spanOf } from './find.ts'
import { type Measure, measures } from './measure.ts'
import { areaClasses, type Places, positionOf, type Span } from './places.ts'
import type { GapDeps } from './service.ts'
import { keepSnapshot } from './snapshot.ts'
import { placesOn, readSupplyDays } from './supply-past.ts'
import { isSmall } from './suppression.ts'

/** What is kept of one version of the region: the places, and what was computed for those who asked. */
type Snapshot = { readonly places: Places; readonly found: Map<string, Promise<Found>> }

/** Measures that are kept of one version of the region: more than are asked for in one sitting. */
const mostFound = 50

/**
 * Access by any measure, recomputed when the region's version grows.
 *
 * @throws NotFound, from every function, for an area or a kind of service that the region does not have, or without a region;
 * Invalid where the steps of a decay are not in order, and for travel or a time that the region cannot be asked about
 */
export function createAccessService(deps: GapDeps): AccessService {
  const current = keepSnapshot(deps.pool, (places): Snapshot => ({ places, found: new Map() }))
  const answer = async (ask: AccessAsk) => {
    const { places: now, found } = await current()
    const measure: Measure = measures[ask.measure]
    findKind(now.services, ask.service)
    const places = await placesAsOf(deps, now, ask)
    const span = spanOf(places, ask.area)
    const { values, ...method } = await foundOf(deps, places, found, ask, measure)
    const isBurden = measure.isBurden ?? false
    const head: AccessHead = { ...method, at: deps.clock(), unit: measure.unit, isBurden }
    return { places, span, values, head }
  }
  return {
    days: async (service) => {
      const { places } = await current()
      findKind(places.services, service)
      return readAnalytics(deps.pool, (db) => readSupplyDays(db, places, service))
    },
    report: async (ask) => {
      const { places, span, values, head } = await answer(ask)
      const bins = binAccess(places.settlements, values, span, head.isBurden)
      const parent = ask.area === undefined ? findLoneTop(places) : findArea(places, ask.area)
      return { ...head, ...summarise(places, values, span, head.isBurden, parent), bins }
    },
    byArea: async (ask) => {
      const { places, values, head } = await answer(ask)
      const parent = ask.area === undefined ? findLoneTop(places) : findArea(places, ask.area)
      return { ...head, areas: summariseAreas(places, values, parent) }
    },
    settlements: async (ask) => {
      const { places, span, values, head } = await answer(ask)
      return { ...head, settlements: settlementRows(places, values, span) }
    },
  }
}

/** @throws {Invalid} for a day of which nothing is known */
async function placesAsOf({ pool, clock }: GapDeps, places: Places, { service, asOf }: AccessAsk): Promise<Places> {
  if (asOf === undefined) return places
  return readAnalytics(pool, (db) => placesOn(db, places, service, asOf, clock()))
}

function foundOf(
  deps: GapDeps,
  places: Places,
  kept: Map<string, Promise<Found>>,
  ask: AccessAsk,
  measure: Measure,
): Promise<Found> {
  const { mode, season, at, hours, percentile, asOf } = ask
  const parameters = readParameters(ask)
  const key = JSON.stringify([ask.service, ask.measure, parameters, mode, season, at, hours, percentile])
  const known = kept.get(key)
  // What was on a day in the past is seldom asked for twice.
  if (known !== undefined && asOf === undefined) return known
  const found = findAccess(deps, places, ask, measure, parameters)
  // What is so now is otherwise in a minute.
  if (at === 'now' || asOf !== undefined) return found
  if (kept.size >= mostFound) kept.clear()
  kept.set(key, found)
  found.catch(() => kept.delete(key))
  return found
}

function settlementRows({ settlements, areas }: Places, values: Float64Array, [from, to]: Span): AccessOfSettlement[] {
  return settlements.ids.slice(from, to).map((settlement, k) => {
    const value = values[from + k] as number
    const residents = settlements.people[from + k] as number
    const area = settlements.areas[from + k] as string
    return {
      settlement,
      area,
      names: areas.get(area)?.names ?? {},
      ...(isSmall(residents) ? { isSuppressed: true as const } : { population: residents }),
      position: positionOf(settlements, from + k),
      class: areaClasses[settlements.classes[from + k] as number] ?? 'rural',
      ...(value !== Number.POSITIVE_INFINITY && { value }),
    }
  })
}
