import type { Forecast, ForecastPoint } from '#contract'
import { findDepartures } from './departures.ts'
import { day, localQuarters, quarterHour } from './local-time.ts'
import { learn, type Model } from './model.ts'
import { score } from './score.ts'
import { type Reading, toSeries } from './series.ts'

const quantiles = [0.1, 0.9] as const
const hours = 60 * 60_000
/** A weekend may be closed; a longer silence is no pause. */
const longestSilence = 72 * hours
const leastDays = 21

/**
 * Free spaces of a car park for each quarter of an hour of the next 24 hours: the site's rhythm of the week in local time, plus
 * what its present departures from the rhythm tell about the time ahead; the interval comes from the errors that the same
 * forecasts would have had in the past, hour ahead by hour ahead. Quarters that have no rhythm, such as the nights of a car park
 * that closes, are left out.
 *
 * @param history oldest first; 12 weeks are plenty and 3 the least
 * @param total spaces
 * @param zone IANA time zone of the site
 * @throws {RangeError} when the zone is unknown
 */
export function forecast(history: readonly Reading[], total: number | undefined, now: Date, zone: string): Forecast {
  if (total === undefined || !(total > 0)) return { ok: false, reason: 'no-capacity' }
  const known = history.filter(({ at }) => at <= now)
  const [oldest, newest] = [known[0], known.at(-1)]
  if (oldest === undefined || newest === undefined) return { ok: false, reason: 'too-little-history' }
  if (now.getTime() - newest.at.getTime() > longestSilence) return { ok: false, reason: 'stale' }
  if (newest.at.getTime() - oldest.at.getTime() < (leastDays - 1) * 24 * hours) return { ok: false, reason: 'too-little-history' }

  const quarterOf = localQuarters(zone)
  const series = toSeries(known, quarterOf)
  const departures = findDepartures(series)
  const origin = departures.read.findLastIndex((departure) => !Number.isNaN(departure))
  const error = score(series, departures, total, quantiles)
  if (origin < 0 || error === undefined) return { ok: false, reason: 'too-little-history' }

  const model = learn(departures, series.end, total)
  const points = quartersAfter(now).flatMap((at) => pointAt(at, quarterOf(at.getTime()) - series.first, origin, model, total))
  return { ok: true, madeAt: now, total, coverage: quantiles[1] - quantiles[0], points, error }
}

function quartersAfter(now: Date): Date[] {
  const next = (Math.floor(now.getTime() / quarterHour) + 1) * quarterHour
  return Array.from({ length: day }, (_, i) => new Date(next + i * quarterHour))
}

function pointAt(at: Date, target: number, origin: number, model: Model, total: number): ForecastPoint[] {
  const ahead = Math.max(1, target - origin)
  const free = model.predict(origin, target)
  if (Number.isNaN(free)) return []
  const within = (spaces: number) => Math.round(Math.min(total, Math.max(0, spaces)))
  const [low, high] = quantiles.map((quantile) => within(free + model.errorAt(quantile, ahead))) as [number, number]
  const middle = within(free)
  return [{ at, free: middle, low: Math.min(low, middle), high: Math.max(high, middle) }]
}
