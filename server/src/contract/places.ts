/** Areas, what is in them, and the region. */

/** How the region's own urban–rural code reads in the three classes every measure of the gap uses. */
export type AreaClass = 'urban' | 'town' | 'rural'

/** BCP 47 language tag → text in that language. */
export type Names = Readonly<Record<string, string>>

/** WGS 84 longitude and latitude in degrees, in this order (GeoJSON, RFC 7946 §3.1.1). */
export type Position = readonly [longitude: number, latitude: number]

export type Level = 'country' | 'province' | 'city' | 'county' | 'town' | 'village'

export type Area = {
  readonly code: string
  /** The NGSI-LD scope of what lies in it, from the top of the region down: `/520000/520100/520102`. */
  readonly path: string
  readonly level: Level
  readonly names: Names
  /** Missing for areas above the level at which the region classifies. */
  readonly class?: AreaClass
  /** The class in the region's own code, for example `111`. */
  readonly officialClass?: string
  readonly parent?: string
  readonly position?: Position
  /** Residents of all settlements in it and below. */
  readonly population: number
}

export type Facility = {
  readonly id: string
  readonly kind: string
  readonly names: Names
  readonly position: Position
  readonly area?: string
  readonly capacity?: number
  /** OpenStreetMap `opening_hours` syntax. */
  readonly openingHours?: string
  /** Undefined where no opening hours are known or they cannot be evaluated. */
  readonly isOpen?: boolean
  /** Straight-line metres from the place asked about, when one was. */
  readonly metres?: number
}

export type ServiceKind = {
  readonly kind: string
  readonly names: Names
  /** Minutes of travel promised to residents of each class. */
  readonly standard: Readonly<Record<AreaClass, number>>
  readonly source?: string
  /** The part of its capacity that is given at a distance, where it is known who can use it. */
  readonly online?: number
}

export type RegionInfo = {
  readonly id: string
  readonly names: Names
  readonly languages: readonly string[]
  readonly timeZone: string
  readonly currency: string
  /** True for a made-up region: every page says so. */
  readonly isDemo: boolean
  readonly attribution?: Names
  readonly services: readonly ServiceKind[]
  readonly counts: {
    readonly areas: number
    readonly settlements: number
    readonly facilities: number
    readonly population: number
  }
  /** What of the pack travel is computed from. */
  readonly files: readonly PackFileInfo[]
}

/** A file of the region pack that is kept as it came. */
export type PackFileInfo = {
  readonly name: string
  readonly bytes: number
  /** What the check found in it, for example from which day to which a timetable is. */
  readonly facts: Readonly<Record<string, string | number>>
  readonly arrivedAt: Date
}

/** GeoJSON geometry of a boundary, a road or a river, for drawing. */
export type Outline = { readonly code: string; readonly geometry: { readonly type: string; readonly coordinates: unknown } }

/** A river, a road, a hill: drawn under a map, never measured with. */
export type Feature = { readonly kind: string; readonly geometry: Outline['geometry'] }

export type RegionService = {
  /** Undefined while no region has been imported. */
  info(): Promise<RegionInfo | undefined>
  /** Areas whose code or name (in any of its languages, any case) starts with or contains the text, best first. */
  search(text: string, limit: number): Promise<readonly Area[]>
  area(code: string): Promise<Area | undefined>
  /** From the top of the region down to the area itself. */
  lineage(code: string): Promise<readonly Area[]>
  /**
   * The areas directly in one. Without a code, the highest among which there is a choice: those at the top of the region, or,
   * where only one stands there, its children.
   */
  children(code?: string): Promise<readonly Area[]>
  /** The smallest area around or nearest to a point. */
  areaAt(position: Position): Promise<Area | undefined>
  /** Facilities in an area, of a kind, or those of some ids; nearest to a position first, where one is given. */
  facilities(ask: {
    area?: string
    near?: Position
    kind?: string
    ids?: readonly string[]
    limit: number
    offset?: number
  }): Promise<readonly Facility[]>
  /** Number of facilities in an area by kind. */
  countFacilities(area: string): Promise<ReadonlyMap<string, number>>
  /** Boundaries of the areas that `children` gives, where the pack has them; where none of them has one, of the area around them. */
  outlines(code?: string): Promise<readonly Outline[]>
  /** What the pack has for drawing under a map of the region, in its order. */
  features(): Promise<readonly Feature[]>
}
