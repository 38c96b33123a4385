import { Temporal } from 'temporal-polyfill'
import { Invalid } from '#kernel'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** One minute of the week, or of one date: local time. */
export type Moment = {
  /** 0 = Monday. */
  readonly day: number
  /** After midnight. */
  readonly minute: number
  /** `YYYYMMDD`, where a date was named. */
  readonly date?: string
  /** What facilities say of themselves now counts, too. */
  readonly isNow?: true
}

/** When the gap is asked about: one moment, or a part of the week that is looked at every half hour. */
export type When = {
  /** As it was understood, for people: `2026-11-29 20:00 (sunday)`. */
  readonly text: string
  readonly moments: readonly Moment[]
  /** For timetables: the day (a date `YYYYMMDD` or a weekday) and the seconds from midnight, the second not included. */
  readonly departure: { readonly day: string; readonly from: number; readonly to: number }
}

const spans: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(weekdays.map((name, day) => [name, [day]])),
  weekday: [0, 1, 2, 3, 4],
  weekend: [5, 6],
  daily: [0, 1, 2, 3, 4, 5, 6],
}

const days = Object.keys(spans).join(', ')

/**
 * Reads a time that is asked about.
 *
 * @param timeZone IANA name of the region's own time
 * @returns undefined where no time is asked about
 * @throws {Invalid} for what is no time, saying how one is written
 */
export function readWhen(
  { at, hours }: { readonly at?: string | undefined; readonly hours?: string | undefined },
  timeZone: string,
  now: Date,
): When | undefined {
  if (at !== undefined && hours !== undefined)
    throw new Invalid('Ask about a moment (at) or about hours of the week, not about both.')
  if (at !== undefined) return toWhen(readMoment(at, timeZone, now))
  return hours === undefined ? undefined : readHours(hours)
}

/** `weekday-08-18`: every half hour of these days from 08:00 until before 18:00. */
function readHours(text: string): When {
  const [, name = '', first = '', last = ''] = /^([a-z]+)-(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  const [from, to] = [Number(first), Number(last)]
  const chosen = spans[name]
  if (chosen === undefined || !(from < to && to <= 24))
    throw new Invalid(
      `"${text}" are no hours of the week. Write DAY-FROM-TO, for example weekday-08-18; a day is one of ${days}.`,
    )
  const moments = chosen.flatMap((day) =>
    Array.from({ length: (to - from) * 2 }, (_, half): Moment => ({ day, minute: from * 60 + half * 30 })),
  )
  const two = (hour: number) => String(hour).padStart(2, '0')
  return {
    text: `${name} ${two(from)}:00–${two(to)}:00`,
    moments,
    departure: { day: weekdays[chosen[0] ?? 0] ?? 'monday', from: from * 3600, to: to * 3600 },
  }
}

/** By bus, one sets out within the hour that begins then. */
export function toWhen(moment: Moment): When {
  const { day, minute, date } = moment
  const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  const name = weekdays[day] ?? 'monday'
  const dated = date && `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
  return {
    text: dated === undefined ? `${name} ${time}` : `${dated} ${time} (${name})`,
    moments: [moment],
    departure: { day: date ?? name, from: minute * 60, to: minute * 60 + 3600 },
  }
}

function readMoment(text: string, timeZone: string, now: Date): Moment {
  if (text === 'now') return { ...ofInstant(Temporal.Instant.fromEpochMilliseconds(now.getTime()), timeZone), isNow: true }
  const [, name = '', hour, minute] = /^([a-z]+)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  const day = weekdays.indexOf(name as (typeof weekdays)[number])
  if (day >= 0) return { day, minute: Number(hour) * 60 + Number(minute) }
  try {
    // Where there is an offset, it is a moment everywhere; where there is none, the region's own time.
    if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return ofInstant(Temporal.Instant.from(text), timeZone)
    return ofDateTime(Temporal.PlainDateTime.from(text))
  } catch {
    throw new Invalid(`"${text}" is no time. Write 2026-11-29T20:00 (in the region's own time), sunday-20:00, or now.`)
  }
}

const ofInstant = (instant: Temporal.Instant, timeZone: string): Moment =>
  ofDateTime(instant.toZonedDateTimeISO(timeZone).toPlainDateTime())

const ofDateTime = (local: Temporal.PlainDateTime): Moment => ({
  day: local.dayOfWeek - 1,
  minute: local.hour * 60 + local.minute,
  date: local.toPlainDate().toString().replaceAll('-', ''),
})

/** The 168 hours of a usual week, Monday 00:00 first. */
export const weekHours: readonly Moment[] = Array.from({ length: 168 }, (_, hour) => ({
  day: Math.floor(hour / 24),
  minute: (hour % 24) * 60,
}))
