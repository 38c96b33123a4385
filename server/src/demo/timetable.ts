import { zipFile } from '#region'
import { type BusLine, layBusLines } from './bus-lines.ts'
import { positionOf } from './grid.ts'
import type { Land } from './land.ts'

/** First and last departure, and minutes from one to the next. */
type Service = readonly [first: string, last: string, headway: number]

const services: Readonly<Record<'weekday' | 'weekend', Readonly<Record<BusLine['kind'], Service>>>> = {
  weekday: { city: ['05:30', '22:30', 10], trunk: ['05:30', '20:30', 30], town: ['06:00', '18:30', 90] },
  weekend: { city: ['06:30', '22:00', 15], trunk: ['06:30', '19:30', 60], town: ['08:00', '16:30', 180] },
}
const kilometresPerHour: Readonly<Record<BusLine['kind'], number>> = { city: 18, trunk: 36, town: 28 }
const secondsAtStop = 20

/** The buses of the island as a GTFS feed: how often each line goes, on working days and on weekends. */
export function timetableOf(land: Pick<Land, 'roads' | 'divisions' | 'facilities'>): Buffer {
  const lines = layBusLines(land)
  const stops = new Map(lines.flatMap((line) => line.stops.map((stop) => [stop.id, stop] as const)))
  const trips = lines.flatMap((line) => [false, true].flatMap((isBack) => tripsOf(line, isBack)))
  const table = (header: string, rows: readonly (readonly (string | number)[])[]) =>
    `${[header, ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`
  return zipFile({
    'agency.txt': table('agency_id,agency_name,agency_url,agency_timezone', [
      ['lib', 'Lantern Island Buses', 'https://buses.example', 'Pacific/Guam'],
    ]),
    'routes.txt': table(
      'route_id,agency_id,route_short_name,route_type',
      lines.map(({ id }, i) => [id, 'lib', i + 1, 3]),
    ),
    'calendar.txt': table('service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date', [
      ['weekday', 1, 1, 1, 1, 1, 0, 0, '20260101', '20401231'],
      ['weekend', 0, 0, 0, 0, 0, 1, 1, '20260101', '20401231'],
    ]),
    'stops.txt': table(
      'stop_id,stop_name,stop_lon,stop_lat',
      [...stops.values()].map(({ id, name, point }) => [id, name, ...positionOf(point)]),
    ),
    'trips.txt': table(
      'route_id,service_id,trip_id,direction_id',
      trips.map(({ line, day, id, isBack }) => [line.id, day, id, Number(isBack)]),
    ),
    'stop_times.txt': table(
      'trip_id,arrival_time,departure_time,stop_id,stop_sequence',
      trips.flatMap((trip) => callsOf(trip)),
    ),
    'frequencies.txt': table(
      'trip_id,start_time,end_time,headway_secs',
      trips.map(({ id, day, line }) => {
        const [first, last, headway] = services[day][line.kind]
        return [id, `${first}:00`, `${last}:01`, headway * 60]
      }),
    ),
  })
}

type Trip = { readonly id: string; readonly line: BusLine; readonly day: 'weekday' | 'weekend'; readonly isBack: boolean }

function tripsOf(line: BusLine, isBack: boolean): Trip[] {
  return (['weekday', 'weekend'] as const).map((day) => ({ id: `${line.id}-${day}-${isBack ? 'out' : 'in'}`, line, day, isBack }))
}

function callsOf({ id, line, day, isBack }: Trip): (string | number)[][] {
  const { stops, kilometres, kind } = line
  const order = [...stops.keys()]
  if (isBack) order.reverse()
  const [first = '00:00'] = services[day][kind]
  const start = kilometres[order[0] ?? 0] ?? 0
  return order.map((at, call) => {
    const way = Math.abs((kilometres[at] ?? 0) - start)
    const arrival = seconds(first) + (way / kilometresPerHour[kind]) * 3600 + call * secondsAtStop
    return [id, clock(arrival), clock(arrival + secondsAtStop), stops[at]?.id ?? '', call + 1]
  })
}

function seconds(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 3600 + minutes * 60
}

function clock(at: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const whole = Math.round(at)
  return `${two(whole / 3600)}:${two((whole % 3600) / 60)}:${two(whole % 60)}`
}
