/** What a region requires of its services, and which area has it. */
import type { AreaClass, Names } from './places.ts'

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
