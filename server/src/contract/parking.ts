/** Where cars can be left, now and soon. */
import type { Names, Position } from './places.ts'

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
