import type { AreaClass, Names, Position, Requirement } from '#contract'
import type { TravelSettings } from './travel-settings.ts'
import type { Digital } from './virtual.ts'

export const areaClasses = ['urban', 'town', 'rural'] as const satisfies readonly AreaClass[]

/** A run of settlements, the first included, the last not. */
export type Span = readonly [from: number, to: number]

export type AreaOfGap = {
  readonly code: string
  readonly parent?: string
  readonly class?: AreaClass
  readonly names: Names
  /** The settlements in it and below. */
  readonly span: Span
}

export type Settlements = {
  readonly ids: readonly string[]
  readonly areas: readonly string[]
  readonly longitudes: Float64Array
  readonly latitudes: Float64Array
  /** Where 1 to 9 live, the same number for all such places: see `blurSmall`. */
  readonly people: Float64Array
  /** Places in `areaClasses`. */
  readonly classes: Uint8Array
}

export type Facilities = {
  readonly ids: readonly string[]
  readonly longitudes: Float64Array
  readonly latitudes: Float64Array
  /** 1 where the pack gives no capacity: it serves, nobody knows how many. */
  readonly capacities: Float64Array
  /** Opening hours as they are written; undefined where none are known. */
  readonly hours: readonly (string | undefined)[]
  /** Languages in which each serves; undefined where that is not known. Missing where it is not known of any. */
  readonly languages?: readonly (readonly string[] | undefined)[]
}

/** A file of the region pack that travel is computed from; another id is another file. */
export type TravelFile = {
  readonly id: string
  readonly bytes: number
  readonly facts: Readonly<Record<string, string | number>>
}

export type Standard = {
  readonly kind: string
  readonly names: Names
  readonly standard: Readonly<Record<AreaClass, number>>
  readonly source?: string
  /** What it owes besides: of minutes or of capacity. */
  readonly requirements?: readonly Omit<Requirement, 'service' | 'names' | 'number'>[]
  /** The part of its capacity that is given at a distance. */
  readonly online?: number
}

/** Everything the gap is computed from, at one version of the region. */
export type Places = {
  readonly version: number
  /** IANA name: opening hours and times asked about are in it. */
  readonly timeZone: string
  readonly travel: TravelSettings
  /** By name, as the pack has them. */
  readonly files: ReadonlyMap<string, TravelFile>
  readonly services: readonly Standard[]
  readonly areas: ReadonlyMap<string, AreaOfGap>
  readonly settlements: Settlements
  readonly facilities: ReadonlyMap<string, Facilities>
  /** Per settlement; undefined where the pack has no digital.csv. */
  readonly digital?: Digital
  /**
   * Per settlement, which part of the residents is entitled to a service (`eligible:clinic`) or can be served in a language
   * (`speaks:zh`); NaN where the pack does not say.
   */
  readonly shares: ReadonlyMap<string, Float64Array>
  /** Minutes on foot to a kiosk that is within reach. */
  readonly helperMinutes?: number
}

/** Longitude and latitude of a settlement. */
export function positionOf({ longitudes, latitudes }: Settlements, i: number): Position {
  return [longitudes[i] as number, latitudes[i] as number]
}
