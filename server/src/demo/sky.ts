import type { Point } from './grid.ts'
import { bell, localTime } from './local-time.ts'
import { noise1, noise3, ramp } from './noise.ts'

export type Sky = {
  /** °C */
  readonly temperature: number
  /** 0 to 1 */
  readonly humidity: number
  /** m/s */
  readonly wind: number
  /** mm in an hour */
  readonly rain: number
}

/**
 * The weather over a point of the island. Fronts come from the west and pass over everybody, so that neighbours see the same
 * rain a little earlier or later.
 *
 * @param height metres above the sea
 */
export function skyAt(seed: number, point: Point, height: number, at: Date): Sky {
  const { hour, dayOfYear, hours } = localTime(at)
  const wetness = wetnessAt(seed, point, hours)
  const cloud = ramp(-0.25, 0.35, wetness)
  const season = Math.cos((2 * Math.PI * (dayOfYear - 208)) / 365)
  const daily = (4.2 - 2.8 * cloud) * Math.cos((2 * Math.PI * (hour - 14.5)) / 24)
  const drift = 2.2 * noise1(seed + 31, hours / 52) + 0.6 * noise3(seed + 32, point.x / 18, point.y / 18, hours / 5)
  const temperature = 17.5 + 8.5 * season + daily + drift - 1.5 * cloud - 0.0062 * height
  const humidity = Math.min(0.99, Math.max(0.25, 0.68 + 0.24 * cloud - 0.035 * daily + 0.04 * noise1(seed + 33, hours / 9)))
  const gusts = 1 + noise3(seed + 34, point.x / 25, point.y / 25, hours / 3)
  const wind = Math.max(0, 1.2 + 1.9 * gusts + 1.6 * bell(hour, 15, 4) + 2.4 * cloud * Math.max(0, wetness) + height / 320)
  return { temperature, humidity, wind, rain: rainOf(wetness, height) }
}

/** mm of rain in an hour alone, for those who add up many hours. */
export function rainAt(seed: number, point: Point, height: number, hours: number): number {
  return rainOf(wetnessAt(seed, point, hours), height)
}

function wetnessAt(seed: number, point: Point, hours: number): number {
  const frontsKmPerHour = 16
  const front = noise3(seed + 41, (point.x - frontsKmPerHour * hours) / 260, point.y / 140, hours / 40)
  const showers = noise3(seed + 42, (point.x - frontsKmPerHour * hours) / 45, point.y / 35, hours / 6)
  return 0.72 * front + 0.3 * showers + 0.25 * noise1(seed + 43, hours / 100)
}

/** Air that has to climb loses more of its water. */
function rainOf(wetness: number, height: number): number {
  return wetness < 0.22 ? 0 : (9 * (wetness - 0.22)) ** 1.5 * (1 + height / 700)
}
