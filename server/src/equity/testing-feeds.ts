import { parse } from 'csv-parse/sync'
import { type Feed, parseFeed } from './transit-feed.ts'
import type { Row } from './transit-zip.ts'

const everyDay = `service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
daily,1,1,1,1,1,1,1,20260101,20261231`

/** Stops a to e on the equator, at kilometres 0, 1, 2, 4 and 8 from the first. */
export const stops = `stop_id,stop_lon,stop_lat
${['a', 'b', 'c', 'd', 'e'].map((id, i) => `${id},${[0, 1, 2, 4, 8].map((km) => km / 111.195)[i]},0`).join('\n')}`

/** A feed of a test, as its tables are written: the service `daily` runs every day unless there is a calendar. */
export function feedOf(tables: Readonly<Record<string, string>>): Feed {
  const rows = Object.entries({ stops, calendar: everyDay, ...tables }).map(
    ([table, text]) => [`${table}.txt`, parse(text, { columns: true, trim: true }) as Row[]] as const,
  )
  return parseFeed(new Map(rows))
}

/** Trips of the service `daily`: each a list of `stop time`, where a time may be missing. */
export function tripsOf(trips: Readonly<Record<string, string>>, service = 'daily'): { trips: string; stop_times: string } {
  const times = Object.entries(trips).flatMap(([id, calls]) =>
    calls.split(',').map((call, i) => {
      const [stop, time = ''] = call.trim().split(' ')
      return `${id},${stop},${time},${time},${i + 1}`
    }),
  )
  return {
    trips: ['trip_id,service_id', ...Object.keys(trips).map((id) => `${id},${service}`)].join('\n'),
    stop_times: ['trip_id,stop_id,arrival_time,departure_time,stop_sequence', ...times].join('\n'),
  }
}
