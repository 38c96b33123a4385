import type { Point } from './grid.ts'
import { localTime } from './local-time.ts'
import { noise1 } from './noise.ts'
import { rainAt } from './sky.ts'

/** How a river answers to rain at one gauge. */
export type Gauge = {
  /** Where its water falls, and how high. */
  readonly catchment: Point
  readonly catchmentHeight: number
  /** km² */
  readonly drained: number
  /** Metres after a long dry time. */
  readonly dryLevel: number
}

export type River = {
  /** Metres above the gauge's zero. */
  readonly height: number
  /** m³/s */
  readonly flow: number
}

const hoursRemembered = 60

/**
 * The level follows the rain of the last days over the catchment, later and longer the larger it is.
 *
 * @see Nash (1957), The form of the instantaneous unit hydrograph: two linear reservoirs in a row
 */
export function riverAt(island: number, own: number, gauge: Gauge, at: Date): River {
  const { hours } = localTime(at)
  const delay = 2 + gauge.drained ** 0.35
  let water = 0
  for (let ago = 0; ago < hoursRemembered; ago++) {
    const answer = (ago / delay ** 2) * Math.exp(-ago / delay)
    water += answer * rainAt(island, gauge.catchment, gauge.catchmentHeight, hours - ago)
  }
  const rise = 0.62 * gauge.drained ** 0.16 * water ** 0.7
  const height = gauge.dryLevel + rise + 0.012 * noise1(own, hours * 2)
  const mean = 0.022 * gauge.drained
  return { height, flow: mean * (0.35 + 1.6 * rise + rise ** 2) }
}
