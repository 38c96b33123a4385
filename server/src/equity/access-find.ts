import type { AccessAsk, AccessMethod } from '#contract'
import { requireOnline } from './digital.ts'
import { findKind } from './find.ts'
import { usualMinutes } from './gap.ts'
import type { Measure, Parameters } from './measure.ts'
import type { Places } from './places.ts'
import { none, type Reckoning, type ReckoningDeps, reckonTravel } from './reckoning.ts'
import { countUnknownHours } from './supply.ts'
import { modeOf, seasonOf } from './travel-service.ts'
import { type Journeys, travelMethods } from './travel-task.ts'

/** A measure of access, with how travel and time were understood. */
export type Found = AccessMethod & {
  /** One per settlement. */
  readonly values: Float64Array
}

/**
 * A measure of access by the travel and the supply of the circumstances that are asked about. Over a time, capacity is the mean
 * over it; of minutes and costs it is what holds for half of it, so that who has nothing for longer has nothing.
 *
 * @throws {Invalid} for a mode, a season or a time that the region cannot be asked about
 */
export async function findAccess(
  deps: ReckoningDeps,
  places: Places,
  question: AccessAsk,
  measure: Measure,
  parameters: Parameters,
): Promise<Found> {
  const reckoning = await reckonTravel(deps, places, question)
  const facilities = places.facilities.get(question.service) ?? none
  const people = places.settlements.people
  const online = measure.isOnline && (await onlineOf(deps, places, question.service))
  const slices: { readonly share: number; readonly minutes: Float64Array }[] = []
  const journeys: Journeys[] = []
  const ask = { ...reckoning.ask, ...withPercentile(reckoning, question) }
  for (const { share, capacities } of reckoning.supplyOf(facilities)) {
    const found = await deps.travel.within(places, { ...facilities, capacities }, ask, parameters.limit)
    journeys.push(found)
    slices.push({ share, minutes: measure.of({ pairs: found.pairs, capacities, people, ...(online && { online }) }, parameters) })
  }
  const { when } = reckoning
  const season = seasonOf(places, question.season)
  const faults = [...new Set(journeys.flatMap((one) => one.faults))]
  const day = journeys[0]?.day
  return {
    values: measure.isBurden ? people.map((_, s) => usualMinutes(slices, s)) : meanOf(slices, people.length),
    mode: modeOf(places, question.mode),
    ...(season !== undefined && { season }),
    ...(when !== undefined && { time: when.text }),
    ...(day !== undefined && { day }),
    travel: countMethods(journeys[0]),
    unknownHours: when === undefined ? 0 : countUnknownHours(facilities, deps.isOpen),
    ...(faults.length > 0 && { faults }),
  }
}

async function onlineOf({ travel }: ReckoningDeps, places: Places, kind: string) {
  const service = findKind(places.services, kind)
  return { part: service.online ?? 0, able: await requireOnline(travel, places, service) }
}

function withPercentile({ ask }: Reckoning, { percentile }: AccessAsk) {
  return percentile === 'slow' ? { departure: { ...ask.departure, percentile: 85 as const } } : {}
}

function meanOf(
  slices: readonly { readonly share: number; readonly minutes: Float64Array }[],
  settlements: number,
): Float64Array {
  const [only] = slices
  if (only !== undefined && slices.length === 1) return only.minutes
  const sum = new Float64Array(settlements)
  for (const { share, minutes } of slices)
    minutes.forEach((value, s) => {
      sum[s] = (sum[s] as number) + share * value
    })
  return sum
}

function countMethods(journeys: Journeys | undefined): Found['travel'] {
  const pairs = travelMethods.map(() => 0)
  for (const method of journeys?.methods ?? []) pairs[method] = (pairs[method] ?? 0) + 1
  return travelMethods.map((by, method) => ({ by, pairs: pairs[method] ?? 0 })).filter((use) => use.pairs > 0)
}
