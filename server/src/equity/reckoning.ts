import type { GapAsk } from '#contract'
import type { Clock, Pool } from '#kernel'
import { minutesToNearest } from './access.ts'
import { ableOf } from './digital.ts'
import type { Travelled } from './gap.ts'
import { readWhen, type When } from './moment.ts'
import type { Facilities, Places } from './places.ts'
import { readLive } from './places-store.ts'
import { countUnknownHours, type IsOpen, type LiveState, type Supply, supplyThrough } from './supply.ts'
import { modeOf, seasonOf, type Travel, type TravelAsk, usualDeparture } from './travel-service.ts'
import type { Departure, Journeys } from './travel-task.ts'

export type ReckoningDeps = {
  readonly pool: Pool
  readonly clock: Clock
  readonly travel: Travel
  readonly isOpen: IsOpen
}

/** Travel and supply under the circumstances that somebody asks about. */
export type Reckoning = {
  /** Same key, same circumstances; missing where they are those of this very moment. */
  readonly key?: string
  readonly when?: When
  readonly ask: TravelAsk & { readonly departure: Departure }
  /** What serves anybody, slice by slice of the time asked about: everything at once, where no time is. */
  supplyOf(facilities: Facilities): readonly Supply[]
  /** Minutes to the nearest facility of a kind, slice by slice. */
  travelTo(kind: string): Promise<Travelled & { readonly faults: readonly string[] }>
}

/** @throws {Invalid} for a mode, a season or a time that the region cannot be asked about */
export async function reckonTravel(deps: ReckoningDeps, places: Places, ask: GapAsk): Promise<Reckoning> {
  const { pool, clock, travel, isOpen } = deps
  const when = readWhen(ask, places.timeZone, clock())
  const isNow = when?.moments.some((moment) => moment.isNow) ?? false
  const live: LiveState = isNow ? await readLive(pool, clock()) : new Map()
  const [mode, season] = [modeOf(places, ask.mode), seasonOf(places, ask.season)]
  const departure = { ...usualDeparture(places), ...when?.departure }
  const how = { mode, season, departure }
  const supplyOf = (facilities: Facilities): readonly Supply[] =>
    when === undefined ? [{ share: 1, capacities: facilities.capacities }] : supplyThrough(facilities, when.moments, isOpen, live)
  return {
    ...(!isNow && { key: JSON.stringify([mode, season, when?.text]) }),
    ...(when !== undefined && { when }),
    ask: how,
    supplyOf,
    travelTo: async (kind) => {
      const facilities = places.facilities.get(kind) ?? none
      const supplies = supplyOf(facilities)
      const isOnline = places.services.some((service) => service.kind === kind && (service.online ?? 0) > 0)
      const able = isOnline ? await ableOf(travel, places) : undefined
      const found = await Promise.all(
        supplies.map(({ capacities }) => travel.nearest(places, { ...facilities, capacities }, how)),
      )
      return {
        slices: supplies.map(({ share, capacities }, i) => {
          const { pairs } = found[i] as Journeys
          return { share, minutes: minutesToNearest(pairs, capacities) }
        }),
        methods: methodsOf(found),
        unknownHours: when === undefined ? 0 : countUnknownHours(facilities, isOpen),
        ...(able !== undefined && { able }),
        faults: [...new Set(found.flatMap(({ faults }) => faults))],
      }
    },
  }
}

/** Per settlement, what its minutes came from in the first slice in which it has any. */
function methodsOf(found: readonly Journeys[]): Uint8Array {
  const methods = new Uint8Array((found[0]?.pairs.offsets.length ?? 1) - 1).fill(255)
  for (const { pairs, methods: own } of found)
    methods.forEach((known, s) => {
      const p = pairs.offsets[s] as number
      if (known === 255 && p < (pairs.offsets[s + 1] as number)) methods[s] = own[p] as number
    })
  return methods
}

export const none: Facilities = {
  ids: [],
  longitudes: new Float64Array(),
  latitudes: new Float64Array(),
  capacities: new Float64Array(),
  hours: [],
}
