/** What would change if. */
import type { TravelMode } from './gap.ts'
import type { AreaClass, Names, Position } from './places.ts'
import type { PlanScopes } from './plan.ts'

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
      readonly stops: readonly { readonly name?: string; readonly position: Position; readonly days: readonly Weekday[] }[]
    }
  /** A point with a connection and an assistant, from which what is given at a distance can be used. */
  | { readonly do: 'point'; readonly id: string; readonly name?: string; readonly position: Position }

export type ScenarioDraft = {
  readonly name: string
  readonly kind: string
  readonly note?: string
  /** Minutes within which a resident counts as reached; without it, the standard of the resident's class. */
  readonly within?: number
  /** How people travel, and when in the year; without, as is usual in the region. */
  readonly mode?: TravelMode
  readonly season?: string
  /** Code of the area that it is about, whose planners may change it; the region without it. */
  readonly area?: string
  /** Listed as open data; else only who has the link sees it. */
  readonly isPublished?: boolean
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
 * whatever the day. Of services that are also given at a distance: `online` is the share of residents who can use them so,
 * `shareWithOnline` the share within the standard or able to, `jointPerThousand` and `jointGini` are of the capacity in both ways.
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
  | 'online'
  | 'shareWithOnline'
  | 'jointPerThousand'
  | 'jointGini'

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
  readonly change: 'same' | 'added' | 'moved' | 'closed' | 'changed' | 'mobile' | 'point'
}

/** What would change if. Nothing of it changes the region. */
export type ScenarioService = {
  list(
    ask: { limit: number; offset: number } & PlanScopes,
  ): Promise<{ readonly items: readonly Scenario[]; readonly count: number }>
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
  /** What a plan found as changes. @param language of the names of places; English without it */
  fromPlan(plan: string, name: string, language?: string): Promise<Scenario>
  remove(id: string): Promise<void>
  /** Of one that is saved, or of a draft that is not. */
  compare(scenario: string | ScenarioDraft, area?: string): Promise<ScenarioComparison>
  settlements(scenario: string | ScenarioDraft, area?: string): Promise<readonly ScenarioSettlement[]>
  facilities(scenario: string | ScenarioDraft): Promise<readonly ScenarioFacility[]>
  csv(id: string, by: 'class' | 'area' | 'settlement'): Promise<string>
  geojson(id: string): Promise<string>
  /** OGC GeoPackage: settlements and facilities. */
  geopackage(id: string): Promise<Uint8Array>
  /** A page for printing, whole in itself. */
  report(id: string, language: string): Promise<string>
}
