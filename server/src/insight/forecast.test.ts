import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { Temporal } from 'temporal-polyfill'
import { forecast, type Reading } from '#insight'

const file = join(import.meta.dirname, '../../../../shared/data/parking-birmingham/dataset.csv')
const skip = existsSync(file) ? false : `the readings are not at ${file}`

/** The history of every car park, oldest first, and its capacity. */
function birmingham() {
  const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[]
  return [...Map.groupBy(rows, (row) => row.SystemCodeNumber ?? '')].map(([id, polls]) => {
    const total = Number(polls[0]?.Capacity)
    const free = new Map<number, number>()
    for (const { Occupancy, LastUpdated = '' } of polls) {
      const at = Temporal.PlainDateTime.from(LastUpdated).toZonedDateTime('Europe/London').epochMilliseconds
      if (Number(Occupancy) >= 0) free.set(at, Math.max(0, total - Number(Occupancy)))
    }
    const history = [...free].sort(([a], [b]) => a - b).map(([at, spaces]): Reading => ({ at: new Date(at), free: spaces }))
    return { id, total, history }
  })
}

test('over the last week of Birmingham the forecast beats the seasonal naive, and the interval holds what it says', {
  skip,
}, (t) => {
  const now = new Date('2016-12-19T16:45:00Z')
  const all = birmingham().map(({ id, total, history }) => ({ id, forecast: forecast(history, total, now, 'Europe/London') }))
  const made = all.flatMap(({ id, forecast: one }) => (one.ok ? [{ id, ...one.error, points: one.points }] : []))
  const without = all.flatMap(({ id, forecast: one }) => (one.ok ? [] : [`${id} (${one.reason})`]))
  const mean = (of: (site: (typeof made)[number]) => number) => made.reduce((sum, site) => sum + of(site), 0) / made.length
  const better = made.filter(({ ours, seasonalNaive }) => ours < seasonalNaive)
  t.diagnostic(`mean error ${mean((s) => s.ours).toFixed(1)} spaces, seasonal naive ${mean((s) => s.seasonalNaive).toFixed(1)}`)
  t.diagnostic(`better at ${better.length} of ${made.length}; coverage ${mean((s) => s.covered).toFixed(3)}`)
  t.diagnostic(`mean ratio of the errors ${mean((s) => s.ours / s.seasonalNaive).toFixed(3)}; without: ${without.join(', ')}`)
  assert.equal(all.length, 30)
  assert.ok(made.length >= 26)
  assert.ok(mean((site) => site.ours) < 0.8 * mean((site) => site.seasonalNaive))
  assert.ok(better.length >= 0.9 * made.length)
  assert.ok(Math.abs(mean((site) => site.covered) - 0.8) < 0.05)
})

/** A car park of 100 spaces, open 08:00–18:00 local time, fuller at noon and on weekdays, polled each half hour. */
function madeUp(from: string, days: number, zone = 'Europe/London', busy = 60): Reading[] {
  const start = Temporal.PlainDate.from(from)
  return Array.from({ length: days * 21 }, (_, i) => {
    const date = start.add({ days: Math.floor(i / 21) })
    const minutes = 8 * 60 + (i % 21) * 30
    const time = Temporal.PlainTime.from('00:00').add({ minutes })
    const isWeekend = date.dayOfWeek > 5
    const taken = (isWeekend ? busy / 3 : busy) * (1 - Math.abs(minutes - 13 * 60) / (6 * 60))
    return {
      at: new Date(date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds),
      free: Math.round(100 - taken),
    }
  })
}

test('the rhythm stays with the local clock when clocks change', () => {
  // Clocks went back on 30 October 2016: noon is 11:00 UTC before and 12:00 UTC after.
  const history = madeUp('2016-08-29', 63)
  const made = forecast(history, 100, new Date('2016-10-30T23:00:00Z'), 'Europe/London')
  assert.ok(made.ok)
  const fullest = made.points.reduce((least, point) => (point.free < least.free ? point : least))
  assert.equal(fullest.at.toISOString(), '2016-10-31T13:00:00.000Z')
  assert.equal(fullest.free, 40)
})

test('hours in which the car park was never open are left out', () => {
  const made = forecast(madeUp('2016-08-29', 42), 100, new Date('2016-10-09T20:00:00Z'), 'Europe/London')
  assert.ok(made.ok)
  const hours = made.points.map(({ at }) => Temporal.Instant.from(at.toISOString()).toZonedDateTimeISO('Europe/London').hour)
  assert.deepEqual([...new Set(hours)], [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])
})

test('the forecast stays between none and all, inside its interval, in the 24 hours ahead', () => {
  const now = new Date('2016-10-14T11:10:00Z')
  for (const busy of [0, 60, 300]) {
    const history = madeUp('2016-08-29', 47, 'Europe/London', busy).map((one) => ({ ...one, free: Math.max(0, one.free) }))
    const made = forecast(history, 100, now, 'Europe/London')
    assert.ok(made.ok && made.points.length > 30)
    for (const { at, free, low, high } of made.points) {
      assert.ok(0 <= low && low <= free && free <= high && high <= 100)
      assert.ok(at > now && at.getTime() <= now.getTime() + 24 * 3_600_000)
    }
  }
})

test('what is read after the moment of the forecast changes nothing', () => {
  const now = new Date('2016-10-14T11:10:00Z')
  const history = madeUp('2016-08-29', 50)
  const known = history.filter(({ at }) => at <= now)
  assert.deepEqual(forecast(history, 100, now, 'Europe/London'), forecast(known, 100, now, 'Europe/London'))
})

test('where nothing can be said, the reason is', () => {
  const history = madeUp('2016-08-29', 42)
  const now = new Date('2016-10-09T20:00:00Z')
  assert.deepEqual(forecast(history, undefined, now, 'UTC'), { ok: false, reason: 'no-capacity' })
  assert.deepEqual(forecast([], 100, now, 'UTC'), { ok: false, reason: 'too-little-history' })
  assert.deepEqual(forecast(history.slice(-200), 100, now, 'UTC'), { ok: false, reason: 'too-little-history' })
  assert.deepEqual(forecast(history, 100, new Date('2016-10-20T20:00:00Z'), 'UTC'), { ok: false, reason: 'stale' })
})
