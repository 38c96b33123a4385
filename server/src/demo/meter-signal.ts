import { bell, localTime } from './local-time.ts'
import { noise1 } from './noise.ts'
import type { Sky } from './sky.ts'

/** What a building is used for decides when it draws power. */
export type BuildingUse = 'hospital' | 'school' | 'office'

/**
 * Power drawn by a building, in kW: its use by hour and weekday, and heating or cooling where the weather asks for it.
 *
 * @param size kW at a busy hour in mild weather
 */
export function powerAt(own: number, use: BuildingUse, size: number, sky: Sky, at: Date): number {
  const { hour, weekday, hours } = localTime(at)
  const weekend = weekday > 4
  const busy = {
    hospital: 0.55 + (weekend ? 0.18 : 0.42) * bell(hour, 11.5, 4.6),
    school: 0.1 + (weekend ? 0.05 : 0.85) * bell(hour, 11.8, 4),
    office: 0.14 + (weekend ? 0.08 : 0.8) * bell(hour, 13, 4.4),
  }[use]
  const climate = 0.03 * Math.max(0, sky.temperature - 24) + 0.022 * Math.max(0, 14 - sky.temperature)
  const chance = 1 + 0.05 * noise1(own, hours * 2) + 0.03 * noise1(own + 1, hours * 20)
  return size * (busy + climate * busy) * chance
}

const meterStart = Date.UTC(2024, 0, 1) / 3_600_000

/** Share of a week's water that has run by each full hour of it: two peaks a day, more on washing days. */
const weekSoFar = runningShare(
  Array.from({ length: 168 }, (_, index) => {
    const [hour, weekday] = [index % 24, Math.floor(index / 24)]
    return (0.25 + bell(hour, 7.5, 1.8) + 0.8 * bell(hour, 19.5, 2.6)) * (weekday > 4 ? 1.18 : 1)
  }),
)

/**
 * What a water meter shows, in litres since it was put in: it only ever grows.
 *
 * @param litresPerWeek of all who are behind the meter
 */
export function waterAt(litresPerWeek: number, at: Date): number {
  // 1 January 2024 was a Monday; ten hours bring the count to local time.
  const hours = localTime(at).hours + 10 - meterStart
  const week = Math.floor(hours / 168)
  const inWeek = hours - week * 168
  const full = Math.floor(inWeek)
  const [before, after] = [weekSoFar[full] ?? 0, weekSoFar[full + 1] ?? 1]
  return Math.round(litresPerWeek * (week + before + (after - before) * (inWeek - full)))
}

function runningShare(parts: readonly number[]): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0)
  const shares = [0]
  for (const part of parts) shares.push((shares.at(-1) ?? 0) + part / total)
  return shares
}
