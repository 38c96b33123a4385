import type { AreaClass, Names, Position } from '#contract'

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
  readonly longitudes: Float64Array
  readonly latitudes: Float64Array
  /** 1 where the pack gives no capacity: it serves, nobody knows how many. */
  readonly capacities: Float64Array
}

export type Travel = { readonly detour: number; readonly speed: Readonly<Record<AreaClass, number>> }

export type Standard = {
  readonly kind: string
  readonly names: Names
  readonly standard: Readonly<Record<AreaClass, number>>
}

/** Everything the gap is computed from, at one version of the region. */
export type Places = {
  readonly version: number
  readonly travel: Travel
  readonly services: readonly Standard[]
  readonly areas: ReadonlyMap<string, AreaOfGap>
  readonly settlements: Settlements
  readonly facilities: ReadonlyMap<string, Facilities>
}

/** Longitude and latitude of a settlement. */
export function positionOf({ longitudes, latitudes }: Settlements, i: number): Position {
  return [longitudes[i] as number, latitudes[i] as number]
}
