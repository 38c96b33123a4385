/** Seconds since the start of the service day; `NaN` where a feed leaves it blank. Hours may be beyond 24. */
export function parseTime(text: string | undefined): number {
  const [, hours, minutes, seconds] = /^\s*(\d{1,3}):(\d\d):(\d\d)\s*$/.exec(text ?? '') ?? []
  return hours === undefined ? Number.NaN : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/**
 * Fills in the times between timed stops as if the vehicle went at one speed from one to the next: by distance, or where there is
 * none by the number of stops. An arrival without a departure is also a departure, and the other way round.
 *
 * @param arrivals seconds per stop, `NaN` where blank; filled in place
 * @param departures likewise
 * @param along distance from the first stop, never falling, in any unit, one per stop
 * @returns false where the first or the last stop has no time, or time runs backwards: nobody can know when such a trip goes
 * @see GTFS reference, stop_times.txt: "interpolated times between timepoints"
 */
export function fillTimes(arrivals: Float64Array, departures: Float64Array, along: Float64Array): boolean {
  const last = arrivals.length - 1
  arrivals.forEach((arrival, i) => {
    if (Number.isNaN(arrival)) arrivals[i] = departures[i] as number
    else if (Number.isNaN(departures[i])) departures[i] = arrival
  })
  if (last < 1 || Number.isNaN(arrivals[0]) || Number.isNaN(arrivals[last])) return false
  let timed = 0
  for (let i = 1; i <= last; i++) {
    if (Number.isNaN(arrivals[i])) continue
    fillBetween(arrivals, departures, along, timed, i)
    if ((arrivals[i] as number) < (departures[timed] as number) || (departures[i] as number) < (arrivals[i] as number))
      return false
    timed = i
  }
  return true
}

function fillBetween(arrivals: Float64Array, departures: Float64Array, along: Float64Array, from: number, to: number): void {
  const start = departures[from] as number
  const time = (arrivals[to] as number) - start
  const length = (along[to] as number) - (along[from] as number)
  for (let i = from + 1; i < to; i++) {
    const share = length > 0 ? ((along[i] as number) - (along[from] as number)) / length : (i - from) / (to - from)
    arrivals[i] = departures[i] = start + Math.round(time * share)
  }
}
