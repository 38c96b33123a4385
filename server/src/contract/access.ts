/** Any measure of access, and how it is spread over people. */
import type { GapAsk, TravelMethod, TravelMode } from './gap.ts'
import type { AreaClass, Names, Position } from './places.ts'

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
  /** A day such as `2026-11-20`: supply as it was when it had ended. Without it, as it is. */
  readonly asOf?: string | undefined
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

/** A day on which facilities of a kind came, went or became others. */
export type SupplyDay = { readonly day: string; readonly opened: number; readonly closed: number; readonly changed: number }

export type SupplyDays = {
  /** The region's first day here: before it, nothing is known. */
  readonly since: string
  /** After the first, the newest first. */
  readonly days: readonly SupplyDay[]
}

export type AccessService = {
  /** On which days what is there of a service became another. */
  days(service: string): Promise<SupplyDays>
  /** By class of area, with the countryside against the city, how unequal it is and how it is spread. */
  report(ask: AccessAsk): Promise<AccessReport>
  /** By the areas that `RegionService.children` gives, and by the residents directly in the area around them. */
  byArea(ask: AccessAsk): Promise<AccessHead & { readonly areas: readonly AccessOfArea[] }>
  settlements(ask: AccessAsk): Promise<AccessHead & { readonly settlements: readonly AccessOfSettlement[] }>
}
