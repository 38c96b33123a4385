/** Where to build next. */
import type { TravelMode } from './gap.ts'
import type { AreaClass, Names, Position } from './places.ts'
import type { Weekday } from './scenario.ts'

/**
 * What a plan is to bring about:
 *
 * - `minutes`: the fewest minutes of travel by all residents together (p-median)
 * - `farthest`: the fewest minutes for the settlement that is farthest off (p-center)
 * - `reached`: the most residents within the standard, or within so many minutes (maximal cover)
 * - `sites`: the fewest or cheapest sites that bring everybody within the standard who can be brought (set cover)
 * - `worst-off`: the fewest minutes for the fifth of the residents who travel longest today
 * - `classes`: the least Theil index of minutes between urban, town and rural residents
 * - `online`: points with a connection and an assistant, so that most residents are reached, in place or at a distance
 * - `stops`: stops along a line that most residents reach within so many minutes on foot
 * - `rounds`: the places where mobile units halt, day by day, so that most residents are reached on one of the days
 */
export type PlanObjective = 'minutes' | 'farthest' | 'reached' | 'sites' | 'worst-off' | 'classes' | 'online' | 'stops' | 'rounds'

/** A line along which stops are chosen; the first and the last place of it are stops in any case. */
export type PlanLine = {
  /** Where it goes, place by place: positions, ids of settlements, or the stops of a route of the timetable. One of the three. */
  readonly points?: readonly Position[]
  readonly settlements?: readonly string[]
  readonly route?: string
  /** From one stop to the next at least, in metres along the line; 300 without it. */
  readonly spacing?: number
  /** A stop may also be at every so many metres between the places; only at them without it. */
  readonly every?: number
  /** What a stop takes of everybody's time who rides past, in minutes; 0.5 without it. A budget is in these minutes. */
  readonly dwell?: number
}

/** How mobile units go: each has one round a day. */
export type PlanRounds = {
  readonly units?: number
  readonly days: readonly Weekday[]
  /** Places in one round at most, 1 to 3; 1 without it. */
  readonly stops?: number
  /** Where each round begins and ends; without it, only the ways between the stops count. */
  readonly base?: Position
  /** Minutes of a working day, ways included, 480 without it; and minutes at each stop, 120 without it. */
  readonly dayMinutes?: number
  readonly stayMinutes?: number
}

/** One round of one unit: the ids of its sites in their order. */
export type PlanRound = {
  readonly unit: number
  readonly day: Weekday
  readonly stops: readonly string[]
  /** Minutes on the way, from and to the base. */
  readonly driving: number
}

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
  /** So many new sites at most. Either this or a budget, and neither for `sites` and `rounds`. */
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
  /** Of `stops`, and of nothing else. */
  readonly line?: PlanLine
  /** Of `rounds`, and of nothing else. */
  readonly rounds?: PlanRounds
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
  /**
   * Residents for whom it is the nearest of all, or whom it serves where sites have a capacity, or who can use the service at a
   * distance because of it; missing for 1 to 9 of them.
   */
  readonly residents?: number
  /** Of a stop: kilometres from the beginning of the line. */
  readonly kilometres?: number
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
  /** Of `online`: the share who can use the service at a distance, and capacity per 1,000 residents in both ways together. */
  readonly able?: number
  readonly jointPerThousand?: number
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
  /** Which unit is where on which day. */
  readonly rounds?: readonly PlanRound[]
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

/** Of what is listed, only what is about areas in these scope paths; everything without them. */
export type PlanScopes = { readonly scopes?: readonly string[] }

/** Who may plan: asks the gate in the name of whoever sent a request. */
export type PlanGuard = {
  /**
   * @param place the area it is about, by its code; the region where the code is missing; nothing in particular without it
   * @throws a refusal where the answer is no
   */
  may(request: object, action: 'read' | 'write', place?: { readonly area?: string | undefined }): Promise<void>
  scopesOf(request: object): Promise<PlanScopes>
}

/** Where to build next. Plans are computed in the background, one after the other. */
export type PlanService = {
  /** @throws Invalid, NotFound for a question that cannot be answered in this region */
  start(question: PlanQuestion): Promise<PlanView>
  get(id: string): Promise<PlanView | undefined>
  /** Newest first. */
  list(
    ask: { limit: number; offset: number } & PlanScopes,
  ): Promise<{ readonly items: readonly PlanView[]; readonly count: number }>
  /** Ends the computing; the best so far becomes the answer. */
  stop(id: string): Promise<PlanView>
  remove(id: string): Promise<void>
  /** Waits for the end, or until the signal is given, and calls back with every progress. */
  watch(id: string, onProgress: (view: PlanView) => void, signal?: AbortSignal): Promise<PlanView>
  csv(id: string): Promise<string>
  geojson(id: string): Promise<string>
  /** OGC GeoPackage. */
  geopackage(id: string): Promise<Uint8Array>
}
