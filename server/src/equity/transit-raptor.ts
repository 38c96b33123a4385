import type { Pairs } from './pairs.ts'
import type { Timetable } from './transit-timetable.ts'

export type Rider = {
  /**
   * Adds a departure to those of a day, which must come latest first: what a later one reaches, an earlier one reaches too, by
   * waiting, and only what it reaches sooner is looked at.
   *
   * @param stops where one walks to first, and @param minutes how long that takes
   * @param departure seconds from midnight
   * @param onArrival called with a stop and the second one gets off there, whenever that is earlier than was known
   */
  depart(stops: Uint32Array, minutes: Float64Array, departure: number, onArrival: (stop: number, second: number) => void): void
  /** Forgets all departures. */
  clear(): void
}

export type RiderOptions = {
  /** Vehicles one boards, at most. */
  readonly rides: number
  /** Nobody travels for longer, in minutes. */
  readonly limit: number
}

/**
 * Rides a timetable in rounds, one per vehicle boarded, with walks between stops after each.
 *
 * @param walks between stops, rows by the stop one gets off at
 * @see Delling, Pajor & Werneck (2012), Round-Based Public Transit Routing, ALENEX, alg. 1 and §4.2 (range RAPTOR)
 */
export function createRider(timetable: Timetable, walks: Pairs, { rides, limit }: RiderOptions): Rider {
  const { callOffsets, calls, closed, trips, timeOffsets, arrivals, departures, visitOffsets, visits } = timetable
  const stops = visitOffsets.length - 1
  const lines = trips.length
  /** Per round, the earliest second one can board at a stop, having ridden at most so many vehicles. */
  const ready = Array.from({ length: rides + 1 }, () => new Float64Array(stops).fill(Number.POSITIVE_INFINITY))
  const alighted = Array.from({ length: rides + 1 }, () => new Float64Array(stops).fill(Number.POSITIVE_INFINITY))
  const marked = new Uint32Array(stops)
  let markedCount = 0
  const isMarked = new Uint8Array(stops)
  const reached = new Uint32Array(stops)
  let reachedCount = 0
  const isReached = new Uint8Array(stops)
  const firstCall = new Int32Array(lines).fill(-1)
  const queue = new Uint32Array(lines)

  const mark = (stop: number) => {
    if (isMarked[stop] === 1) return
    isMarked[stop] = 1
    marked[markedCount++] = stop
  }
  const lower = (all: readonly Float64Array[], round: number, stop: number, second: number): boolean => {
    if (second >= ((all[round] as Float64Array)[stop] as number)) return false
    for (let k = round; k <= rides && second < ((all[k] as Float64Array)[stop] as number); k++)
      (all[k] as Float64Array)[stop] = second
    return true
  }

  const queueLines = (): number => {
    let queued = 0
    for (let m = 0; m < markedCount; m++) {
      const stop = marked[m] as number
      isMarked[stop] = 0
      for (let v = visitOffsets[stop] as number; v < (visitOffsets[stop + 1] as number); v++) {
        const line = visits[v * 2] as number
        const place = visits[v * 2 + 1] as number
        const known = firstCall[line] as number
        if (known < 0) queue[queued++] = line
        if (known < 0 || place < known) firstCall[line] = place
      }
    }
    markedCount = 0
    return queued
  }

  const rideLine = (line: number, from: number, round: number, latest: number) => {
    const before = ready[round - 1] as Float64Array
    const start = callOffsets[line] as number
    const length = (callOffsets[line + 1] as number) - start
    const times = timeOffsets[line] as number
    let trip = trips[line] as number
    for (let place = from; place < length; place++) {
      const stop = calls[start + place] as number
      const rule = closed[start + place] as number
      if (trip < (trips[line] as number) && (rule & 2) === 0) {
        const second = arrivals[times + trip * length + place] as number
        if (second <= latest && lower(alighted, round, stop, second) && isReached[stop] === 0) {
          isReached[stop] = 1
          reached[reachedCount++] = stop
        }
      }
      if ((rule & 1) !== 0) continue
      const earliest = before[stop] as number
      if (earliest > latest) continue
      trip = earliestTrip(departures, times + place, length, trip, earliest)
    }
  }

  return {
    depart(from, minutes, departure, onArrival) {
      const latest = departure + limit * 60
      from.forEach((stop, i) => {
        const second = departure + (minutes[i] as number) * 60
        if (second <= latest && lower(ready, 0, stop, second)) mark(stop)
      })
      for (let round = 1; round <= rides && markedCount > 0; round++) {
        const queued = queueLines()
        for (let q = 0; q < queued; q++) {
          const line = queue[q] as number
          const place = firstCall[line] as number
          firstCall[line] = -1
          rideLine(line, place, round, latest)
        }
        for (let r = 0; r < reachedCount; r++) {
          const stop = reached[r] as number
          isReached[stop] = 0
          const second = (alighted[round] as Float64Array)[stop] as number
          onArrival(stop, second)
          if (lower(ready, round, stop, second)) mark(stop)
          for (let w = walks.offsets[stop] as number; w < (walks.offsets[stop + 1] as number); w++) {
            const there = second + (walks.minutes[w] as number) * 60
            const other = walks.facilities[w] as number
            if (there <= latest && lower(ready, round, other, there)) mark(other)
          }
        }
        reachedCount = 0
      }
      for (let m = 0; m < markedCount; m++) isMarked[marked[m] as number] = 0
      markedCount = 0
    },
    clear() {
      for (const all of [ready, alighted]) for (const round of all) round.fill(Number.POSITIVE_INFINITY)
    },
  }
}

/**
 * The first trip of a line that leaves a call no earlier than a second; never a later one than is sat in already. Trips do not
 * overtake, so that it is searched by halves.
 */
function earliestTrip(departures: Float64Array, at: number, length: number, seated: number, second: number): number {
  let low = 0
  let high = seated
  while (low < high) {
    const middle = (low + high) >> 1
    if ((departures[at + middle * length] as number) >= second) high = middle
    else low = middle + 1
  }
  return low
}
