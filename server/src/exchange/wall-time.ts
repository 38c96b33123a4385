import { Temporal } from 'temporal-polyfill'

/** What calendar and clock on the wall say somewhere. */
export type WallTime = {
  /** `2026-11-25` */
  readonly day: string
  /** `08:05` */
  readonly time: string
  /** 1 is Monday. */
  readonly weekday: number
}

export function wallTime(at: Date, zone: string): WallTime {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  return { day: local.toPlainDate().toString(), time: local.toPlainTime().toString().slice(0, 5), weekday: local.dayOfWeek }
}

/** The moment at which a calendar day is over. @throws RangeError where it is no day */
export function endOfDay(day: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds)
}
