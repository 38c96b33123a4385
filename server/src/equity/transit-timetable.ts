import type { Points } from './road-join.ts'
import { addDays, runsOn } from './transit-calendar.ts'
import type { Feed, Trip } from './transit-feed.ts'

/** The trips of one day. Those that call at the same stops in the same order and never overtake each other are one line. */
export type Timetable = {
  /** The stops of all feeds, one feed after the other. */
  readonly stops: Points
  /** Line `l` calls at `calls[callOffsets[l]]` up to `calls[callOffsets[l + 1]]`. */
  readonly callOffsets: Uint32Array
  readonly calls: Uint32Array
  /** As in `Trip`, per call. */
  readonly closed: Uint8Array
  /** Trips of each line, earliest first. */
  readonly trips: Uint32Array
  /** The times of trip `t` at call `c` of line `l` are at `timeOffsets[l] + t * (calls of l) + c`, in seconds from midnight. */
  readonly timeOffsets: Uint32Array
  readonly arrivals: Float64Array
  readonly departures: Float64Array
  /** The calls at stop `s`, as pairs of line and place in the line: `visits[2 * v]`, `visits[2 * v + 1]`. */
  readonly visitOffsets: Uint32Array
  readonly visits: Uint32Array
}

type Run = { readonly trip: Trip; readonly stops: Uint32Array; readonly shift: number }

const day = 86_400
/** How long after the day's end what sets out on the day itself is still followed, in seconds. */
const tail = 6 * 3600

/**
 * What can be ridden on a date, and after midnight with the trips of the day before and of the day after.
 *
 * @param date `YYYYMMDD`
 */
export function buildTimetable(feeds: readonly Feed[], date: string): Timetable {
  const lines = [...Map.groupBy(runsOf(feeds, date), keyOf).values()].flatMap(partOvertaking)
  const calls = lines.map((runs) => (runs[0] as Run).stops)
  const stops = {
    longitudes: Float64Array.from(feeds.flatMap((feed) => [...feed.stops.longitudes])),
    latitudes: Float64Array.from(feeds.flatMap((feed) => [...feed.stops.latitudes])),
  }
  return {
    stops,
    callOffsets: sums(calls.map(({ length }) => length)),
    calls: Uint32Array.from(calls.flatMap((line) => [...line])),
    closed: Uint8Array.from(lines.flatMap((runs) => [...(runs[0] as Run).trip.closed])),
    trips: Uint32Array.from(lines, (runs) => runs.length),
    timeOffsets: sums(lines.map((runs) => runs.length * (runs[0] as Run).stops.length)),
    arrivals: timesOf(lines, 'arrivals'),
    departures: timesOf(lines, 'departures'),
    ...visitsOf(calls, stops.longitudes.length),
  }
}

function runsOf(feeds: readonly Feed[], date: string): Run[] {
  const runs: Run[] = []
  let before = 0
  for (const feed of feeds) {
    for (const days of [-1, 0, 1]) {
      const running = new Set([...feed.services].filter(([, service]) => runsOn(service, addDays(date, days))).map(([id]) => id))
      for (const trip of feed.trips) {
        if (!running.has(trip.service)) continue
        const stops = trip.stops.map((stop) => stop + before)
        for (const start of startsOf(trip)) {
          const shift = start + days * day
          const isOfUse = shift + (trip.arrivals.at(-1) as number) >= 0 && shift + (trip.departures[0] as number) < day + tail
          if (isOfUse) runs.push({ trip, stops, shift })
        }
      }
    }
    before += feed.stopIds.length
  }
  return runs
}

/** Seconds to add to the times of a trip, once for each time it is gone. */
function startsOf({ repeats, departures }: Trip): number[] {
  if (repeats.length === 0) return [0]
  const starts: number[] = []
  for (const { from, to, headway } of repeats)
    if (headway > 0) for (let start = from; start < to; start += headway) starts.push(start - (departures[0] as number))
  return starts
}

const keyOf = ({ stops, trip }: Run) => `${stops.join()};${trip.closed.join('')}`

/** Parts the trips of a line so that in each part, whoever boards the earlier trip arrives no later. */
function partOvertaking(runs: readonly Run[]): Run[][] {
  const parts: Run[][] = []
  const first = ({ trip, shift }: Run) => (trip.departures[0] as number) + shift
  for (const run of [...runs].sort((a, b) => first(a) - first(b))) {
    const part = parts.find((line) => isBehind(run, line.at(-1) as Run))
    if (part === undefined) parts.push([run])
    else part.push(run)
  }
  return parts
}

function isBehind(run: Run, earlier: Run): boolean {
  const isLater = (times: 'arrivals' | 'departures') =>
    run.trip[times].every((time, i) => time + run.shift >= (earlier.trip[times][i] as number) + earlier.shift)
  return isLater('arrivals') && isLater('departures')
}

function timesOf(lines: readonly (readonly Run[])[], which: 'arrivals' | 'departures'): Float64Array {
  const runs = lines.flat()
  const times = new Float64Array(runs.reduce((sum, { stops }) => sum + stops.length, 0))
  let at = 0
  for (const { trip, shift } of runs) for (const time of trip[which]) times[at++] = time + shift
  return times
}

function visitsOf(calls: readonly Uint32Array[], stops: number): Pick<Timetable, 'visitOffsets' | 'visits'> {
  const perStop = new Array<number>(stops).fill(0)
  for (const line of calls) for (const stop of line) perStop[stop] = (perStop[stop] as number) + 1
  const visitOffsets = sums(perStop)
  const visits = new Uint32Array(2 * (visitOffsets[stops] as number))
  const free = visitOffsets.slice()
  calls.forEach((line, l) => {
    line.forEach((stop, place) => {
      const at = free[stop] as number
      free[stop] = at + 1
      visits.set([l, place], at * 2)
    })
  })
  return { visitOffsets, visits }
}

function sums(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1)
  lengths.forEach((length, i) => {
    offsets[i + 1] = (offsets[i] as number) + length
  })
  return offsets
}
