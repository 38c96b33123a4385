import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toPairs } from './pairs.ts'
import { feedOf, tripsOf } from './testing-feeds.ts'
import { createRider } from './transit-raptor.ts'
import { buildTimetable, type Timetable } from './transit-timetable.ts'

const clock = (second: number) => new Date(second * 1000).toISOString().slice(11, 19)
const second = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 3600 + minutes * 60
}

type Walk = [from: number, to: number, minutes: number]
type Options = { walks?: Walk[]; rides?: number; limit?: number; date?: string }

/** When one gets off at each stop, having set out at a stop at a time; stops one does not get off at are missing. */
function ride(
  tables: Record<string, string>,
  from: string,
  at: string,
  { walks = [], rides = 5, limit = 600, date }: Options = {},
) {
  const feed = feedOf(tables)
  const rider = createRider(buildTimetable([feed], date ?? '20260303'), toPairs(feed.stopIds.length, walks), { rides, limit })
  const arrivals: Record<string, string> = {}
  rider.depart(Uint32Array.of(feed.stopIds.indexOf(from)), Float64Array.of(0), second(at), (stop, seconds) => {
    arrivals[feed.stopIds[stop] as string] = clock(seconds)
  })
  return arrivals
}

test('one takes the next trip, and a change to another line where there is one', () => {
  const tables = tripsOf({
    t: 'a 08:00:00, c 08:10:00',
    u: 'a 08:30:00, c 08:40:00',
    v: 'c 08:12:00, e 08:20:00',
    w: 'c 08:45:00, e 08:55:00',
  })
  assert.deepEqual(ride(tables, 'a', '07:50'), { c: '08:10:00', e: '08:20:00' })
  assert.deepEqual(ride(tables, 'a', '08:01'), { c: '08:40:00', e: '08:55:00' })
  assert.deepEqual(ride(tables, 'a', '08:31'), {})
  assert.deepEqual(ride(tables, 'a', '07:50', { rides: 1 }), { c: '08:10:00' })
})

test('one walks between stops to change, once after each ride', () => {
  const tables = tripsOf({ t: 'a 08:00:00, b 08:10:00', v: 'c 08:16:00, e 08:20:00', w: 'd 08:22:00, e 08:23:00' })
  assert.deepEqual(ride(tables, 'a', '08:00'), { b: '08:10:00' })
  assert.deepEqual(ride(tables, 'a', '08:00', { walks: [[1, 2, 6]] }), { b: '08:10:00', e: '08:20:00' })
  assert.deepEqual(
    ride(tables, 'a', '08:00', {
      walks: [
        [1, 2, 7],
        [2, 3, 1],
      ],
    }),
    { b: '08:10:00' },
  )
})

test('a trip that goes on after midnight is ridden on the day after, and one of the day after is caught in the night before', () => {
  const tables = tripsOf({ t: 'a 24:30:00, b 25:00:00', u: 'b 01:10:00, c 01:20:00' })
  assert.deepEqual(ride(tables, 'a', '00:10'), { b: '01:00:00', c: '01:20:00' })
  assert.deepEqual(ride(tables, 'a', '24:10'), { b: '01:00:00', c: '01:20:00' })
})

test('services run on their days, except where a date says otherwise', () => {
  const calendar = `service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
daily,1,1,1,1,1,0,0,20260301,20260331`
  const calendar_dates = 'service_id,date,exception_type\ndaily,20260304,2\ndaily,20260307,1'
  const tables = { ...tripsOf({ t: 'a 08:00:00, b 08:10:00' }), calendar, calendar_dates }
  const runs = (date: string) => 'b' in ride(tables, 'a', '08:00', { date })
  assert.deepEqual(['20260303', '20260304', '20260307', '20260308', '20260227', '20260401'].map(runs), [
    true,
    false,
    true,
    false,
    false,
    false,
  ])
})

test('a trip that is given by how often it goes leaves at each multiple of its headway until before the end', () => {
  const frequencies = 'trip_id,start_time,end_time,headway_secs\nt,08:00:00,08:30:00,600'
  const tables = { ...tripsOf({ t: 'a 00:00:00, b 00:05:00' }), frequencies }
  assert.deepEqual(ride(tables, 'a', '08:01'), { b: '08:15:00' })
  assert.deepEqual(ride(tables, 'a', '08:20'), { b: '08:25:00' })
  assert.deepEqual(ride(tables, 'a', '08:21', { limit: 300 }), {})
})

test('nobody gets on or off where the feed says that one cannot', () => {
  const { trips } = tripsOf({ t: '' })
  const stop_times = `trip_id,stop_id,arrival_time,departure_time,stop_sequence,pickup_type,drop_off_type
t,a,08:00:00,08:00:00,1,0,0
t,b,08:10:00,08:10:00,2,1,0
t,c,08:20:00,08:20:00,3,0,1
t,d,08:30:00,08:30:00,4,0,0`
  assert.deepEqual(ride({ trips, stop_times }, 'a', '08:00'), { b: '08:10:00', d: '08:30:00' })
  assert.deepEqual(ride({ trips, stop_times }, 'b', '08:00'), {})
})

test('an express that overtakes is taken, though it leaves later', () => {
  const tables = tripsOf({ slow: 'a 08:00:00, b 08:30:00, e 09:00:00', fast: 'a 08:10:00, b 08:15:00, e 08:20:00' })
  assert.deepEqual(ride(tables, 'a', '08:00'), { b: '08:15:00', e: '08:20:00' })
})

const drawn = fc.record({
  trips: fc.array(
    fc.record({
      start: fc.integer({ min: 0, max: 90 }),
      calls: fc.array(fc.record({ stop: fc.nat(4), minutes: fc.integer({ min: 0, max: 20 }) }), { minLength: 2, maxLength: 6 }),
    }),
    { maxLength: 14 },
  ),
  walks: fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 0, max: 15 })), { maxLength: 6 }),
  departures: fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 5 }),
})

test('over a whole window, arrivals are those that trying every trip over and over finds', () => {
  fc.assert(
    fc.property(drawn, ({ trips, walks, departures }) => {
      const calls = trips.map(({ start, calls }) => {
        let now = start
        return calls.map(({ stop, minutes }) => {
          now += minutes
          return { stop, at: now }
        })
      })
      const tables = tripsOf(
        Object.fromEntries(
          calls.map((trip, i) => [i, trip.map(({ stop, at }) => `${'abcde'[stop]} ${clock(at * 60)}`).join(',')]),
        ),
      )
      const timetable: Timetable = buildTimetable([feedOf(tables)], '20260101')
      const rider = createRider(timetable, toPairs(5, walks), { rides: 20, limit: 10_000 })
      const known = new Array<number>(5).fill(Infinity)
      for (const departure of departures.sort((a, b) => b - a)) {
        rider.depart(Uint32Array.of(0), Float64Array.of(3), departure * 60, (stop, at) => {
          known[stop] = Math.min(known[stop] as number, at / 60)
        })
        const onFirstDay = (at: number) => (at < 1440 ? at : Infinity)
        assert.deepEqual(known.map(onFirstDay), tryAll(calls, walks, departure + 3))
      }
    }),
  )
})

/** Minutes at which one can get off at each stop, found by trying every ride on every trip until nothing gets better. */
function tryAll(calls: readonly { stop: number; at: number }[][], walks: readonly Walk[], ready: number): number[] {
  const off = new Array<number>(5).fill(Infinity)
  const on = [ready, Infinity, Infinity, Infinity, Infinity]
  for (let isBetter = true; isBetter; ) {
    isBetter = false
    for (const trip of calls)
      trip.forEach(({ stop, at }, i) => {
        if ((on[stop] as number) > at) return
        for (const later of trip.slice(i + 1)) {
          if (later.at >= (off[later.stop] as number)) continue
          isBetter = true
          off[later.stop] = later.at
          for (const [from, to, minutes] of [...walks, [later.stop, later.stop, 0] as const])
            if (from === later.stop) on[to] = Math.min(on[to] as number, later.at + minutes)
        }
      })
  }
  return off
}
