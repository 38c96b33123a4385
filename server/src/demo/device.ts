import type { Position } from '#contract'
import type { Point } from './grid.ts'
import type { BuildingUse } from './meter-signal.ts'
import type { ParkingUse } from './parking-signal.ts'
import type { Gauge } from './river-signal.ts'

/** What a device measures, and what its signal depends on. */
export type Signal =
  | { readonly sort: 'parking'; readonly use: ParkingUse; readonly spaces: number }
  | { readonly sort: 'air'; readonly traffic: number }
  | { readonly sort: 'river'; readonly gauge: Gauge }
  | { readonly sort: 'weather' }
  | { readonly sort: 'power'; readonly use: BuildingUse; readonly size: number }
  | { readonly sort: 'water'; readonly litresPerWeek: number }

/** How reliable a device is; most are. */
export type Temper = {
  /** Shows the same figure for days. */
  readonly isStuck: boolean
  /** Part of the true value by which it is further off each day, until it is set right every second Monday. */
  readonly driftPerDay: number
  /** Part of the time in which it is not heard. */
  readonly silence: number
  /** Part of its messages that nobody can read. */
  readonly garbage: number
}

/** An instance of an NGSI-LD attribute, normalized, with short names. */
export type Description = {
  readonly type: 'Property' | 'GeoProperty' | 'Relationship' | 'LanguageProperty'
  readonly value?: unknown
  readonly object?: string
  readonly languageMap?: Readonly<Record<string, string>>
  readonly unitCode?: string
}

/** A made-up device, as the registry and the entity it feeds know it, and with what makes its signal. */
export type DemoDevice = {
  readonly id: string
  readonly name: string
  /** The NGSI-LD type of the entity. */
  readonly kind: string
  readonly entity: string
  /** The scope path of its area. */
  readonly area: string
  readonly position: Position
  readonly decoder: 'json' | 'ngsi-ld'
  /** Attribute → UN/CEFACT common code. */
  readonly units: Readonly<Record<string, string>>
  /** What stays the same about the entity. */
  readonly describes: Readonly<Record<string, Description>>
  /** Seconds between two messages. */
  readonly interval: number
  readonly signal: Signal
  readonly point: Point
  /** Metres above the sea. */
  readonly height: number
  readonly temper: Temper
  /** Chance that all devices share, such as the weather, and the device's own. */
  readonly seeds: { readonly island: number; readonly own: number }
}
