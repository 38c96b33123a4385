import type { Position, WaysFrom, WayToKind } from '#contract'
import { type Facilities, type Places, positionOf } from './places.ts'
import { none } from './reckoning.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'
import { minutesPerKilometre } from './travel-line.ts'
import { modeOf, type Travel } from './travel-service.ts'
import { lineSpeeds } from './travel-settings.ts'
import { type Journeys, travelMethods } from './travel-task.ts'

/** The nearest facility of each kind from every settlement, by usual travel. */
export async function nearestOfAll(travel: Travel, places: Places): Promise<ReadonlyMap<string, Journeys>> {
  const found = places.services.map(async ({ kind }) => {
    const journeys = await travel.nearest(places, places.facilities.get(kind) ?? none, {})
    return [kind, journeys] as const
  })
  return new Map(await Promise.all(found))
}

/**
 * The usual ways from the settlement nearest to a place; in straight lines with detour while nothing better is worked out.
 *
 * @param nearest as {@link nearestOfAll} found them; undefined while it has not
 */
export function waysFrom(places: Places, from: Position, nearest: ReadonlyMap<string, Journeys> | undefined): WaysFrom {
  const { settlements, services, facilities } = places
  const home = closest(settlements, from)
  const wayTo = (kind: string): WayToKind => {
    const goals = facilities.get(kind) ?? none
    if (home === undefined) return { kind }
    if (nearest === undefined) return { kind, ...wayByLine(places, home.place, goals) }
    return { kind, ...wayIn(nearest.get(kind), home.place, goals) }
  }
  return { mode: modeOf(places, undefined), isWaiting: nearest === undefined, ways: services.map(({ kind }) => wayTo(kind)) }
}

type Way = Omit<WayToKind, 'kind'>

function wayIn(journeys: Journeys | undefined, settlement: number, { ids }: Facilities): Way {
  const p = journeys?.pairs.offsets[settlement] ?? 0
  if (journeys === undefined || p === journeys.pairs.offsets[settlement + 1]) return {}
  return told(ids, journeys.pairs.facilities[p], journeys.pairs.minutes[p], journeys.methods[p])
}

function wayByLine({ settlements, travel }: Places, settlement: number, goals: Facilities): Way {
  const found = closest(goals, positionOf(settlements, settlement), (f) => (goals.capacities[f] as number) > 0)
  if (found === undefined) return {}
  const line = { detour: travel.detour, speed: lineSpeeds(travel, travel.mode ?? 'car') }
  const minutes = found.kilometres * minutesPerKilometre(settlements, line, settlement)
  return told(goals.ids, found.place, minutes, travelMethods.indexOf('line'))
}

function told(ids: readonly string[], f = -1, minutes?: number, method = -1): Way {
  const [facility, by] = [ids[f], travelMethods[method]]
  return facility === undefined || by === undefined || minutes === undefined ? {} : { facility, minutes, by }
}

type Closest = { readonly place: number; readonly kilometres: number }

/** One look at every point: an index would pay for many questions only. */
function closest(
  { longitudes, latitudes }: Pick<Facilities, 'longitudes' | 'latitudes'>,
  [longitude, latitude]: Position,
  counts: (place: number) => boolean = () => true,
): Closest | undefined {
  const vectors = toUnitVectors(longitudes, latitudes)
  const [x = 0, y = 0, z = 0] = toUnitVectors(Float64Array.of(longitude), Float64Array.of(latitude))
  let [place, least] = [-1, Number.POSITIVE_INFINITY]
  for (let i = 0; i < longitudes.length; i++) {
    const [dx, dy, dz] = [(vectors[i * 3] ?? 0) - x, (vectors[i * 3 + 1] ?? 0) - y, (vectors[i * 3 + 2] ?? 0) - z]
    const squared = dx * dx + dy * dy + dz * dz
    if (squared >= least || !counts(i)) continue
    place = i
    least = squared
  }
  return place < 0 ? undefined : { place, kilometres: chordToKilometres(least) }
}
