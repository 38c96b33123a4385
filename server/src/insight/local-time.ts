import { Temporal } from 'temporal-polyfill'

export const quarterHour = 15 * 60_000
export const day = 96
export const week = 7 * day

/**
 * The quarter of an hour of local wall-clock time that an instant falls into, counted from 1970-01-01 00:00, so that the same
 * time tomorrow is 96 further on whatever clocks do in between. An hour that occurs twice has the same numbers twice.
 *
 * @param zone IANA name, for example `Europe/London`
 * @throws {RangeError} when the zone is unknown
 */
export function localQuarters(zone: string): (epochMilliseconds: number) => number {
  let offset = { from: 0, to: 0, milliseconds: 0 }
  return (at) => {
    if (!(at >= offset.from && at < offset.to)) offset = offsetAround(zone, at)
    return Math.floor((at + offset.milliseconds) / quarterHour)
  }
}

/** The zone's offset at an instant, and how long it holds. */
function offsetAround(zone: string, at: number) {
  const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return {
    from: here.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: here.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    milliseconds: here.offsetNanoseconds / 1_000_000,
  }
}
