import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gridDisk, latLngToCell } from 'h3-js'
import type { AccessService, GapAsk, GapOfService, GapService } from '#contract'
import { createAccessService, createGapService, startTravel, type Travel } from '#equity'
import { Invalid, type Pool } from '#kernel'
import { createRegionService, type PackDraft, readHours, roadsFile, zipFile } from '#region'
import { testPool } from '#testing'
import { tripsOf } from './testing-feeds.ts'
import { type Ground, openGround } from './testing-region.ts'

/** A Tuesday. */
const now = new Date('2026-03-03T10:00:00Z')
const kilometresPerDegree = (Math.PI / 180) * 6371.0088
const standard = { urban: 15, town: 20, rural: 30 }
const service = { kind: 'clinic', names: { en: 'Clinic' }, standard, online: 0.4 }
const named = (id: string) => ({ id, names: { en: id } })

/** A road along the equator from the city to the east; `hill` lies 0.2° north of it, without any. */
const draft: PackDraft = {
  region: {
    id: 'road',
    names: { en: 'Road' },
    languages: ['en'],
    timeZone: 'Asia/Tokyo',
    currency: 'EUR',
    coordinates: 'WGS84',
    classes: { '111': 'urban', '220': 'rural' },
    travel: {
      detour: 1.3,
      speed: { urban: 20, town: 25, rural: 30 },
      modes: { car: { roads: { primary: 60, track: 30 } }, foot: { roads: { primary: 5, track: 5 } } },
      seasons: { rains: { track: 0.5 } },
      land: { meadow: { foot: 4, car: 6 }, lake: {} },
    },
    services: [service],
  },
  areas: [
    { code: 'r', level: 'county', names: { en: 'Road' } },
    { code: 'city', parent: 'r', level: 'town', officialClass: '111', names: { en: 'City' } },
    { code: 'land', parent: 'r', level: 'town', officialClass: '220', names: { en: 'Land' } },
  ],
  settlements: [
    { ...named('city'), area: 'city', position: [0, 0], population: 1000, ages: {} },
    { ...named('near'), area: 'land', position: [0.1, 0], population: 100, ages: {} },
    { ...named('far'), area: 'land', position: [0.4, 0], population: 300, ages: {} },
    { ...named('hill'), area: 'land', position: [0.2, 0.2], population: 40, ages: {} },
  ],
  facilities: [
    {
      ...named('c1'),
      kind: 'clinic',
      area: 'city',
      position: [0.05, 0],
      capacity: 3,
      openingHours: 'Mo-Fr 08:00-18:00; Sa 08:00-12:00',
    },
    { ...named('c2'), kind: 'clinic', area: 'land', position: [0.3, 0], capacity: 1, openingHours: '24/7' },
  ],
}

const nodes = [0, 0.05, 0.1, 0.2, 0.3, 0.4].map((longitude) => [longitude, 0] as const)
const ways = [
  [[0, 1, 2, 3, 4], { highway: 'primary' }],
  [[4, 5], { highway: 'track' }],
] as const
const roads = roadsFile(nodes, ways, new Date('2026-10-30'))

let pool: Pool
let ground: Ground
let travel: Travel
let gap: GapService
let access: AccessService

before(async () => {
  pool = await testPool()
  ground = await openGround(pool)
  travel = startTravel(pool)
  const deps = { pool, clock: () => now, travel, isOpen: readHours() }
  gap = createGapService(deps)
  access = createAccessService(deps)
})
after(async () => {
  await travel.stop()
  await ground.close()
})

const isNear = (actual: number | undefined, expected: number, within = 1e-3) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= within * expected, `${actual}, not ${expected}`)

async function minutesOf(ask: GapAsk = {}): Promise<Record<string, number | undefined>> {
  const settlements = await gap.settlements('clinic', undefined, ask)
  return Object.fromEntries(settlements.map(({ id, minutes }) => [id, minutes]))
}

async function clinicsOf(ask: GapAsk = {}): Promise<GapOfService> {
  const [clinics] = (await gap.report(undefined, ask)).services
  assert.ok(clinics)
  return clinics
}

const byRoad = (degrees: number, speed = 60) => (degrees * kilometresPerDegree * 60) / speed
const byLine = (degrees: number, speed: number) => (degrees * kilometresPerDegree * 1.3 * 60) / speed

test('without files, minutes are straight lines, and the answer says so', async () => {
  await ground.bring(draft)
  const minutes = await minutesOf()
  isNear(minutes.near, byLine(0.05, 30))
  assert.deepEqual((await clinicsOf()).travel, [{ by: 'line', people: 1440 }])
  isNear((await minutesOf({ mode: 'foot' })).near, byLine(0.05, 4.8))
})

test('with roads, minutes are those by road, and a place far from any goes in a straight line', async () => {
  await ground.bring(draft, { 'roads.osm.pbf': roads })
  const minutes = await minutesOf()
  isNear(minutes.city, byRoad(0.05))
  isNear(minutes.near, byRoad(0.05))
  isNear(minutes.far, byRoad(0.1, 30))
  isNear(minutes.hill, byLine(Math.hypot(0.1, 0.2), 30))
  assert.deepEqual((await clinicsOf()).travel, [
    { by: 'road', people: 1400 },
    { by: 'line', people: 40 },
  ])
  isNear((await minutesOf({ mode: 'foot' })).near, byRoad(0.05, 5))
})

test('a resident is told the minutes of the gap at once, and those of straight lines until travel is worked out', async () => {
  const held = Promise.withResolvers<void>()
  const slow: Travel = { ...travel, nearest: (...ask) => held.promise.then(() => travel.nearest(...ask)) }
  const ofResidents = createGapService({ pool, clock: () => now, travel: slow, isOpen: readHours() })
  const from = [0.401, 0.001] as const
  const waiting = await ofResidents.ways(from)
  assert.deepEqual([waiting.isWaiting, waiting.mode, waiting.ways[0]?.by], [true, 'car', 'line'])
  isNear(waiting.ways[0]?.minutes, byLine(0.1, 30))
  assert.equal(await ofResidents.latest(), undefined)
  held.resolve()
  await ofResidents.report()
  const { isWaiting, ways } = await ofResidents.ways(from)
  const [way] = ways
  assert.deepEqual([isWaiting, way?.facility, way?.by], [false, 'c2', 'road'])
  isNear(way?.minutes, byRoad(0.1, 30))
  assert.equal((await ofResidents.latest())?.services.length, 1)
})

test('a season slows what it slows, and one that is not there is refused with those that are', async () => {
  isNear((await minutesOf({ season: 'rains' })).far, byRoad(0.1, 15))
  isNear((await minutesOf({ season: 'rains' })).near, byRoad(0.05))
  await assert.rejects(gap.report(undefined, { season: 'snow' }), /no season snow. It has: rains/)
})

test('what the region imported is told with its size and its date, and importing it again keeps it', async () => {
  const region = createRegionService(pool, () => now)
  const [file] = (await region.info())?.files ?? []
  assert.deepEqual([file?.name, file?.bytes, file?.facts], ['roads.osm.pbf', roads.length, { blocks: 1, date: '2026-10-30' }])
  const ids = () => pool.query('select id from region.file')
  const kept = await ids()
  await ground.bring(draft, { 'roads.osm.pbf': roads })
  assert.deepEqual(await ids(), kept)
})

test('where roads are missing, people cross the land at the speed of what covers it, and not what cannot be crossed', async () => {
  // Cells of 5 km² around the hill, down to the road.
  const cells = gridDisk(latLngToCell(0.1, 0.2, 7), 9)
  const land = (cover: (cell: string) => string) => ['cell,cover', ...cells.map((cell) => `${cell},${cover(cell)}`)].join('\n')
  await ground.bring(draft, { 'roads.osm.pbf': roads, 'land.csv': land(() => 'meadow') })
  const { hill } = await minutesOf()
  const straight = (0.2 * kilometresPerDegree * 60) / 6 + byRoad(0.1)
  assert.ok(hill !== undefined && hill > straight * 0.9 && hill < straight * 1.35, `${hill}, about ${straight}`)
  assert.deepEqual((await clinicsOf()).travel, [
    { by: 'road', people: 1400 },
    { by: 'grid', people: 40 },
  ])
  await ground.bring(draft, { 'roads.osm.pbf': roads, 'land.csv': land(() => 'lake') })
  isNear((await minutesOf()).hill, byLine(Math.hypot(0.1, 0.2), 30))
})

test('a table from elsewhere stands above roads, for the mode it is for, and what it leaves out cannot be travelled', async () => {
  const table = 'settlement,facility,minutes,mode\nnear,c1,41,car\nnear,c2,17,\nfar,c1,90,foot'
  await ground.bring(draft, { 'roads.osm.pbf': roads, 'travel.csv': table })
  assert.equal((await minutesOf()).near, 17)
  isNear((await minutesOf()).far, byRoad(0.1, 30))
  assert.equal((await minutesOf({ mode: 'foot' })).far, 90)
  const found = await access.settlements({ service: 'clinic', measure: 'k-th', k: 2, limit: 240 })
  assert.equal(found.settlements.find(({ settlement }) => settlement === 'near')?.value, 41)
  assert.deepEqual(
    found.travel.map(({ by }) => by),
    ['table', 'road', 'line'],
  )
})

const trips = tripsOf({ early: 'city 08:00:00, c1 08:10:00, c2 08:40:00', late: 'city 08:30:00, c1 08:40:00, c2 09:10:00' })
const feed = {
  'stops.txt': 'stop_id,stop_lon,stop_lat\ncity,0,0\nc1,0.05,0\nc2,0.3,0',
  'calendar.txt': `service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
daily,1,1,1,1,1,0,0,20260101,20261231`,
  'trips.txt': trips.trips,
  'stop_times.txt': trips.stop_times,
}

test('by bus, minutes are those of the timetable with the wait, half of the departures and 85 of 100', async () => {
  await assert.rejects(gap.report(undefined, { mode: 'bus' }), Invalid)
  await ground.bring(draft, { 'roads.osm.pbf': roads, 'transit.zip': zipFile(feed) })
  assert.deepEqual((await gap.report()).method.modes, ['car', 'motorcycle', 'bus', 'foot'])
  // Every 5 minutes from 08:00 until before 09:00: 0 to 25 minutes of waiting for the bus at 08:30, then there is none.
  const minutes = await minutesOf({ mode: 'bus', at: 'tuesday-08:00' })
  assert.equal(minutes.city, 30)
  const ask = { service: 'clinic', measure: 'nearest', limit: 240, mode: 'bus', at: 'tuesday-08:00' } as const
  const slow = await access.settlements({ ...ask, percentile: 'slow' })
  isNear(slow.settlements.find(({ settlement }) => settlement === 'city')?.value, byRoad(0.05, 5))
  assert.equal(slow.day, '20260106')
  // On Sundays nothing runs, and the clinic nearby is shut: one walks all the way to the other.
  isNear((await minutesOf({ mode: 'bus', at: 'sunday-08:00' })).city, byRoad(0.3, 5))
})

test('what is shut at a time serves nobody then, in the region’s own time', async () => {
  await ground.bring(draft, { 'roads.osm.pbf': roads })
  const sunday = await minutesOf({ at: 'sunday-20:00' })
  isNear(sunday.city, byRoad(0.3))
  isNear(sunday.far, byRoad(0.1, 30))
  // A Sunday in Tokyo, and 07:59 and 08:00 of the Monday after it.
  assert.deepEqual(await minutesOf({ at: '2026-11-29T20:00' }), sunday)
  isNear((await minutesOf({ at: '2026-11-29T22:59Z' })).city, byRoad(0.3))
  isNear((await minutesOf({ at: '2026-11-29T23:00Z' })).city, byRoad(0.05))
  assert.equal((await gap.report(undefined, { at: '2026-11-29T20:00' })).method.time, '2026-11-29 20:00 (sunday)')
  for (const at of ['yesterday', 'sunday-25:00', '2026-13-01T10:00'])
    await assert.rejects(gap.report(undefined, { at }), /is no time/)
  await assert.rejects(gap.report(undefined, { hours: 'weekday-18-08' }), /no hours of the week/)
})

test('over hours, reach is the mean over them', async () => {
  const urban = (one: GapOfService) => one.rows.find((row) => row.class === 'urban')
  // On Saturday the clinic next to the city is open from 8 to 12: half of the time from 8 to 16.
  const saturday = urban(await clinicsOf({ hours: 'saturday-08-16' }))
  assert.deepEqual([saturday?.reached, saturday?.share], [500, 0.5])
  isNear(saturday?.meanMinutes, (byRoad(0.05) + byRoad(0.3)) / 2)
  const found = await access.settlements({ service: 'clinic', measure: 'cumulative', limit: 60, hours: 'saturday-08-16' })
  isNear(found.settlements.find(({ settlement }) => settlement === 'city')?.value, 1 + 3 / 2)
})

test('through the week, each hour has who is reached then', async () => {
  const { hours = [], total } = await gap.week('clinic')
  assert.deepEqual([hours.length, total], [168, 168])
  const at = (day: number, hour: number) => hours[day * 24 + hour]
  assert.deepEqual([at(0, 7)?.open, at(0, 8)?.open, at(5, 11)?.open, at(5, 12)?.open], [1, 2, 2, 1])
  assert.deepEqual([at(0, 7)?.shares.urban, at(0, 8)?.shares.urban], [0, 1])
})

test('through the week by bus, each hour is one of setting out then, worked out in the background with how far it is', async () => {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`
  const every5 = Array.from({ length: 12 }, (_, i) => [`t${i}`, `city ${clock(480 + i * 5)}, c1 ${clock(490 + i * 5)}`] as const)
  const { trips, stop_times } = tripsOf(Object.fromEntries(every5))
  const often = zipFile({ ...feed, 'trips.txt': trips, 'stop_times.txt': stop_times })
  await ground.bring(draft, { 'roads.osm.pbf': roads, 'transit.zip': often })
  const begun = await gap.week('clinic', undefined, { mode: 'bus', waitMs: 0 })
  assert.deepEqual([begun.total, begun.hours], [168, undefined])
  const { hours = [], done } = await gap.week('clinic', undefined, { mode: 'bus', waitMs: 60_000 })
  assert.deepEqual([hours.length, done], [168, 168])
  const urban = (day: number, hour: number) => hours[day * 24 + hour]?.shares.urban
  // Ten minutes by bus from Monday to Friday between 8 and 9; else, and on Sundays, one would have to walk.
  assert.deepEqual([urban(0, 7), urban(0, 8), urban(0, 9), urban(4, 8), urban(6, 8)], [0, 1, 0, 1, 0])
  assert.deepEqual(
    hours.slice(24, 48).map(({ shares }) => shares),
    hours.slice(48, 72).map(({ shares }) => shares),
  )
  const single = await clinicsOf({ mode: 'bus', at: 'tuesday-08:00' })
  assert.equal(single.rows.find((row) => row.class === 'urban')?.share, urban(1, 8))
})

test('now, a facility counts for the free places that it told lately, and what it tells recomputes nothing', async () => {
  const version = async () => (await pool.query<{ version: number }>('select version from analytics.region'))[0]?.version
  const before = await version()
  const tell = async (free: number, observedAt: string) => {
    const entity = {
      id: 'urn:ngsi-ld:Facility:c2',
      types: [],
      scopes: [],
      attributes: {
        'https://uri.etsi.org/ngsi-ld/default-context/freeCapacity': [{ type: 'Property', value: free, observedAt }],
      },
    } as const
    await ground.writer.write([{ tenant: '', mode: 'append', entity }])
    await ground.follower.caughtUp()
  }
  const city = async () => {
    const found = await access.settlements({ service: 'clinic', measure: 'cumulative', limit: 60, at: 'now' })
    return found.settlements.find(({ settlement }) => settlement === 'city')?.value
  }
  assert.equal(await city(), 1)
  await tell(7, '2026-03-03T09:50:00.000Z')
  assert.equal(await city(), 7)
  await tell(0, '2026-03-03T09:55:00.000Z')
  assert.equal(await city(), 0)
  assert.equal((await minutesOf({ at: 'now' })).city, undefined)
  await tell(7, '2026-03-02T09:55:00.000Z')
  assert.equal(await version(), before)
})

test('who is served at a distance is worked out by hand: coverage, device, skill, helpers, and a kiosk within reach', async () => {
  const digital = `settlement,area,coverage,device,skill,helper,kiosks
,r,0.9,0.8,0.5,0.25,0
near,,1,0.5,0.5,0,0
far,,0.5,0.5,0.4,0,1`
  await ground.bring(draft, { 'roads.osm.pbf': roads, 'digital.csv': digital })
  const able = { city: 0.9 * (0.4 + 0.6 * 0.25), near: 0.25, far: 0.5, hill: 0.9 * (0.4 + 0.6 * 0.25) }
  const valuesOf = async (measure: 'online' | 'virtual' | 'joint' | 'two-step') => {
    const found = await access.settlements({ service: 'clinic', measure, limit: 60, decay: 'none' })
    return Object.fromEntries(found.settlements.map(({ settlement, value }) => [settlement, value ?? 0]))
  }
  const online = await valuesOf('online')
  for (const [id, share] of Object.entries(able)) isNear(online[id], share, 1e-12)
  // Four units, 40 % of them at a distance, for those who can use them.
  const each = (0.4 * 4) / (1000 * able.city + 100 * able.near + 300 * able.far + 40 * able.hill)
  const virtual = await valuesOf('virtual')
  for (const [id, share] of Object.entries(able)) isNear(virtual[id], share * each, 1e-12)
  const [joint, physical] = [await valuesOf('joint'), await valuesOf('two-step')]
  for (const id of Object.keys(able)) isNear(joint[id], 0.6 * (physical[id] ?? 0) + (virtual[id] ?? 0), 1e-12)
  const people = { city: 1000, near: 100, far: 300, hill: 40 }
  const total = Object.entries(people).reduce((sum, [id, residents]) => sum + residents * (joint[id] ?? 0), 0)
  isNear(total, 4, 1e-9)
  const rural = (await clinicsOf({ at: 'sunday-20:00' })).rows.find((row) => row.class === 'rural')
  // On Sunday evening the clinic at 0.3° is the only one: near and far are in time of it, the hill is not.
  assert.equal(rural?.reached, 400)
  isNear(rural?.shareWithOnline, (400 + 40 * able.hill) / 440, 1e-12)
})

test('what is not given at a distance, or of which nobody knows who could use it, is refused', async () => {
  await ground.bring(draft)
  await assert.rejects(access.report({ service: 'clinic', measure: 'virtual' }), /no digital\.csv/)
  const { online: _, ...inPlace } = service
  await ground.bring({ ...draft, region: { ...draft.region, services: [inPlace] } })
  await assert.rejects(access.report({ service: 'clinic', measure: 'joint' }), /not given at a distance/)
})

test('a broken file is told from a whole one, with how to mend it, and nothing is imported', async () => {
  const faulty = async (files: Readonly<Record<string, string | Buffer>>) => {
    const error = await ground.bring(draft, files).then(
      () => undefined,
      (problem: unknown) => problem,
    )
    assert.ok(error instanceof Invalid)
    return error.faults?.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
  }
  assert.match((await faulty({ 'roads.osm.pbf': roads.subarray(0, -5) })) ?? '', /roads\.osm\.pbf: The file breaks off/)
  assert.match((await faulty({ 'roads.osm.pbf': 'no map at all' })) ?? '', /no OpenStreetMap extract/)
  assert.match((await faulty({ 'transit.zip': 'no zip' })) ?? '', /transit\.zip: This is no zip/)
  const { 'trips.txt': _, ...less } = feed
  assert.match((await faulty({ 'transit.zip': zipFile(less) })) ?? '', /lacks trips\.txt/)
  assert.match(
    (await faulty({ 'travel.csv': 'settlement,facility,minutes\nnear,c9,far' })) ?? '',
    /line 2, column "facility": There is no facility "c9".+"far" are not minutes/,
  )
  assert.match(
    (await faulty({ 'land.csv': 'cell,cover\n87754e64dffffff,desert' })) ?? '',
    /no speeds for the land cover "desert"/,
  )
  assert.match(
    (await faulty({ 'digital.csv': 'area,coverage,device,skill\nr,90,0.5,0.5' })) ?? '',
    /digital\.csv line 2, column "coverage": "90" is not a share/,
  )
})
