import { addDays, runsOn, type Service, weekdays } from './transit-calendar.ts'
import type { Feed } from './transit-feed.ts'

/** So many weeks are looked at for a usual one. */
const mostWeeks = 60

/**
 * The day whose timetable is ridden: the date itself where the feeds have trips on it, else a usual one of its weekday, which is the
 * date within the feeds on which most trips run (the first of several).
 *
 * @param day `YYYYMMDD`, or a weekday such as `tuesday`
 * @returns `YYYYMMDD`; undefined where no such day has a trip
 */
export function chooseDay(feeds: readonly Feed[], day: string): string | undefined {
  const isDate = /^\d{8}$/.test(day)
  if (isDate && tripsOn(feeds, day) > 0) return day
  const weekday = isDate ? weekdayOf(day) : weekdays.indexOf(day)
  const services = feeds.flatMap((feed) => [...feed.services.values()])
  const dates = services.flatMap(datesIn).sort()
  const [first, last] = [dates[0], dates.at(-1)]
  if (first === undefined || last === undefined || weekday < 0) return undefined
  let date = addDays(first, (weekday - weekdayOf(first) + 7) % 7)
  let best: { readonly date: string; readonly trips: number } | undefined
  for (let week = 0; week < mostWeeks && date <= last; week++, date = addDays(date, 7)) {
    const trips = tripsOn(feeds, date)
    if (trips > (best?.trips ?? 0)) best = { date, trips }
  }
  return best?.date
}

function datesIn({ from, to, exceptions }: Service): string[] {
  return [from, to, ...exceptions.keys()].filter((date) => date !== undefined && /^\d{8}$/.test(date)) as string[]
}

function tripsOn(feeds: readonly Feed[], date: string): number {
  let trips = 0
  for (const feed of feeds) {
    const running = new Set([...feed.services].filter(([, service]) => runsOn(service, date)).map(([id]) => id))
    for (const trip of feed.trips) if (running.has(trip.service)) trips++
  }
  return trips
}

const weekdayOf = (date: string) => new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T00:00:00Z`).getUTCDay()
