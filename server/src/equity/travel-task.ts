import type { TravelMethod, TravelMode } from '#contract'
import type { Pairs } from './pairs.ts'
import type { Points } from './road-join.ts'
import type { TravelSettings } from './travel-settings.ts'

/** What minutes can come from, best first; pairs name theirs by its place in this list. */
export const travelMethods: readonly TravelMethod[] = ['table', 'road', 'timetable', 'grid', 'line']

/** A file of the pack on this machine; another id is another file. */
export type LocalFile = { readonly id: string; readonly path: string }

/** When one sets out by bus. */
export type Departure = {
  /** `YYYYMMDD`, or a weekday (`tuesday`) for a usual one. */
  readonly day: string
  /** Seconds from midnight, the second not included. */
  readonly from: number
  readonly to: number
  /** What of 100 departures stay within the minutes told. */
  readonly percentile: 50 | 85
}

/** Whose travel to where: all that a worker needs to know. */
export type TravelTask = {
  readonly files: Readonly<Partial<Record<'roads' | 'transit' | 'table' | 'land', LocalFile>>>
  readonly settings: TravelSettings
  readonly mode: TravelMode
  readonly season?: string
  /** Same key, same places: what was prepared for them is used again. */
  readonly key: string
  readonly settlements: Points & { readonly ids: readonly string[]; readonly classes: Uint8Array }
  /** Those with a capacity of 0 are passed over. */
  readonly facilities: Points & { readonly ids: readonly string[]; readonly capacities: Float64Array }
  readonly departure: Departure
  /** Minutes up to which all pairs are wanted; missing where only the nearest is. */
  readonly limit?: number
}

/** Minutes with where they are from. */
export type Journeys = {
  /** With the nearest only, at most one per settlement. */
  readonly pairs: Pairs
  /** Per pair, a place in `travelMethods`. */
  readonly methods: Uint8Array
  /** The day whose timetable was ridden, `YYYYMMDD`. */
  readonly day?: string
  /** Files that could not be used, and why. */
  readonly faults: readonly string[]
}
