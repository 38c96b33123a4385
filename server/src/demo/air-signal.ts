import { bell, localTime } from './local-time.ts'
import { noise1 } from './noise.ts'
import type { Sky } from './sky.ts'

/** µg/m³ */
export type Air = {
  readonly pm25: number
  readonly pm10: number
  readonly so2: number
  readonly no2: number
  readonly co: number
  readonly o3: number
}

/**
 * Air at street level: traffic and stoves fill it, wind and rain clear it, and sunshine makes ozone, least where the traffic is.
 *
 * @param island seed that all stations share: haze drifts over everybody
 * @param own seed of the station
 * @param traffic 0 on a mountain to 1 beside a main road of the city
 */
export function airAt(island: number, own: number, traffic: number, sky: Sky, at: Date): Air {
  const { hour, weekday, dayOfYear, hours } = localTime(at)
  const weekend = weekday > 4 ? 0.65 : 1
  const rush = traffic * weekend * (bell(hour, 8, 1.8) + bell(hour, 18.3, 2.2) + 0.35)
  const winter = Math.cos((2 * Math.PI * (dayOfYear - 15)) / 365)
  const stoves = (0.5 + 0.5 * winter) * (0.4 + 0.6 * bell(hour, 20, 3))
  const clearing = Math.exp(-0.11 * (sky.wind - 3)) * Math.exp(-0.14 * Math.min(6, sky.rain))
  const haze = Math.exp(0.5 * noise1(island + 51, hours / 44) + 0.1 * noise1(own + 1, hours / 2))
  const sun = bell(hour, 14.5, 3.6) * (1 - 0.25 * winter) * (1.1 - sky.humidity)
  const pm25 = (7 + 9 * traffic + 13 * rush + 9 * stoves) * clearing * haze
  const no2 = (5 + 34 * rush + 5 * stoves) * clearing * (1 + 0.12 * noise1(own + 2, hours))
  return {
    pm25,
    pm10: pm25 * (1.45 + 0.15 * noise1(own + 3, hours / 3)) + 4 * sky.wind * (1 - Math.min(1, sky.rain)),
    so2: (2 + 3 * traffic + 6 * stoves) * clearing * haze,
    no2,
    co: (180 + 420 * rush + 160 * stoves) * clearing,
    o3: Math.max(4, 38 + 150 * sun - 0.55 * no2 + 8 * noise1(own + 4, hours / 2)),
  }
}
