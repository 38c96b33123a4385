import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toPairs } from './pairs.ts'
import type { Points } from './road-join.ts'
import { readRoadMap } from './road-map.ts'
import { buildNetwork } from './road-network.ts'
import { pairByRoad } from './road-pairs.ts'
import { foot } from './road-profile.ts'
import { feedOf, tripsOf } from './testing-feeds.ts'
import { readFeed } from './transit-feed.ts'
import { pairByTransit, type Walks } from './transit-pairs.ts'
import { createRider } from './transit-raptor.ts'
import { buildTimetable } from './transit-timetable.ts'

const eight = 8 * 3600
const frequencies = 'trip_id,start_time,end_time,headway_secs\nt,07:00:00,11:00:00,1200'
/** Every 20 minutes, from a to e in 8. */
const timetable = buildTimetable([feedOf({ ...tripsOf({ t: 'a 00:00:00, e 00:08:00' }), frequencies })], '20260303')
const none = toPairs(5, [])
const walks: Walks = {
  toStops: toPairs(2, [[0, 0, 5]]),
  betweenStops: none,
  fromStops: toPairs(5, [[4, 0, 2]]),
  direct: toPairs(2, [
    [1, 0, 40],
    [1, 1, 90],
  ]),
}
const hour = { from: eight, to: eight + 3600, step: 60 }
const options = { rides: 3, limit: 60 }

test('minutes are the median and the 85th percentile over the departures, walks and waiting included', () => {
  const { pairs, slow } = pairByTransit(timetable, walks, 2, hour, options)
  assert.deepEqual([...pairs.offsets], [0, 1, 2])
  // Walk 5, wait 0 to 19, ride 8, walk 2: of twenty waits the tenth and the seventeenth.
  assert.deepEqual([pairs.minutes[0], slow[0]], [24, 31])
})

test('who can walk and not ride walks, and what is beyond the limit is no pair', () => {
  const { pairs, slow } = pairByTransit(timetable, walks, 2, hour, options)
  assert.deepEqual([[...pairs.facilities], pairs.minutes[1], slow[1]], [[0, 0], 40, 40])
})

test('a walk that is faster than most of the rides caps what the journey takes', () => {
  const { pairs, slow } = pairByTransit(timetable, { ...walks, direct: toPairs(2, [[0, 0, 20]]) }, 2, hour, options)
  assert.deepEqual([pairs.minutes[0], slow[0]], [20, 20])
})

test('where less than half of the departures arrive there is no pair, where less than 85 of 100 do the slow ones never arrive', () => {
  const until = (time: string) => {
    const feed = feedOf({ ...tripsOf({ t: 'a 00:00:00, e 00:08:00' }), frequencies: frequencies.replace('11:00:00', time) })
    return pairByTransit(buildTimetable([feed], '20260303'), { ...walks, direct: toPairs(2, []) }, 2, hour, options)
  }
  assert.equal(until('08:21:00').pairs.minutes.length, 0)
  assert.deepEqual([...until('08:41:00').slow], [Infinity])
})

test('a window without a departure is refused', () => {
  assert.throws(() => pairByTransit(timetable, walks, 2, { ...hour, to: eight }, options), RangeError)
  assert.throws(() => pairByTransit(timetable, walks, 2, { ...hour, step: 0 }, options), RangeError)
})

const sample = join(import.meta.dirname, '../../../../shared/data/transit-porto-alegre')
const skip = existsSync(sample) ? false : 'the sample data transit-porto-alegre is not here'
test('in Porto Alegre the train keeps its published times, and the bus takes plausible ones', { skip }, async () => {
  const feeds = [await readFeed(join(sample, 'poa_eptc.zip')), await readFeed(join(sample, 'poa_trensurb.zip'))] as const
  assert.deepEqual(
    feeds.map(({ trips, unusable, stopIds }) => [trips.length, unusable, stopIds.length]),
    [
      [2374, 0, 3986],
      [1248, 0, 24],
    ],
  )
  const day = buildTimetable(feeds, '20190515')
  const stop = (id: string) => feeds[0].stopIds.length + feeds[1].stopIds.indexOf(id)
  const rider = createRider(day, toPairs(day.stops.longitudes.length, []), options)
  const arrivals = new Map<number, number>()
  rider.depart(Uint32Array.of(stop('MR')), Float64Array.of(0), 14 * 3600, (at, second) => arrivals.set(at, second))
  assert.equal(arrivals.get(stop('AP')), 14 * 3600 + 10 * 60 + 35)
  assert.equal(arrivals.get(stop('NH')), 14 * 3600 + 53 * 60 + 35)

  const network = buildNetwork(await readRoadMap(join(sample, 'poa_osm.pbf')), foot)
  const [market, campus] = [pointAt(-51.2278, -30.0276), pointAt(-51.1761, -30.058)]
  const walk = (from: Points, to: Points, limit: number) => pairByRoad(network, from, to, limit).pairs
  const walks = {
    toStops: walk(market, day.stops, 15),
    betweenStops: toPairs(day.stops.longitudes.length, []),
    fromStops: walk(day.stops, campus, 15),
    direct: walk(market, campus, 300),
  }
  const { pairs } = pairByTransit(day, walks, 1, { from: 14 * 3600, to: 15 * 3600, step: 300 }, { rides: 3, limit: 120 })
  const [byBus, onFoot] = [pairs.minutes[0] as number, walks.direct.minutes[0] as number]
  assert.ok(onFoot > 75 && onFoot < 110, `${onFoot} on foot`)
  assert.ok(byBus > 20 && byBus < 50, `${byBus} by bus`)
})

const pointAt = (longitude: number, latitude: number): Points => ({
  longitudes: Float64Array.of(longitude),
  latitudes: Float64Array.of(latitude),
})
