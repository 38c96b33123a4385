/** How services are used, told without a person. */
import type { AreaClass } from './places.ts'

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
