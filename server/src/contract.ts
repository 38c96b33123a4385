/**
 * What the portal is given: the services it may call and the shapes they answer with. Types only, so that pages can be
 * written, checked and tested without knowing a module of the server.
 */

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
  /** Facilities in an area, or nearest to a position, nearest first. */
  facilities(ask: { area?: string; near?: Position; kind?: string; limit: number; offset?: number }): Promise<readonly Facility[]>
  /** Number of facilities in an area by kind. */
  countFacilities(area: string): Promise<ReadonlyMap<string, number>>
  /** Boundaries of the areas that `children` gives, where the pack has them; where none of them has one, of the area around them. */
  outlines(code?: string): Promise<readonly Outline[]>
  /** What the pack has for drawing under a map of the region, in its order. */
  features(): Promise<readonly Feature[]>
}

/** Where to look: around a position, in an area (a scope path), or everywhere. */
export type Where = { readonly near?: Position; readonly scope?: string }

export type ParkingSite = {
  readonly id: string
  readonly names: Names
  readonly position?: Position
  readonly total?: number
  readonly occupied?: number
  /** Never below zero, even where more cars than spaces were measured. */
  readonly free?: number
  readonly observedAt?: Date
  /** No reading for longer than this site's usual interval allows. */
  readonly isStale: boolean
  /** A word from the mapping for a doubtful reading, for example `over-capacity`. */
  readonly flag?: string
  readonly metres?: number
}

export type ForecastPoint = { readonly at: Date; readonly free: number; readonly low: number; readonly high: number }

export type Forecast =
  | {
      readonly ok: true
      readonly madeAt: Date
      readonly total: number
      /** Share of outcomes the interval is meant to hold, for example 0.8. */
      readonly coverage: number
      /** Quarters of an hour of the next 24 h for which there is history to say something. */
      readonly points: readonly ForecastPoint[]
      /** Mean absolute error in spaces over the newest days held back, beside the seasonal naive forecast's (same time last week). */
      readonly error: {
        readonly ours: number
        readonly seasonalNaive: number
        readonly covered: number
        readonly readings: number
        readonly days: number
      }
    }
  | { readonly ok: false; readonly reason: 'too-little-history' | 'no-capacity' | 'stale' }

export type ParkingService = {
  near(where: Where, limit: number, offset?: number): Promise<{ readonly sites: readonly ParkingSite[]; readonly count: number }>
  site(id: string): Promise<ParkingSite | undefined>
  forecast(id: string): Promise<Forecast>
  /** Free spaces measured in the last hours, oldest first. */
  recent(id: string, hours: number): Promise<readonly { readonly at: Date; readonly free: number }[]>
}

export type Measure = {
  /** NGSI-LD attribute name: `pm25`, `height`, `temperature` … */
  readonly name: string
  readonly value: number
  /** UN/CEFACT common code, for example `GQ` for µg/m³. */
  readonly unitCode?: string
  readonly observedAt?: Date
  readonly flag?: string
  /** A river's height against the height at which its alert begins; `near` from nine tenths of it. */
  readonly alert?: { readonly at: number; readonly state: 'below' | 'near' | 'above' }
}

export type Station = {
  readonly id: string
  readonly kind: 'air' | 'water' | 'weather'
  readonly names: Names
  readonly position?: Position
  readonly measures: readonly Measure[]
  readonly observedAt?: Date
  readonly isStale: boolean
  readonly metres?: number
}

export type HealthBand = 'good' | 'fair' | 'moderate' | 'poor' | 'very-poor' | 'extremely-poor'

export type EnvironmentService = {
  near(where: Where, kind: Station['kind'], limit: number): Promise<readonly Station[]>
  station(id: string): Promise<Station | undefined>
  /** Hourly means, oldest first; an hour without a reading is missing, never zero. */
  trend(id: string, measure: string, hours: number): Promise<readonly { readonly at: Date; readonly value: number }[]>
  /** The band of the European Air Quality Index, undefined where the measure has none. */
  band(measure: Measure): HealthBand | undefined
}

/** One row of the gap: a service, for everybody or one class, in the region or one area. */
export type GapRow = {
  readonly class: AreaClass
  readonly population: number
  /** Residents who reach a facility within their class's standard. */
  readonly reached: number
  /** `reached ÷ population`; undefined where nobody lives. */
  readonly share?: number
  /** Population-weighted mean and median minutes to the nearest facility, over those for whom one exists. */
  readonly meanMinutes?: number
  readonly medianMinutes?: number
  /** Residents for whom no facility of the kind exists at all. */
  readonly unreachable: number
  /** Too few residents to say more of them: `reached` and `unreachable` read 0 and mean nothing. */
  readonly isSuppressed?: true
}

export type GapOfService = {
  readonly kind: string
  readonly names: Names
  readonly standard: Readonly<Record<AreaClass, number>>
  readonly facilities: number
  readonly rows: readonly GapRow[]
  /** Rural share reached ÷ urban share reached: 1 is no gap, below 1 the countryside is behind. Undefined where either has no residents. */
  readonly ruralToUrban?: number
  /** Rural mean minutes ÷ urban mean minutes. */
  readonly minutesRuralToUrban?: number
}

export type GapReport = {
  readonly area?: string
  readonly at: Date
  readonly method: { readonly detour: number; readonly speed: Readonly<Record<AreaClass, number>> }
  readonly services: readonly GapOfService[]
}

export type GapOfArea = {
  readonly area: string
  readonly names: Names
  readonly class?: AreaClass
  readonly population: number
  readonly reached: number
  readonly share?: number
  readonly meanMinutes?: number
  /** Too few residents to say more of them, or needed to hide a neighbour with too few: `reached` reads 0 and means nothing. */
  readonly isSuppressed?: true
}

export type GapOfSettlement = {
  readonly id: string
  readonly position: Position
  readonly class: AreaClass
  readonly population: number
  readonly minutes?: number
  readonly isReached: boolean
  /** Fewer than ten people live here: `population` reads 0 and means nothing. */
  readonly isSuppressed?: true
}

export type GapService = {
  /** Every service, for the region or one area (a code). */
  report(area?: string): Promise<GapReport>
  /** One service, by the areas that `RegionService.children` gives, and by the residents directly in the area around them. */
  byArea(kind: string, area?: string): Promise<readonly GapOfArea[]>
  /** One service, for each settlement: what the map draws. */
  settlements(kind: string, area?: string): Promise<readonly GapOfSettlement[]>
  csv(area?: string): Promise<string>
}

export type DeviceView = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly area?: string
  readonly position?: Position
  readonly decoder: string
  readonly topic: string
  readonly createdAt: Date
  readonly lastSeen?: Date
  readonly accepted: number
  readonly refused: number
}

export type QuarantineView = {
  readonly id: string
  readonly at: Date
  readonly source: string
  readonly device?: string
  readonly topic?: string
  readonly reason: string
  readonly detail: string
  readonly state: 'held' | 'replayed' | 'discarded'
  /** The first characters of the payload as text. */
  readonly excerpt: string
}

export type DeviceService = {
  list(ask: {
    text?: string
    limit: number
    offset: number
  }): Promise<{ readonly devices: readonly DeviceView[]; readonly count: number }>
  get(id: string): Promise<DeviceView | undefined>
  quarantine(ask: {
    device?: string
    state?: QuarantineView['state']
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly QuarantineView[]; readonly count: number }>
  payload(id: string): Promise<{ readonly bytes: Uint8Array; readonly fileName: string } | undefined>
  replay(ids: readonly string[]): Promise<{ readonly replayed: number; readonly held: number }>
  discard(ids: readonly string[]): Promise<number>
  /** The newest readings accepted, newest first. */
  latest(
    limit: number,
  ): Promise<
    readonly { readonly entity: string; readonly type: string; readonly attributes: readonly string[]; readonly at: Date }[]
  >
}

/** How the notifications of one subscription fare. */
export type NotificationLineView = {
  readonly subscription: string
  readonly tenant: string
  /** Scheme, host and port of the receiver. */
  readonly endpoint: string
  readonly state: 'active' | 'paused' | 'expired'
  readonly waiting: number
  readonly sent: number
  readonly failed: number
  /** Dead letters: notifications that were not taken for too long. */
  readonly dead: number
  readonly lastSuccess?: Date
  readonly lastFailure?: Date
  /** Of the last try, where that failed. */
  readonly error?: string
  readonly nextTry?: Date
}

export type DeadLetterView = {
  readonly id: number
  readonly subscription: string
  readonly tenant: string
  readonly endpoint: string
  readonly at: Date
  readonly diedAt: Date
  readonly reason: string
  /** The first characters of what was to be sent. */
  readonly excerpt: string
}

export type NotificationService = {
  /** Those with dead letters or something waiting first. */
  lines(ask: {
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly NotificationLineView[]; readonly count: number }>
  deadLetters(ask: {
    subscription?: string
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly DeadLetterView[]; readonly count: number }>
  body(id: number): Promise<{ readonly text: string; readonly contentType: string } | undefined>
  /** Puts dead letters back, after what waits. @returns how many */
  replay(ids: readonly number[]): Promise<number>
  discard(ids: readonly number[]): Promise<number>
}

export type NodeInfo = {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly node: string
  readonly database: string
  readonly startedAt: Date
  readonly entities: number
  readonly readings: number
}

/** A change of one entity, as the live stream tells it. */
export type Change = { readonly id: string; readonly type: string; readonly at: Date }

export type Services = {
  readonly region: RegionService
  readonly parking: ParkingService
  readonly environment: EnvironmentService
  readonly gap: GapService
  readonly devices: DeviceService
  readonly notifications: NotificationService
  readonly node: () => Promise<NodeInfo>
  /** The OpenAPI document of every interface, as at `/openapi.json`. */
  readonly api: () => object
  /** Calls back on every change of an entity of these types, until the returned function is called. */
  readonly watch: (types: readonly string[], onChange: (change: Change) => void) => () => void
  /** Who asks: pages for integrators need an operator. */
  readonly isOperator: (headers: {
    readonly cookie?: string | undefined
    readonly authorization?: string | undefined
  }) => Promise<boolean>
  readonly signIn: (key: string) => { readonly cookie: string } | undefined
  /** The cookie that ends the session of whoever sends it back. */
  readonly signOut?: () => { readonly cookie: string }
  readonly clock: () => Date
}
