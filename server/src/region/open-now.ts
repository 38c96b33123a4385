import { Temporal } from 'temporal-polyfill'
import { isOpenAt, type OpeningHours, parseOpeningHours } from './opening-hours.ts'

/**
 * Answers whether opening hours hold at a minute of any week (0 = Monday), undefined where they cannot be evaluated; each way of
 * writing them is read once.
 */
export function readHours(): (hours: string, day: number, minute: number) => boolean | undefined {
  const known = new Map<string, OpeningHours | undefined>()
  return (hours, day, minute) => {
    if (!known.has(hours)) known.set(hours, parseOpeningHours(hours))
    const parsed = known.get(hours)
    return parsed && isOpenAt(parsed, day, minute)
  }
}

/**
 * Answers whether opening hours hold at a moment, in the place's own time zone; each way of writing them is read once.
 *
 * @param timeZone IANA name
 */
export function openAt(now: Date, timeZone: string): (hours: string) => boolean | undefined {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const [day, minute] = [local.dayOfWeek - 1, local.hour * 60 + local.minute]
  const known = new Map<string, boolean | undefined>()
  return (hours) => {
    if (known.has(hours)) return known.get(hours)
    const parsed = parseOpeningHours(hours)
    const isOpen = parsed && isOpenAt(parsed, day, minute)
    known.set(hours, isOpen)
    return isOpen
  }
}
