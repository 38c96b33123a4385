/** Air and water, as measured. */
import type { Where } from './parking.ts'
import type { Names, Position } from './places.ts'

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
