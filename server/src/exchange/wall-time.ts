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

/** The moment that is meant: of a calendar day, when it is over. What is neither stays as it is, to be found fault with. */
export function momentOf(text: string, zone: string): string {
  if (!/^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/.test(text)) return text
  const day = Temporal.PlainDate.from(text)
  return new Date(day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds).toISOString()
}
