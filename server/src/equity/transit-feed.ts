import type { Points } from './road-join.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'
import { readServices, type Service } from './transit-calendar.ts'
import { fillTimes, parseTime } from './transit-times.ts'
import { type Row, readTables } from './transit-zip.ts'

export type Trip = {
  readonly service: string
  /** Places in the feed's stops. */
  readonly stops: Uint32Array
  /** Seconds since the start of the service day, never falling; blanks are filled in. */
  readonly arrivals: Float64Array
  readonly departures: Float64Array
  /** Per stop, 1 where nobody may get on, 2 where nobody may get off, 3 neither. */
  readonly closed: Uint8Array
  /** Where it is given by how often it goes: the trip is gone at each multiple of `headway` from `from` until before `to`. */
  readonly repeats: readonly { readonly from: number; readonly to: number; readonly headway: number }[]
}

/** What of a GTFS feed matters for how long a journey takes. */
export type Feed = {
  readonly stopIds: readonly string[]
  readonly stops: Points
  readonly trips: readonly Trip[]
  readonly services: ReadonlyMap<string, Service>
  /** Trips that nobody can ride: fewer than two stops with a place, no time at the first or the last, or time runs backwards. */
  readonly unusable: number
}

/** The tables of a feed that are read. */
export type Tables = ReadonlyMap<string, readonly Row[]>

const tables = ['stops.txt', 'trips.txt', 'stop_times.txt', 'calendar.txt', 'calendar_dates.txt', 'frequencies.txt']

/**
 * Reads a GTFS feed from its zip. Fares, shapes and `transfers.txt` are not looked at: changing is on foot.
 *
 * @throws an Error that names the file when it is no zip of such tables
 */
export async function readFeed(file: string): Promise<Feed> {
  const rows = new Map<string, Row[]>(tables.map((table) => [table, []]))
  await readTables(file, tables, (table, row) => rows.get(table)?.push(row))
  if (rows.get('stop_times.txt')?.length === 0) throw new Error(`${file} cannot be read: it has no stop_times.txt with rows`)
  return parseFeed(rows)
}

/** @see https://gtfs.org/documentation/schedule/reference/ */
export function parseFeed(rows: Tables): Feed {
  const table = (name: string) => rows.get(name) ?? []
  const placed = table('stops.txt').filter(({ stop_lon, stop_lat }) => stop_lon && stop_lat)
  const stops = {
    longitudes: Float64Array.from(placed, ({ stop_lon }) => Number(stop_lon)),
    latitudes: Float64Array.from(placed, ({ stop_lat }) => Number(stop_lat)),
  }
  const places = new Map(placed.map(({ stop_id = '' }, i) => [stop_id, i]))
  const vectors = toUnitVectors(stops.longitudes, stops.latitudes)
  const repeats = Map.groupBy(table('frequencies.txt'), ({ trip_id = '' }) => trip_id)
  const times = Map.groupBy(table('stop_times.txt'), ({ trip_id = '' }) => trip_id)
  const trips = table('trips.txt').map(({ trip_id = '', service_id = '' }) =>
    toTrip(service_id, times.get(trip_id) ?? [], repeats.get(trip_id) ?? [], places, vectors),
  )
  const usable = trips.filter((trip) => trip !== undefined)
  return {
    stopIds: placed.map(({ stop_id = '' }) => stop_id),
    stops,
    trips: usable,
    services: readServices(table('calendar.txt'), table('calendar_dates.txt')),
    unusable: trips.length - usable.length,
  }
}

function toTrip(
  service: string,
  rows: readonly Row[],
  repeats: readonly Row[],
  places: ReadonlyMap<string, number>,
  vectors: Float64Array,
): Trip | undefined {
  const ordered = rows
    .filter(({ stop_id = '' }) => places.has(stop_id))
    .sort((a, b) => Number(a.stop_sequence) - Number(b.stop_sequence))
  const stops = Uint32Array.from(ordered, ({ stop_id = '' }) => places.get(stop_id) as number)
  const arrivals = Float64Array.from(ordered, ({ arrival_time }) => parseTime(arrival_time))
  const departures = Float64Array.from(ordered, ({ departure_time }) => parseTime(departure_time))
  if (!fillTimes(arrivals, departures, distances(ordered, stops, vectors))) return undefined
  return {
    service,
    stops,
    arrivals,
    departures,
    closed: Uint8Array.from(
      ordered,
      ({ pickup_type, drop_off_type }) => Number(pickup_type === '1') + Number(drop_off_type === '1') * 2,
    ),
    repeats: repeats.map(({ start_time, end_time, headway_secs }) => ({
      from: parseTime(start_time),
      to: parseTime(end_time),
      headway: Number(headway_secs),
    })),
  }
}

/** As the feed states them (`shape_dist_traveled`), else in straight lines from stop to stop. */
function distances(rows: readonly Row[], stops: Uint32Array, vectors: Float64Array): Float64Array {
  const stated = Float64Array.from(rows, ({ shape_dist_traveled: text }) => (text ? Number(text) : Number.NaN))
  if (stated.every((distance, i) => distance >= (i === 0 ? 0 : (stated[i - 1] as number)))) return stated
  let sum = 0
  return Float64Array.from(stops, (stop, i) => {
    const before = (stops[Math.max(0, i - 1)] as number) * 3
    let squared = 0
    for (let k = 0; k < 3; k++) squared += ((vectors[stop * 3 + k] as number) - (vectors[before + k] as number)) ** 2
    sum += chordToKilometres(squared)
    return sum
  })
}
