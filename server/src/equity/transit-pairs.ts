import type { Pairs } from './pairs.ts'
import { createRider, type RiderOptions } from './transit-raptor.ts'
import type { Timetable } from './transit-timetable.ts'
import { listPairs } from './travel-pairs.ts'

/** Walks, in minutes: pairs whose "settlements" are where one sets out and whose "facilities" are where one gets to. */
export type Walks = {
  readonly toStops: Pairs
  readonly betweenStops: Pairs
  readonly fromStops: Pairs
  /** All the way from settlement to facility. */
  readonly direct: Pairs
}

/** When one sets out: every `step` seconds from `from` until before `to`, in seconds from midnight. */
export type Window = { readonly from: number; readonly to: number; readonly step: number }

export type TransitPairs = {
  /** The median over the window, waiting included; no pair where less than half of the departures arrive within the limit. */
  readonly pairs: Pairs
  /** What 85 of 100 departures stay within, per pair; `Infinity` where fewer arrive. */
  readonly slow: Float64Array
}

/**
 * Travel by public transport and on foot between settlements and facilities, for somebody who sets out at any time of a window
 * and takes what comes. A walk that is faster is walked.
 *
 * @param walks with as many rows from stops as the timetable has stops
 * @returns minutes; percentiles by nearest rank, so that each is the time of a departure
 * @throws {RangeError} for a window without a departure
 * @see Conway, Byrd & van der Linden (2017), Transportation Research Record 2653: percentiles over a window of departures
 */
export function pairByTransit(
  timetable: Timetable,
  walks: Walks,
  facilities: number,
  window: Window,
  options: RiderOptions,
): TransitPairs {
  const departures = listDepartures(window)
  const rider = createRider(timetable, walks.betweenStops, options)
  const settlements = walks.toStops.offsets.length - 1
  const list = listPairs()
  const slow: number[] = []
  const arrivals = new Float64Array(facilities)
  const onFoot = new Float64Array(facilities)
  const times = new Float64Array(facilities * departures.length)
  const { offsets, facilities: goals, minutes } = walks.fromStops
  const arrive = (stop: number, second: number) => {
    for (let w = offsets[stop] as number; w < (offsets[stop + 1] as number); w++) {
      const there = second + (minutes[w] as number) * 60
      if (there < (arrivals[goals[w] as number] as number)) arrivals[goals[w] as number] = there
    }
  }
  for (let settlement = 0; settlement < settlements; settlement++) {
    rider.clear()
    arrivals.fill(Number.POSITIVE_INFINITY)
    onFoot.fill(Number.POSITIVE_INFINITY)
    const [from, to] = rowOf(walks.direct, settlement)
    for (let w = from; w < to; w++) onFoot[walks.direct.facilities[w] as number] = walks.direct.minutes[w] as number
    const [first, last] = rowOf(walks.toStops, settlement)
    const stops = walks.toStops.facilities.subarray(first, last)
    const access = walks.toStops.minutes.subarray(first, last)
    departures.forEach((departure, d) => {
      rider.depart(stops, access, departure, arrive)
      for (let f = 0; f < facilities; f++) {
        const time = Math.min(((arrivals[f] as number) - departure) / 60, onFoot[f] as number)
        times[f * departures.length + d] = time <= options.limit ? time : Number.POSITIVE_INFINITY
      }
    })
    for (let f = 0; f < facilities; f++) {
      const sorted = times.subarray(f * departures.length, (f + 1) * departures.length).sort()
      const median = percentile(sorted, 0.5)
      if (median === Number.POSITIVE_INFINITY) continue
      list.add(settlement, f, median)
      slow.push(percentile(sorted, 0.85))
    }
  }
  return { pairs: list.toPairs(settlements), slow: Float64Array.from(slow) }
}

/** Latest first, as the rider wants them. */
function listDepartures({ from, to, step }: Window): number[] {
  const departures: number[] = []
  if (step > 0) for (let departure = from; departure < to; departure += step) departures.unshift(departure)
  if (departures.length === 0) throw new RangeError(`nobody sets out from ${from} to ${to} every ${step} seconds`)
  return departures
}

const rowOf = ({ offsets }: Pairs, row: number) => [offsets[row] as number, offsets[row + 1] as number] as const

const percentile = (sorted: Float64Array, share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number
