import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { feedOf, stops, tripsOf } from './testing-feeds.ts'
import { readFeed } from './transit-feed.ts'
import { parseTime } from './transit-times.ts'

const secondsOf = (tables: Record<string, string>) => [...(feedOf(tables).trips[0]?.arrivals ?? [])]

test('blank times between timed stops are filled in by distance', () => {
  assert.deepEqual(secondsOf(tripsOf({ t: 'a 08:00:00, b, c, d, e 08:08:00' })), [28_800, 28_860, 28_920, 29_040, 29_280])
})

test('a timed stop in between is kept, and what lies on each side of it is filled in for itself', () => {
  assert.deepEqual(
    secondsOf(tripsOf({ t: 'a 08:00:00, b, c 08:10:00, d, e 08:13:00' })),
    [28_800, 29_100, 29_400, 29_460, 29_580],
  )
})

test('distances that the feed states come before straight lines', () => {
  const { trips } = tripsOf({ t: '' })
  const stop_times = `trip_id,stop_id,arrival_time,departure_time,stop_sequence,shape_dist_traveled
t,a,08:00:00,08:00:00,1,0
t,b,,,2,30
t,c,08:00:40,08:00:40,3,40`
  assert.deepEqual(secondsOf({ trips, stop_times }), [28_800, 28_830, 28_840])
})

test('stops at one place share the time evenly', () => {
  const at = stops.replaceAll(/,[\d.]+,0/g, ',1,0')
  assert.deepEqual(secondsOf({ stops: at, ...tripsOf({ t: 'a 08:00:00, b, c 08:02:00' }) }), [28_800, 28_860, 28_920])
})

test('rows are ordered by their sequence, not by where they stand', () => {
  const { trips } = tripsOf({ t: '' })
  const stop_times = `trip_id,stop_id,arrival_time,departure_time,stop_sequence
t,b,08:05:00,08:05:00,10
t,a,08:00:00,08:00:00,9`
  assert.deepEqual(secondsOf({ trips, stop_times }), [28_800, 29_100])
})

test('a trip without a first or a last time, with time running backwards, or with one stop is counted and not ridden', () => {
  const feed = feedOf(
    tripsOf({
      t: 'a, b 08:00:00',
      u: 'a 08:00:00, b',
      v: 'a 09:00:00, b 08:00:00',
      w: 'a 08:00:00',
      x: 'a 08:00:00, b 08:09:00',
    }),
  )
  assert.equal(feed.unusable, 4)
  assert.equal(feed.trips.length, 1)
})

test('hours go beyond 24, and what is no time is blank', () => {
  assert.equal(parseTime('25:30:05'), 91_805)
  assert.equal(parseTime(' 7:05:00'), 25_500)
  for (const text of ['', undefined, '8 o’clock', '08:00']) assert.ok(Number.isNaN(parseTime(text)))
})

test('a feed is read from its zip, from within a folder too, with a byte order mark and unknown tables', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'datong-feed-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'transit.zip')
  const { trips, stop_times } = tripsOf({ t: 'a 08:00:00, b 08:05:00' })
  const dates = 'service_id,date,exception_type\ndaily,20260501,1'
  const tables = { 'stops.txt': `\uFEFF${stops}`, 'trips.txt': trips, 'stop_times.txt': stop_times, 'calendar_dates.txt': dates }
  await writeFile(file, zipOf({ ...tables, 'shapes.txt': '"never read' }))
  const feed = await readFeed(file)
  assert.deepEqual([feed.stopIds, feed.trips.length], [['a', 'b', 'c', 'd', 'e'], 1])
  await writeFile(file, zipOf(Object.fromEntries(Object.entries(tables).map(([name, text]) => [`feed/${name}`, text]))))
  assert.equal((await readFeed(file)).trips.length, 1)
})

test('what is no feed is refused by its name', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'datong-feed-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'transit.zip')
  await writeFile(file, 'not a zip')
  await assert.rejects(readFeed(file), /transit\.zip cannot be read/)
  await writeFile(file, zipOf({ 'readme.txt': 'hello' }))
  await assert.rejects(readFeed(file), /no stop_times\.txt/)
  await writeFile(file, zipOf({ 'stop_times.txt': 'trip_id,stop_id\n"t' }))
  await assert.rejects(readFeed(file), /transit\.zip cannot be read/)
})

/** A zip of a few texts: local headers and data, the central directory, its end (APPNOTE.TXT, §4.3). */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const data = deflateRawSync(text)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(text), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(Buffer.byteLength(text), 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data])
    const at = Buffer.alloc(14)
    at.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, at, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(central.length, 4)
  end.writeUInt16LE(central.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end])
}
