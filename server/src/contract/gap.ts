/** Who is reached by what, in city and countryside, and how people travel there. */
import type { AreaClass, Names, Position } from './places.ts'

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

/** A usual week, Monday 00:00 first; without its hours while it is still being worked out, which by bus takes a while. */
export type GapWeek = {
  /** Hours that are worked out, of `total`. */
  readonly done: number
  readonly total: number
  readonly hours?: readonly GapOfHour[]
}

/** @param waitMs how long one is willing to wait for a week that takes long */
export type WeekAsk = Pick<GapAsk, 'mode' | 'season'> & { readonly waitMs?: number }

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

/** The usual way from a place to the nearest facility of a kind. */
export type WayToKind = {
  readonly kind: string
  /** Id of the one that is nearest in minutes; this and `minutes` are missing where none can be got to. */
  readonly facility?: string
  readonly minutes?: number
  readonly by?: TravelMethod
}

export type WaysFrom = {
  readonly mode: TravelMode
  /** Travel is still being worked out: until then, minutes are of straight lines. */
  readonly isWaiting: boolean
  readonly ways: readonly WayToKind[]
}

export type GapService = {
  /** Every service, for the region or one area (a code). */
  report(area?: string, ask?: GapAsk): Promise<GapReport>
  /** The usual report of the region, if it is there at once; else undefined, and it has begun to be worked out. */
  latest(): Promise<GapReport | undefined>
  /** To the nearest of every kind from the settlement nearest to a place, at once: from what is worked out already. */
  ways(from: Position): Promise<WaysFrom>
  /** One service, by the areas that `RegionService.children` gives, and by the residents directly in the area around them. */
  byArea(kind: string, area?: string, ask?: GapAsk): Promise<readonly GapOfArea[]>
  /** One service, for each settlement: what the map draws. */
  settlements(kind: string, area?: string, ask?: GapAsk): Promise<readonly GapOfSettlement[]>
  csv(area?: string, ask?: GapAsk): Promise<string>
  /** One service through the 168 hours of a usual week, Monday 00:00 first. */
  week(kind: string, area?: string, ask?: WeekAsk): Promise<GapWeek>
}
