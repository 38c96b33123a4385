import type { AreaClass, Level, Names, Position } from '#contract'
import type { Geometry } from './geojson.ts'
import type { PackFile } from './pack-file.ts'
import type { RegionDocument } from './region-document.ts'

/** From the top down: an area lies in one of a level further up. */
export const levels: readonly Level[] = ['country', 'province', 'city', 'county', 'town', 'village']

export type PackArea = {
  readonly code: string
  readonly parent?: string
  readonly level: Level
  readonly names: Names
  /** The class in the region's own code; a key of `region.classes`. */
  readonly officialClass?: string
  readonly position?: Position
}

export type PackSettlement = {
  readonly id: string
  readonly area: string
  readonly names: Names
  readonly position: Position
  readonly population: number
  /** Age band (`0-14`, `80+`) → people; empty where the pack has no age columns. */
  readonly ages: Readonly<Record<string, number>>
  /** Where it differs from its area's. */
  readonly officialClass?: string
  /** Which part of them is entitled to a service (`eligible:clinic`), or can be served in a language (`speaks:zh`). */
  readonly shares?: Readonly<Record<string, number>>
}

export type PackFacility = {
  readonly id: string
  readonly kind: string
  readonly area?: string
  readonly names: Names
  readonly position: Position
  readonly capacity?: number
  /** OpenStreetMap `opening_hours` syntax. */
  readonly openingHours?: string
  /** BCP 47 tags of the languages in which it serves; undefined where the pack does not say. */
  readonly languages?: readonly string[]
}

/** What residents of a place can use at a distance, as shares from 0 to 1; the place is a settlement or an area with all in it. */
export type PackDigital = {
  readonly place: string
  readonly isArea: boolean
  readonly coverage: number
  /** Has a device of their own, and can use it without help. */
  readonly device: number
  readonly skill: number
  /** Of those who cannot by themselves: who has somebody to help them. */
  readonly helper: number
  /** Public points with a connection and an assistant. */
  readonly kiosks: number
}

/** A river, a road, a hill: for drawing, never for measuring. */
export type PackFeature = {
  readonly kind: string
  readonly geometry: Geometry
  /** Whatever else the pack says about it, for example its height in metres. */
  readonly properties?: Readonly<Record<string, unknown>>
}

/** A region pack as its folder holds it: what the converters write. Positions are in `region.coordinates`. */
export type PackDraft = {
  readonly region: RegionDocument
  readonly areas: readonly PackArea[]
  readonly settlements: readonly PackSettlement[]
  readonly facilities: readonly PackFacility[]
  readonly boundaries?: readonly { readonly code: string; readonly geometry: Geometry }[]
  readonly features?: readonly PackFeature[]
}

/** An area whose place in the tree is known. */
export type PlacedArea = PackArea & {
  /** `/520000/520100`: the codes from the top of the region down to the area. */
  readonly path: string
  readonly class?: AreaClass
}

/** A region pack that passed every check: parents come before their children, and every position is in WGS 84. */
export type Pack = {
  readonly region: RegionDocument
  readonly areas: readonly PlacedArea[]
  readonly settlements: readonly (PackSettlement & { readonly class: AreaClass })[]
  readonly facilities: readonly PackFacility[]
  readonly boundaries: ReadonlyMap<string, Geometry>
  readonly features: readonly PackFeature[]
  readonly digital: readonly PackDigital[]
  readonly files: readonly PackFile[]
}
