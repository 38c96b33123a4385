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

/** How people travel. */
export type TravelMode = 'car' | 'motorcycle' | 'bus' | 'foot'

/** What minutes come from: a table from elsewhere, the road network, a timetable, a grid of land cover, a straight line. */
export type TravelMethod = 'table' | 'road' | 'timetable' | 'grid' | 'line'

/** How many residents' minutes to the nearest facility came from where; without `people` where they are too few to be told. */
export type TravelUse = { readonly by: TravelMethod; readonly people?: number }

/** Under which circumstances the gap is asked about; without, by the region's usual mode, and as if everything were open. */
export type GapAsk = {
  readonly mode?: TravelMode | undefined
  /** One of the region's seasons. */
  readonly season?: string | undefined
  /** A moment: `2026-11-29T20:00` in the region's time (or with an offset), `sunday-20:00`, or `now` with what facilities say now. */
  readonly at?: string | undefined
  /** A part of the week over which reach is averaged: `weekday-08-18`, `saturday-09-12`, `daily-00-24`. */
  readonly hours?: string | undefined
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
  /** Share of those who get there in time or can use it at a distance; missing where it is not given so, or nobody knows. */
  readonly shareWithOnline?: number
  /** Too few residents to say more of them: `population`, `reached` and `unreachable` read 0 and mean nothing. */
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
  /** 95 %, over settlements drawn again within their class; missing where either has fewer than two. */
  readonly interval?: { readonly low: number; readonly high: number }
  /** Rural mean minutes ÷ urban mean minutes. */
  readonly minutesRuralToUrban?: number
  readonly minutesInterval?: { readonly low: number; readonly high: number }
  /** What minutes came from, most residents first. */
  readonly travel: readonly TravelUse[]
  /** Facilities of which nobody knows when they are open: with a time, they count as open. */
  readonly unknownHours: number
}

export type GapReport = {
  readonly area?: string
  readonly at: Date
  readonly method: {
    readonly detour: number
    readonly speed: Readonly<Record<AreaClass, number>>
    readonly mode: TravelMode
    /** All that can be asked for in this region. */
    readonly modes: readonly TravelMode[]
    readonly season?: string
    readonly seasons: readonly string[]
    /** The time asked about, as it was understood: local, to the minute. */
    readonly time?: string
    /** Files of the pack that could not be used, and why. */
    readonly faults?: readonly string[]
  }
  readonly services: readonly GapOfService[]
}

/** Reach of one service in one hour of the week. */
export type GapOfHour = {
  /** 0 = Monday. */
  readonly day: number
  readonly hour: number
  readonly open: number
  /** Shares of residents within the standard, by class; missing where nobody lives or too few. */
  readonly shares: Readonly<Partial<Record<AreaClass, number>>>
}

export type GapOfArea = {
  readonly area: string
  readonly names: Names
  readonly class?: AreaClass
  readonly population: number
  readonly reached: number
  readonly share?: number
  readonly meanMinutes?: number
  /** Too few residents to say more of them: `population` and `reached` read 0 and mean nothing. */
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
  report(area?: string, ask?: GapAsk): Promise<GapReport>
  /** One service, by the areas that `RegionService.children` gives, and by the residents directly in the area around them. */
  byArea(kind: string, area?: string, ask?: GapAsk): Promise<readonly GapOfArea[]>
  /** One service, for each settlement: what the map draws. */
  settlements(kind: string, area?: string, ask?: GapAsk): Promise<readonly GapOfSettlement[]>
  csv(area?: string, ask?: GapAsk): Promise<string>
  /** One service through the 168 hours of a usual week, Monday 00:00 first. */
  week(kind: string, area?: string, ask?: Pick<GapAsk, 'mode' | 'season'>): Promise<readonly GapOfHour[]>
}

/** A figure, and between what it lies with 95 % confidence. */
export type Estimate = { readonly value: number; readonly low: number; readonly high: number }

/** How a case was brought: by oneself on the web, by text message or voice call, at a counter or kiosk, or through a helper. */
export type UseChannel = 'web' | 'text' | 'voice' | 'counter' | 'kiosk' | 'helper'

/** How the residents of one class, of one age band or of all ages, fared with a service. */
export type UseGroup = {
  readonly class: AreaClass
  /** An age band of the region such as `60-79`; missing for all ages together. */
  readonly age?: string
  readonly cases: number
  readonly meanDays?: Estimate
  readonly medianDays?: Estimate
  /** Share of cases that ended with an answer, and not by giving up or running out. */
  readonly completed?: Estimate
  /** Share of cases by channel; those that nobody used are missing. */
  readonly channels?: Readonly<Partial<Record<UseChannel, Estimate>>>
  /** Mean of the marks 1 (bad) to 5 (good) that residents gave. */
  readonly satisfaction?: Estimate
}

/** The countryside by the city, of one age band or of all ages: 1 is no gap. What cannot be told of either is missing. */
export type UseGap = {
  readonly age?: string
  readonly meanDays?: Estimate
  readonly medianDays?: Estimate
  readonly completed?: Estimate
  readonly satisfaction?: Estimate
  readonly channels?: Readonly<Partial<Record<UseChannel, Estimate>>>
}

export type UseMonth = {
  /** `2026-10` */
  readonly month: string
  readonly cases: number
  /** Rural ÷ urban. */
  readonly meanDays?: Estimate
  readonly completed?: Estimate
}

/** A gap that has been growing, month after month, more than chance would have it. */
export type UseWarning = {
  readonly figure: 'waiting' | 'completion'
  /** By what the gap is multiplied each month: 1.03 is 3 % a month. */
  readonly growth: Estimate
  readonly since: string
  /** How likely so clear a growth, or a clearer one, would be without any. */
  readonly chance: number
}

export type UseOfService = {
  readonly service: string
  readonly cases: number
  /** All ages first, class by class, then each age band; groups without cases are missing. */
  readonly groups: readonly UseGroup[]
  /** All ages first. */
  readonly gaps: readonly UseGap[]
  /** Oldest first. */
  readonly months: readonly UseMonth[]
  readonly warnings: readonly UseWarning[]
}

export type UseReport = {
  readonly area?: string
  readonly at: Date
  /** The first and last month told of; missing while nothing has been told yet. */
  readonly from?: string
  readonly until?: string
  /** Empty while no service feeds it. */
  readonly services: readonly UseOfService[]
}

/** The gap as it shows in use: who waited how long, gave up, came by which channel, was content. Told a month at a time. */
export type UseService = {
  /** One service or every one that is used, of the region or of those who live in one area (a code). */
  report(ask?: { readonly area?: string; readonly service?: string }): Promise<UseReport>
  csv(ask?: { readonly area?: string; readonly service?: string }): Promise<string>
}

export type WhyFactor = 'distance' | 'capacity' | 'hours' | 'digital' | 'eligibility' | 'language'

/** What one factor adds to the gap, or that nothing is known of it. */
export type WhyPart =
  | {
      readonly factor: WhyFactor
      readonly isKnown: true
      /**
       * The factor itself: facilities near, each discounted by the way; their capacity per 1,000 residents; share of the week that
       * it is open; share of residents who can use it at a distance. Missing where nothing is near to judge by.
       */
      readonly here?: number
      readonly city?: number
      /** What it adds to `gap`, in the same unit; below zero where the area is better off than the city in this. */
      readonly adds: number
      /** `adds ÷ gap`; missing where there is no gap. */
      readonly share?: number
    }
  | { readonly factor: WhyFactor; readonly isKnown: false }

export type WhyReport = {
  readonly area: string
  readonly names: Names
  readonly service: string
  readonly at: Date
  /** Capacity within reach per 1,000 residents while it is open, discounted by the way: of this area, and of the city. */
  readonly here: number
  readonly city: number
  /** `city − here`: above zero, the area is behind. The known parts add up to it. */
  readonly gap: number
  /** Every factor, what adds most first, the unknown last. */
  readonly parts: readonly WhyPart[]
  /** What adds most, where the area is behind. */
  readonly largest?: WhyFactor
}

export type WhyService = {
  /** @throws NotFound for an area or service that there is not; Invalid where fewer than ten people live, or no city is to compare with */
  explain(ask: { readonly area: string; readonly service: string }): Promise<WhyReport>
}

/** One sentence of a standard: who is to reach what in how many minutes, or how much of it is to be there for them. */
export type Requirement = {
  readonly service: string
  readonly names: Names
  /** Its place among those of the service, from 0. */
  readonly number: number
  /** Missing where it is for residents of every class. */
  readonly class?: AreaClass
  /** Missing where it is for every age. */
  readonly ages?: readonly string[]
  readonly minutes?: number
  /** Which share of them must reach it in so many minutes: 1 where the standard does not say. */
  readonly share?: number
  /** Capacity units per 1,000 of them, in the area itself. */
  readonly per1000?: number
  readonly source?: string
}

export type ComplianceRow = {
  readonly service: string
  readonly number: number
  readonly area: string
  readonly names: Names
  readonly class?: AreaClass
  /** Those whom the requirement is for. */
  readonly population: number
  /** Of a requirement of minutes. */
  readonly reached?: number
  readonly share?: number
  /** Of a requirement of capacity. */
  readonly capacity?: number
  readonly per1000?: number
  /** Missing where nobody lives whom it is for. */
  readonly isMet?: boolean
  /** Too few of them to say more: `population` reads 0 and means nothing. */
  readonly isSuppressed?: true
}

export type ComplianceReport = {
  readonly area?: string
  readonly at: Date
  readonly requirements: readonly Requirement[]
  /** Area by area, in each every requirement in order. */
  readonly rows: readonly ComplianceRow[]
}

export type ComplianceService = {
  /** Every requirement, or those of one service, by the areas that `RegionService.children` gives. */
  report(ask?: { readonly area?: string; readonly service?: string }): Promise<ComplianceReport>
  csv(ask?: { readonly area?: string; readonly service?: string }): Promise<string>
}

/**
 * What a plan is to bring about:
 *
 * - `minutes`: the fewest minutes of travel by all residents together (p-median)
 * - `farthest`: the fewest minutes for the settlement that is farthest off (p-center)
 * - `reached`: the most residents within the standard, or within so many minutes (maximal cover)
 * - `sites`: the fewest or cheapest sites that bring everybody within the standard who can be brought (set cover)
 * - `worst-off`: the fewest minutes for the fifth of the residents who travel longest today
 * - `classes`: the least Theil index of minutes between urban, town and rural residents
 */
export type PlanObjective = 'minutes' | 'farthest' | 'reached' | 'sites' | 'worst-off' | 'classes'

export type PlanCandidate = {
  readonly id: string
  readonly position: Position
  readonly names?: Names
  /** In the unit of the budget; 1 where it is missing. */
  readonly cost?: number
}

export type PlanQuestion = {
  /** Kind of service. */
  readonly kind: string
  readonly objective: PlanObjective
  /** So many new sites at most. Either this or a budget, and neither for `sites`. */
  readonly count?: number
  /** What all new sites together may cost, in the unit of `PlanCandidate.cost`. */
  readonly budget?: number
  /** Minutes within which a resident counts as reached; without it, the standard of the resident's class. */
  readonly within?: number
  /** Minutes beyond which no way is looked for: who has a longer way today, or none, counts as having this one. 120 without it. */
  readonly limit?: number
  /** Only residents of this area count, and sites lie in it. */
  readonly area?: string
  /** `keep` (without it): the facilities of today stay as they are. `ignore`: as if there were none. */
  readonly existing?: 'keep' | 'ignore'
  /** How people travel, and when in the year; without, as is usual in the region. */
  readonly mode?: TravelMode
  readonly season?: string
  /** Residents that each new site can serve; without it, as many as come. For `minutes` and `reached`. */
  readonly capacity?: number
  /** Where a site may be; without it, at every settlement. */
  readonly candidates?: readonly PlanCandidate[]
  /** The longest that may be computed, 60 without it: then the best until then is the answer, with its bound. */
  readonly seconds?: number
}

export type PlanSite = {
  readonly id: string
  readonly position: Position
  /** Of the candidate, or of the area that a settlement lies in. */
  readonly names?: Names
  readonly area?: string
  readonly cost: number
  /** Residents for whom it is the nearest of all, or whom it serves where sites have a capacity; missing for 1 to 9 of them. */
  readonly residents?: number
}

/** Residents of one class, or all, with their way to the nearest facility. */
export type PlanFigures = {
  readonly class?: AreaClass
  readonly population: number
  /** Within the standard, or within the minutes that were asked for. */
  readonly reached: number
  readonly share?: number
  /** Population-weighted; who has a longer way than the limit, or none, counts as having the limit. */
  readonly meanMinutes?: number
  readonly isSuppressed?: true
}

export type PlanAnswer = {
  readonly sites: readonly PlanSite[]
  readonly cost: number
  readonly unit: 'minutes' | 'residents' | 'sites' | 'cost' | 'index'
  /**
   * What the sites achieve: mean minutes of all residents, or of the fifth that travels longest today; minutes of the farthest;
   * residents reached; number or cost of the sites; Theil index.
   */
  readonly objective: number
  /** What no choice of sites can pass: a lower bound, of `reached` an upper one. */
  readonly bound: number
  /** |objective − bound| ÷ |objective|; 0 where both are 0. */
  readonly gap: number
  /** The gap is below one in a million. */
  readonly isProven: boolean
  /** How it was found and proven, in words of `PlanProgress.stage`. */
  readonly stages: readonly string[]
  readonly seconds: number
  /** Stopped by somebody or by the time before it was proven. */
  readonly isStopped: boolean
  /** Everybody first, then by class. */
  readonly before: readonly PlanFigures[]
  readonly after: readonly PlanFigures[]
  /** Residents whom no choice of sites could bring within the standard: of `sites`, `reached`. */
  readonly outOfReach: number
  /** What could not be used, such as a file of the region pack. */
  readonly notes: readonly string[]
}

export type PlanProgress = {
  readonly stage: 'waiting' | 'pairing' | 'greedy' | 'interchange' | 'bounding' | 'proving' | 'ended'
  readonly seconds: number
  readonly objective?: number
  readonly bound?: number
  readonly gap?: number
}

export type PlanView = {
  readonly id: string
  /** `lost`: the node stopped while it was computed. */
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed' | 'lost'
  readonly question: PlanQuestion
  readonly createdAt: Date
  readonly endedAt?: Date
  readonly progress: PlanProgress
  /** Also of a plan that was stopped, where a choice of sites was known by then. */
  readonly answer?: PlanAnswer
  /** Why it failed. */
  readonly problem?: string
}

/** Where to build next. Plans are computed in the background, one after the other. */
export type PlanService = {
  /** @throws Invalid, NotFound for a question that cannot be answered in this region */
  start(question: PlanQuestion): Promise<PlanView>
  get(id: string): Promise<PlanView | undefined>
  /** Newest first. */
  list(ask: { limit: number; offset: number }): Promise<{ readonly items: readonly PlanView[]; readonly count: number }>
  /** Ends the computing; the best so far becomes the answer. */
  stop(id: string): Promise<PlanView>
  remove(id: string): Promise<void>
  /** Waits for the end, or until the signal is given, and calls back with every progress. */
  watch(id: string, onProgress: (view: PlanView) => void, signal?: AbortSignal): Promise<PlanView>
  csv(id: string): Promise<string>
  geojson(id: string): Promise<string>
}

export type Weekday = 'Mo' | 'Tu' | 'We' | 'Th' | 'Fr' | 'Sa' | 'Su'

/** One change of what is there today. Facilities are named by their id, which is that of their entity. */
export type ScenarioChange =
  | {
      readonly do: 'add'
      /** How later changes name it. */
      readonly id: string
      readonly name?: string
      readonly position: Position
      readonly capacity?: number
      /** OpenStreetMap `opening_hours` syntax. */
      readonly openingHours?: string
    }
  | { readonly do: 'move'; readonly id: string; readonly position: Position }
  | { readonly do: 'close'; readonly id: string }
  | { readonly do: 'enlarge'; readonly id: string; readonly capacity: number }
  | { readonly do: 'hours'; readonly id: string; readonly openingHours: string }
  | {
      readonly do: 'mobile'
      readonly id: string
      readonly name?: string
      readonly capacity?: number
      readonly stops: readonly { readonly position: Position; readonly days: readonly Weekday[] }[]
    }

export type ScenarioDraft = {
  readonly name: string
  readonly kind: string
  readonly note?: string
  /** Minutes within which a resident counts as reached; without it, the standard of the resident's class. */
  readonly within?: number
  /** How people travel, and when in the year; without, as is usual in the region. */
  readonly mode?: TravelMode
  readonly season?: string
  readonly changes: readonly ScenarioChange[]
}

export type Scenario = ScenarioDraft & {
  /** Cannot be guessed: who has it, has the link. */
  readonly id: string
  /** 1, and one more with every save. */
  readonly version: number
  readonly createdAt: Date
  readonly savedAt: Date
  /** What it was copied from, or the plan it was made of. */
  readonly from?: string
}

/**
 * Names a figure of a comparison: the page has its words. `secondNearest` is mean minutes, within two hours; `capacityPerThousand`,
 * `gini`, `theil` and `theilBetween` are of the capacity per resident within reach (E2SFCA, 15, 30 and 60 minutes); `daysReached` is
 * the mean number of days a week on which something open is within the standard, while `reached` counts a mobile unit's stop
 * whatever the day.
 */
export type ScenarioMeasure =
  | 'reached'
  | 'share'
  | 'meanMinutes'
  | 'medianMinutes'
  | 'secondNearest'
  | 'capacityPerThousand'
  | 'gini'
  | 'theil'
  | 'theilBetween'
  | 'ruralToUrban'
  | 'daysReached'

export type BeforeAfter = { readonly before?: number; readonly after?: number }

/** A group of residents before and after. Figures are missing where there are none, or they are withheld. */
export type ScenarioGroup = {
  readonly population: number
  readonly isSuppressed?: true
  /** Residents newly within the standard, and no longer. */
  readonly won?: number
  readonly lost?: number
  readonly figures: Readonly<Partial<Record<ScenarioMeasure, BeforeAfter>>>
}

export type ScenarioComparison = {
  readonly kind: string
  readonly area?: string
  readonly at: Date
  readonly standard: Readonly<Record<AreaClass, number>>
  readonly facilities: { readonly before: number; readonly after: number }
  readonly all: ScenarioGroup
  readonly classes: readonly (ScenarioGroup & { readonly class: AreaClass })[]
  readonly areas: readonly (ScenarioGroup & { readonly area: string; readonly names: Names; readonly class?: AreaClass })[]
  /** Residents reached on each day of the week, Monday first: opening hours and rounds of mobile units count. */
  readonly week: readonly { readonly day: Weekday; readonly before: number; readonly after: number }[]
  /** Shares of the whole of the lowest 0, 10 … 100 % of residents, by capacity per resident. */
  readonly lorenz: { readonly before?: readonly number[]; readonly after?: readonly number[] }
  /** What could not be taken at its word, such as opening hours that cannot be read. */
  readonly notes: readonly string[]
}

export type ScenarioSettlement = {
  readonly id: string
  readonly position: Position
  readonly class: AreaClass
  /** Reads 0 and means nothing where fewer than ten people live. */
  readonly population: number
  readonly isSuppressed?: true
  readonly before?: number
  readonly after?: number
  readonly change: 'won' | 'lost' | 'nearer' | 'farther' | 'same'
}

export type ScenarioFacility = {
  readonly id: string
  readonly position: Position
  readonly capacity?: number
  readonly openingHours?: string
  /** Days on which it is there, of a mobile unit's stop. */
  readonly days?: readonly Weekday[]
  readonly change: 'same' | 'added' | 'moved' | 'closed' | 'changed' | 'mobile'
}

/** What would change if. Nothing of it changes the region. */
export type ScenarioService = {
  list(ask: { limit: number; offset: number }): Promise<{ readonly items: readonly Scenario[]; readonly count: number }>
  /** @param version the newest without it */
  get(id: string, version?: number): Promise<Scenario | undefined>
  versions(id: string): Promise<readonly { readonly version: number; readonly savedAt: Date; readonly name: string }[]>
  /**
   * A new one, or with an id the next version of one.
   *
   * @throws Invalid for changes that cannot be, Conflict where `version` is not the newest any more
   */
  save(draft: ScenarioDraft, over?: { readonly id: string; readonly version: number }): Promise<Scenario>
  copy(id: string, name: string): Promise<Scenario>
  /** The sites of a plan as additions. */
  fromPlan(plan: string, name: string): Promise<Scenario>
  remove(id: string): Promise<void>
  /** Of one that is saved, or of a draft that is not. */
  compare(scenario: string | ScenarioDraft, area?: string): Promise<ScenarioComparison>
  settlements(scenario: string | ScenarioDraft, area?: string): Promise<readonly ScenarioSettlement[]>
  facilities(scenario: string | ScenarioDraft): Promise<readonly ScenarioFacility[]>
  csv(id: string, by: 'class' | 'area' | 'settlement'): Promise<string>
  geojson(id: string): Promise<string>
  /** A page for printing, whole in itself. */
  report(id: string, language: string): Promise<string>
  /** The measures of access that the literature has, by the names of the interface. */
}

export type MeasureName =
  | 'nearest'
  | 'k-th'
  | 'amount'
  | 'balancing'
  | 'cumulative'
  | 'interval'
  | 'gravity'
  | 'two-step'
  | 'modified-two-step'
  | 'three-step'
  | 'huff-three-step'
  | 'balanced'
  | 'rational-agent'
  | 'online'
  | 'virtual'
  | 'joint'

export type DecayName = 'none' | 'stepped' | 'linear' | 'power' | 'exponential' | 'gaussian' | 'gaussian-to-zero' | 'logistic'

/** What access is asked for: the service, the measure, and whatever of the rest the measure takes. */
export type AccessAsk = GapAsk & {
  readonly service: string
  readonly measure: MeasureName
  /** Code of an area; without it, the region. */
  readonly area?: string
  /** By bus: minutes that half of the departures stay within, or 85 of 100. */
  readonly percentile?: 'median' | 'slow'
  /** Minutes beyond which nothing counts. */
  readonly limit?: number
  readonly decay?: DecayName
  /** Of a stepped decay: `15:1,30:0.68`, minutes and weight of each step. */
  readonly steps?: string
  readonly rate?: number
  readonly exponent?: number
  readonly sigma?: number
  readonly midpoint?: number
  readonly deviation?: number
  readonly k?: number
  readonly amount?: number
  readonly needed?: number
  readonly tau?: number
}

export type MeasureUnit = 'minutes' | 'capacity' | 'capacity per resident' | 'cost' | 'share'

/** How travel and time were understood. */
export type AccessMethod = {
  readonly mode: TravelMode
  readonly season?: string
  readonly time?: string
  /** By bus: the day whose timetable was ridden, YYYYMMDD. */
  readonly day?: string
  /** How many pairs of a settlement and a facility came from where. */
  readonly travel: readonly { readonly by: TravelMethod; readonly pairs: number }[]
  /** With a time: facilities that count as open because nobody knows. */
  readonly unknownHours: number
  readonly faults?: readonly string[]
}

/** What stands above every answer. */
export type AccessHead = AccessMethod & {
  readonly at: Date
  readonly unit: MeasureUnit
  /** Less is better: minutes and cost. */
  readonly isBurden: boolean
}

/** Access of a group of residents; everything is missing where it is withheld, the mean also where nobody has any. */
export type Access = {
  readonly population?: number
  /** Over all residents, who has nothing counting as 0; of a burden, over those for whom it is finite. */
  readonly mean?: number
  /** Residents with nothing within reach. */
  readonly unreached?: number
  readonly isSuppressed?: true
}
export type AccessOfClass = Access & { readonly class: AreaClass }
export type AccessOfArea = Access & { readonly area: string; readonly names: Names; readonly class?: AreaClass }

export type AccessOfSettlement = {
  readonly settlement: string
  readonly area: string
  /** Of the area that it lies in. */
  readonly names: Names
  /** Missing where it is withheld. */
  readonly population?: number
  readonly isSuppressed?: true
  readonly position: Position
  readonly class: AreaClass
  /** Missing where nothing is within reach of a burden. */
  readonly value?: number
}

export type AccessInequality = {
  readonly gini: number
  /** Theil T, by class of area. */
  readonly theil: { readonly total: number; readonly between: number; readonly within: number }
  /** The same total, between and within the parts of the area. */
  readonly theilByArea?: { readonly between: number; readonly within: number }
  /** For an aversion of 0.5. */
  readonly atkinson: number
  readonly hoover: number
  readonly palma?: number
  /** Share of the whole of the lowest 0, 10 … 100 % of residents. */
  readonly lorenz: readonly number[]
  /**
   * Residents in the order of how far the nearest urban settlement is: concentration index (below 0, the near have more), and the
   * share of the whole of the nearest 0, 10 … 100 %. Missing where there is no urban settlement.
   */
  readonly byRemoteness?: { readonly index: number; readonly curve: readonly number[] }
}

/** How many residents have how much: one column of the picture of the distribution. */
export type AccessBin = {
  readonly from: number
  /** Not itself in the column, but for the last. */
  readonly to: number
  /** Residents by class; missing where they are withheld. */
  readonly people: Readonly<Record<AreaClass, number | undefined>>
}

export type AccessReport = AccessHead & {
  readonly classes: readonly AccessOfClass[]
  /** Rural mean ÷ urban mean: 1 is no gap. */
  readonly ruralToUrban?: number
  /** 95 %, over settlements drawn again within their class. */
  readonly interval?: { readonly low: number; readonly high: number }
  /** Missing of a burden, which has no zero to be equal at, and where a class is withheld. */
  readonly inequality?: AccessInequality
  /** In the order of the values; residents with nothing within reach are in none. */
  readonly bins: readonly AccessBin[]
}

export type AccessService = {
  /** By class of area, with the countryside against the city, how unequal it is and how it is spread. */
  report(ask: AccessAsk): Promise<AccessReport>
  /** By the areas that `RegionService.children` gives, and by the residents directly in the area around them. */
  byArea(ask: AccessAsk): Promise<AccessHead & { readonly areas: readonly AccessOfArea[] }>
  settlements(ask: AccessAsk): Promise<AccessHead & { readonly settlements: readonly AccessOfSettlement[] }>
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

/** What the node signed of its record at one moment. */
export type CheckpointView = {
  /** Records up to then. */
  readonly size: number
  readonly at: Date
  /** The fingerprint of all of them: the root of the Merkle tree, in base64. */
  readonly root: string
  /** Other nodes that have signed it, too. */
  readonly witnesses: readonly string[]
}

/** The record of who saw and did what, as far as everybody may look at it. */
export type RecordService = {
  /** The name of this node's log in every checkpoint. */
  readonly origin: string
  /** Newest first. */
  checkpoints(ask: {
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly CheckpointView[]; readonly count: number }>
  /** The keys that have signed, each from one size on; the last is in use. */
  keys(): Promise<readonly { readonly verifier: string; readonly from: number; readonly until?: number }[]>
  /** Other nodes' logs that this one watches over, and forks that were found in any. */
  watched(): Promise<{
    readonly logs: readonly { readonly origin: string; readonly size: number; readonly at: Date }[]
    readonly forks: readonly { readonly origin: string; readonly at: Date; readonly known: string; readonly other: string }[]
  }>
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

/** How a resident showed who they are. */
export type SignedInBy = 'passkey' | 'code' | 'helper' | 'openid'

export type VisitingResident = {
  readonly kind: 'resident'
  readonly id: string
  readonly name: string
  /** What others name them by. */
  readonly number: string
  /** A scope path. */
  readonly area: string
  readonly signedInBy: SignedInBy
  readonly session: string
  /** For whom they act by delegation, and in which services (`*`: all). */
  readonly actsFor?: {
    readonly id: string
    readonly name: string
    readonly delegation: string
    readonly services: readonly string[]
  }
  /** The officer who sits beside them. */
  readonly helper?: { readonly id: string; readonly name: string }
}

export type VisitingOfficer = {
  readonly kind: 'officer'
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  readonly jurisdiction: readonly string[]
  readonly session: string
}

/** Who looks at a page. */
export type Visitor =
  | { readonly kind: 'nobody'; readonly failed?: 'session-expired' | 'delegation-ended' }
  | { readonly kind: 'operator' }
  | VisitingResident
  | VisitingOfficer

/** For whom a page is that is not for everybody. */
export type Audience = 'operator' | 'resident' | 'officer' | 'person' | 'data-protection'

/** Where a request comes from: its network address, and what the browser calls itself. */
export type Browser = { readonly source: string; readonly device: string }

/** Why something that people do with their account did not come about. */
export type AccountTrouble =
  | 'not-recognised'
  | 'wrong-code'
  | 'code-over'
  | 'too-soon'
  | 'not-yours'
  | 'no-such-person'
  | 'no-such-invitation'
  | 'no-such-area'
  | 'outside-jurisdiction'
  | 'last-way-in'
  | 'already-there'
  | 'second-person'
  | 'not-your-self'
  | 'no-service'
  | 'wrong-time'
  | 'wrong-address'
  | 'not-now'

export type Failed = {
  readonly ok: false
  readonly why: AccountTrouble
  /** Seconds until trying again makes sense. */
  readonly wait?: number
}
export type Done = { readonly ok: true } | Failed
/** The Set-Cookies of a session that has begun. */
export type Entered = { readonly ok: true; readonly cookie: string[] } | Failed

export type PasskeyView = {
  readonly id: string
  readonly name: string
  /** It is kept with the maker of the device, too, and so on other devices of the person. */
  readonly isBackedUp: boolean
  readonly createdAt: Date
  readonly lastUsedAt?: Date
}

/** Passkeys (WebAuthn). Challenges and credentials travel as JSON text. */
export type PasskeyService = {
  /** The address at which passkeys of this node work. */
  readonly origin: string
  askSignIn(): Promise<string>
  signIn(credential: string, browser: Browser): Promise<Entered>
  askNew(who: Visitor): Promise<string>
  add(who: Visitor, fields: { readonly credential: string; readonly name: string }): Promise<Done>
  list(who: Visitor): Promise<readonly PasskeyView[]>
  remove(who: Visitor, id: string): Promise<Done>
}

export type SessionView = {
  readonly id: string
  readonly device: string
  readonly signedInBy: SignedInBy
  readonly createdAt: Date
  readonly seenAt: Date
  readonly isThis: boolean
}

export type SessionService = {
  list(who: Visitor): Promise<readonly SessionView[]>
  /** @returns how many were ended */
  end(who: Visitor, id: string): Promise<number>
  endOthers(who: Visitor): Promise<number>
  endAll(who: Visitor): Promise<number>
  /** Ends the session itself. @returns the Set-Cookies that make the browser forget it */
  signOut(who: Visitor): Promise<{ readonly cookie: string[] }>
}

export type NewResident = {
  readonly name: string
  /** The code of an area. */
  readonly area: string
  /** A calendar date. */
  readonly bornOn?: string
  readonly contact?: string
  readonly card?: string
}

export type CodeService = {
  /** Sends a code to a telephone or mail address that has an account; whether it has is not told. */
  send(contact: string, language: string, browser: Browser): Promise<{ readonly ok: true; readonly flow: string } | Failed>
  /** The same for somebody new, whose account is made with the code. */
  register(
    person: NewResident & { readonly contact: string },
    language: string,
    browser: Browser,
  ): Promise<{ readonly ok: true; readonly flow: string } | Failed>
  enter(flow: string, code: string, browser: Browser): Promise<Entered>
  /** A code that a helper printed on paper, for the resident of this number. */
  enterPaper(number: string, code: string, browser: Browser): Promise<Entered>
}

export type DelegationKind = 'family' | 'helper' | 'guardian'

export type DelegationView = {
  readonly id: string
  readonly kind: DelegationKind
  /** The other side: whoever may act, or for whom. */
  readonly person: { readonly id: string; readonly name: string; readonly number: string }
  readonly services: readonly string[]
  readonly document?: string
  readonly createdAt: Date
  readonly until: Date
  readonly revokedAt?: Date
  readonly state: 'open' | 'ended' | 'over'
}

export type DelegationService = {
  /** What a delegation can be limited to. */
  readonly services: readonly string[]
  given(who: Visitor): Promise<readonly DelegationView[]>
  received(who: Visitor): Promise<readonly DelegationView[]>
  give(
    who: Visitor,
    wish: {
      readonly number: string
      readonly kind: DelegationKind
      readonly services: readonly string[]
      readonly until: Date
      readonly document?: string
      /** Of a second officer, where a helper sits beside the resident. */
      readonly second?: string
    },
  ): Promise<Done>
  /** Either side ends it. */
  end(who: Visitor, id: string): Promise<Done>
  /** From now on the session acts for the other. */
  act(who: Visitor, id: string): Promise<Done>
  /** The session acts for its own person again. */
  stop(session: string | undefined): Promise<void>
}

export type OfficerDraft = {
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  /** Codes of areas. */
  readonly areas: readonly string[]
}

export type OfficerView = {
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  readonly jurisdiction: readonly string[]
  readonly createdAt: Date
  readonly endedAt?: Date
}

export type InvitationView = {
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  readonly expiresAt: Date
}

export type OfficerService = {
  readonly roles: readonly string[]
  list(ask: {
    readonly limit: number
    readonly offset: number
  }): Promise<{ readonly officers: readonly OfficerView[]; readonly count: number }>
  invitations(): Promise<readonly InvitationView[]>
  /** @returns the link, which is shown once */
  invite(who: Visitor, draft: OfficerDraft): Promise<{ readonly ok: true; readonly link: string } | Failed>
  withdraw(who: Visitor, id: string): Promise<Done>
  change(who: Visitor, id: string, roles: readonly string[]): Promise<Done>
  end(who: Visitor, id: string): Promise<Done>
  /** Whom a link invites; undefined where it is used up, over or made up. */
  invited(token: string): Promise<InvitationView | undefined>
  askJoin(token: string): Promise<string>
  join(token: string, credential: string, browser: Browser): Promise<Entered>
}

export type HelpedView = { readonly id: string; readonly name: string; readonly number: string; readonly area: string }

export type HelpService = {
  /** Finds the resident by their card, or by their number together with a code on paper, and sits down beside them. */
  begin(
    who: Visitor,
    shown: { readonly card?: string; readonly number?: string; readonly code?: string },
    browser: Browser,
  ): Promise<Done>
  end(who: Visitor): Promise<void>
  /** An account for somebody whom the helper has seen. */
  register(who: Visitor, person: NewResident): Promise<({ readonly ok: true } & HelpedView) | Failed>
  /** Codes on paper for the resident beside the helper; earlier ones are no longer good. */
  print(
    who: Visitor,
    second: string | undefined,
  ): Promise<{ readonly ok: true; readonly codes: readonly string[]; readonly until: Date } | Failed>
  /** What a second officer confirms with their passkey. */
  askSecond(who: Visitor): Promise<string>
}

export type DemoPerson = {
  readonly id: string
  readonly kind: 'resident' | 'officer'
  readonly names: Names
  /** A word from the messages: who they are, in one sentence. */
  readonly story: string
}

/** Undefined everywhere but on the made-up region on loopback. */
export type DemoPeople = {
  list(): readonly DemoPerson[]
  signIn(id: string, browser: Browser): Promise<Entered>
  /** Codes that wait to be carried, as a channel would. */
  codes(): Promise<readonly { readonly contact: string; readonly code: string; readonly at: Date }[]>
}

/** `web`: on a server, with a secret; `device`: on a person's device, without; `service`: for itself, without a resident. */
export type AppKind = 'web' | 'device' | 'service'

export type AppView = {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly kind: AppKind
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
  readonly createdAt: Date
}

/** A message as Node's HTTP server gives it: the provider reads its own cookies from it. */
export type HttpMessage = import('node:http').IncomingMessage

/** Apps: those that one develops, and those that one lets in. */
export type AppService = {
  /** The address of the OpenID provider, which is all that an app must know. */
  readonly issuer: string
  scopesFor(who: Visitor): readonly string[]
  list(who: Visitor): Promise<readonly (AppView & { readonly hasSecret: boolean })[]>
  /** @returns the secret, where there is one: it is shown once */
  register(
    who: Visitor,
    draft: Omit<AppView, 'id' | 'createdAt'>,
  ): Promise<{ readonly ok: true; readonly id: string; readonly secret?: string } | Failed>
  renew(who: Visitor, id: string): Promise<{ readonly ok: true; readonly id: string; readonly secret: string } | Failed>
  end(who: Visitor, id: string): Promise<Done>
  /** What an app asks for; undefined where this browser was not led here by it. */
  asked(
    message: HttpMessage,
  ): Promise<
    { readonly app: Pick<AppView, 'name' | 'about'>; readonly scopes: readonly string[]; readonly to: string } | undefined
  >
  /** @returns where to send the browser, back on the way to the app */
  answer(message: HttpMessage, who: Visitor, isYes: boolean): Promise<{ readonly ok: true; readonly go: string } | Failed>
  letIn(
    who: Visitor,
  ): Promise<readonly { readonly id: string; readonly name: string; readonly scopes: readonly string[]; readonly since: Date }[]>
  shutOut(who: Visitor, app: string): Promise<Done>
}

/** Sign-in through the country's own OpenID Connect provider. */
export type OpenidService = {
  /** What the provider is called. */
  readonly name: string
  /** Where to send the browser, and what it must bring back. */
  begin(back: string): Promise<{ readonly url: string; readonly cookie: string[] }>
  /**
   * @param url as the provider sent the browser back to it
   * @returns a ticket where the provider knows the person and this node does not yet
   */
  finish(
    url: string,
    cookies: string | undefined,
    browser: Browser,
  ): Promise<
    | { readonly ok: true; readonly cookie: string[]; readonly back: string }
    | { readonly ok: 'new'; readonly ticket: string; readonly name: string; readonly back: string }
    | Failed
  >
  /** Makes the account of somebody new, who lives in an area (a code). */
  register(ticket: string, area: string, browser: Browser): Promise<Entered>
}

export type AccountService = {
  readonly openid?: OpenidService
  readonly passkeys: PasskeyService
  readonly sessions: SessionService
  readonly codes: CodeService
  readonly delegations: DelegationService
  readonly officers: OfficerService
  readonly help: HelpService
  readonly apps: AppService
}

export type DataCategory = 'personal' | 'sensitive'

/** A department or an app: `department:health`, `app:ID`. */
export type PartyView = { readonly id: string; readonly kind: 'department' | 'app'; readonly name: string }

export type PurposeView = { readonly id: string; readonly names: Names }

export type ConsentView = {
  readonly id: string
  readonly recipient: PartyView
  readonly service: string
  readonly purposes: readonly PurposeView[]
  readonly category: DataCategory
  /** What of the data, in plain words. */
  readonly about: string
  readonly askedAt: Date
  /** How long it holds from the day on which it is given. */
  readonly days: number
  /** `over`: given, and its time has passed. */
  readonly state: 'asked' | 'given' | 'refused' | 'withdrawn' | 'over'
  readonly byGuardian: boolean
  readonly answeredAt?: Date
  readonly until?: Date
  readonly endedAt?: Date
  /** Of whom it was asked; for officers. */
  readonly person?: { readonly name: string; readonly number: string }
}

/** Why something about people's data did not come about, or that it did. */
export type RightsTrouble =
  | 'no-such-person'
  | 'not-there'
  | 'not-yours'
  | 'answered-already'
  | 'guardian-needed'
  | 'guardians-only'
  | 'own-sign-in-needed'
  | 'no-purpose'
  | 'reason-too-short'
  | 'not-your-own'
  | 'open-already'
export type RightsDone = { readonly ok: true; readonly id?: string } | { readonly ok: false; readonly why: RightsTrouble }

export type ConsentService = {
  readonly purposes: readonly PurposeView[]
  /** Of the visitor, or of the person for whom they act. */
  list(who: Visitor): Promise<readonly ConsentView[]>
  answer(who: Visitor, id: string, answer: 'give' | 'refuse'): Promise<RightsDone>
  withdraw(who: Visitor, id: string): Promise<RightsDone>
  /** The receipt in the structure of ISO/IEC TS 27560. */
  receipt(who: Visitor, id: string, language: string): Promise<object | undefined>
  /** What a department asks of a resident. */
  ask(
    who: Visitor,
    wish: {
      readonly number: string
      readonly service: string
      readonly purposes: readonly string[]
      readonly category: DataCategory
      readonly about: string
      readonly days: number
    },
  ): Promise<RightsDone>
  /** What the officer's department asked of whom, the newest first. */
  asked(who: Visitor): Promise<readonly ConsentView[]>
}

export type EmergencyView = {
  readonly id: string
  readonly officer: { readonly id: string; readonly name: string; readonly department: string }
  readonly person: { readonly name: string; readonly number: string }
  readonly reason: string
  readonly openedAt: Date
  readonly until: Date
  readonly endedAt?: Date
  readonly isOpen: boolean
  readonly review?: { readonly at: Date; readonly verdict: 'justified' | 'unjustified'; readonly note: string }
}

export type EmergencyService = {
  open(who: Visitor, wish: { readonly number: string; readonly reason: string; readonly hours: number }): Promise<RightsDone>
  end(who: Visitor, id: string): Promise<RightsDone>
  /** The officer's own, the newest first. */
  own(who: Visitor): Promise<readonly EmergencyView[]>
  /** For the data protection officer: those to be reviewed first. */
  list(who: Visitor, page: { readonly limit: number; readonly offset: number }): Promise<readonly EmergencyView[]>
  review(
    who: Visitor,
    id: string,
    review: { readonly verdict: 'justified' | 'unjustified'; readonly note: string },
  ): Promise<RightsDone>
}

export type RightKind = 'see' | 'export' | 'correct' | 'delete' | 'restrict' | 'ask'

export type RightsCaseView = {
  readonly id: string
  readonly kind: RightKind
  readonly text: string
  readonly openedAt: Date
  readonly dueAt: Date
  readonly isLate: boolean
  readonly state: 'open' | 'done' | 'refused'
  readonly closedAt?: Date
  readonly answer?: string
  /** What was erased and what the law keeps. */
  readonly outcome?: readonly ErasureView[]
  /** For the data protection officer. */
  readonly person?: { readonly name: string; readonly number: string }
}

export type ErasureView = {
  readonly names: Names
  readonly erased: number
  readonly kept: number
  readonly why?: Names
}

/** What is kept about somebody in one place. */
export type KeptView = {
  readonly id: string
  readonly names: Names
  readonly category: DataCategory
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export type NoticeView = {
  readonly id: string
  readonly kind: 'emergency' | 'emergency-reviewed' | 'consent-asked' | 'rights-answered' | 'rights-opened'
  readonly at: Date
  readonly isNew: boolean
}

/** A look at a person's data, or a try, as the person is told of it. */
export type LookView = {
  /** Its place in the record, by which it can be asked about and proved; missing for a second or so after it happened. */
  readonly index?: number
  readonly at: Date
  readonly by: { readonly kind: string; readonly name?: string; readonly department?: string }
  readonly action: string
  /** What was looked at: names of parts, or of types of entity. */
  readonly what: string
  readonly categories: readonly string[]
  readonly purpose?: Names
  readonly basis?: { readonly kind: string; readonly names?: Names }
  readonly isAllowed: boolean
  readonly why?: Names
}

export type RightsService = {
  /** Who looked at the data of the visitor, or of the person for whom they act, newest first. */
  looks(
    who: Visitor,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: readonly LookView[]; readonly count: number }>
  /** All that is kept about the visitor, or whom they act for. @throws a refusal with the reason */
  see(who: Visitor): Promise<readonly KeptView[]>
  cases(who: Visitor): Promise<readonly RightsCaseView[]>
  isRestricted(who: Visitor): Promise<boolean>
  open(who: Visitor, wish: { readonly kind: RightKind; readonly text: string; readonly about?: string }): Promise<RightsDone>
  /** The use of the data is no longer restricted. */
  lift(who: Visitor): Promise<RightsDone>
  notices(who: Visitor): Promise<readonly NoticeView[]>
  /** For the data protection officer: those that are due first. */
  inbox(who: Visitor, page: { readonly limit: number; readonly offset: number }): Promise<readonly RightsCaseView[]>
  answer(who: Visitor, id: string, answer: { readonly state: 'done' | 'refused'; readonly text: string }): Promise<RightsDone>
}

/** What an officer sees of a person, with the reason why. */
export type FileService = {
  readonly purposes: readonly PurposeView[]
  open(
    who: Visitor,
    ask: {
      readonly number: string
      readonly purpose: string
      readonly basis: 'consent' | 'agreement' | 'law' | 'emergency'
      readonly category: DataCategory
    },
  ): Promise<
    | { readonly ok: true; readonly name: string; readonly why: Names; readonly kept: readonly KeptView[] }
    | { readonly ok: false; readonly why: Names }
  >
}

export type Services = {
  readonly region: RegionService
  readonly parking: ParkingService
  readonly environment: EnvironmentService
  readonly gap: GapService
  readonly use: UseService
  readonly why: WhyService
  readonly compliance: ComplianceService
  readonly plans?: PlanService
  readonly scenarios?: ScenarioService
  readonly access: AccessService
  readonly devices: DeviceService
  readonly notifications: NotificationService
  readonly record: RecordService
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
  readonly signIn: (key: string) => { readonly cookie: string | string[] } | undefined
  /** The cookie that ends the session of whoever sends it back. */
  readonly signOut?: () => { readonly cookie: string | string[] }
  /** Who sent a request, and the session it belongs to. */
  readonly visitor: (request: object) => { readonly who: Visitor; readonly session?: string }
  readonly accounts: AccountService
  /** Whether whoever sent a request may see pages for an audience. */
  readonly mayOpen: (request: object, audience: Audience) => boolean
  readonly consents: ConsentService
  readonly rights: RightsService
  readonly emergencies: EmergencyService
  readonly files: FileService
  /** Only where the request comes from this machine, to a node that listens on it alone, with the made-up region. */
  readonly demoPeople: (request: { readonly ip: string; readonly hostname: string }) => Promise<DemoPeople | undefined>
  readonly clock: () => Date
}
