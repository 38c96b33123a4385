import { Temporal } from 'temporal-polyfill'

/** Which instants a local time stands for, in milliseconds since 1970 UTC: none in the hour a change of clocks skips, two in the hour it repeats. */
export type Instants =
  | { readonly kind: 'one'; readonly at: number }
  | { readonly kind: 'two'; readonly earlier: number; readonly later: number }
  | { readonly kind: 'none' }

const dayLength = 86_400_000

/** By zone, the offset of each local day on which (and around which) the clocks do not change; null where they do. */
const quietDays = new Map<string, Map<number, number | null>>()

export function isTimeZone(name: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name) !== undefined
  } catch {
    return false
  }
}

/** @param local milliseconds since 1970 as if the local time were UTC; @param zone an IANA time zone */
export function instantsOf(local: number, zone: string): Instants {
  const offset = quietOffset(Math.floor(local / dayLength), zone)
  if (offset !== null) return { kind: 'one', at: local - offset }
  const written = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime()
  const earlier = written.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = written.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.equals(later)) return { kind: 'one', at: earlier.epochMilliseconds }
  if (!earlier.toPlainDateTime().equals(written)) return { kind: 'none' }
  return { kind: 'two', earlier: earlier.epochMilliseconds, later: later.epochMilliseconds }
}

function quietOffset(day: number, zone: string): number | null {
  const days = daysOf(zone)
  const known = days.get(day)
  if (known !== undefined) return known
  // Offsets lie within 15 h of UTC, so whatever happens on this local day happens in these four days of UTC.
  const before = Temporal.Instant.fromEpochMilliseconds((day - 1) * dayLength).toZonedDateTimeISO(zone)
  const change = before.getTimeZoneTransition('next')
  const isQuiet = change === null || change.epochMilliseconds > (day + 3) * dayLength
  const offset = isQuiet ? before.offsetNanoseconds / 1_000_000 : null
  days.set(day, offset)
  return offset
}

function daysOf(zone: string): Map<number, number | null> {
  const days = quietDays.get(zone)
  if (days !== undefined && days.size < 20_000) return days
  const none = new Map<number, number | null>()
  quietDays.set(zone, none)
  return none
}
