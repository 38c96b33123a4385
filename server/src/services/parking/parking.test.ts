import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseEntity, startWriter, type Writer } from '#context'
import type { ParkingService } from '#contract'
import { NotFound, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { createReader } from '#trust'
import { createParking } from './index.ts'

const start = new Date('2026-03-02T08:00:00Z')
const minutes = 60_000
let now = start
let pool: Pool
let writer: Writer
let parking: ParkingService

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock: () => start, logger: quiet })
  parking = createParking(
    createReader(pool, () => now),
    async () => ({ ok: false, reason: 'stale' }),
    () => now,
  )
})
after(() => writer.stop())

type Site = { readonly scope?: string; readonly place?: [number, number]; readonly attributes?: Record<string, unknown> }

/** A car park of 100 spaces that was read every ten minutes until 08:00, with these numbers of cars, oldest first. */
async function arrive(
  cars: readonly number[],
  { scope, place, attributes = { totalSpotNumber: 100 } }: Site = {},
): Promise<string> {
  const id = `urn:ngsi-ld:OffStreetParking:${uuidv7()}`
  const documents = cars.map((value, i) => ({
    id,
    type: 'OffStreetParking',
    ...(scope !== undefined && { scope }),
    ...(place !== undefined && { location: { type: 'Point', coordinates: place } }),
    ...attributes,
    occupiedSpotNumber: {
      value,
      observedAt: new Date(start.getTime() - (cars.length - 1 - i) * 10 * minutes).toISOString(),
      ...(value > 100 && { quality: 'over-capacity' }),
    },
  }))
  const writes = documents.map((document) => {
    const parsed = parseEntity(document)
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return { tenant: '', mode: 'observe' as const, entity: parsed.entity }
  })
  for (const result of await writer.write(writes)) assert.ok(result.ok)
  return id
}

test('more cars than spaces leave none free, as measured and flagged', async () => {
  now = start
  const site = await parking.site(await arrive([90, 104]))
  assert.equal(site?.free, 0)
  assert.equal(site.occupied, 104)
  assert.equal(site.flag, 'over-capacity')
})

test('a car park is stale once it was silent for three of its own intervals', async () => {
  const id = await arrive([10, 20, 30, 40])
  now = new Date(start.getTime() + 30 * minutes)
  assert.equal((await parking.site(id))?.isStale, false)
  now = new Date(start.getTime() + 31 * minutes)
  assert.equal((await parking.site(id))?.isStale, true)
})

test('a car park whose interval nobody knows yet is stale after a day, and one without readings at once', async () => {
  const once = await arrive([10])
  now = new Date(start.getTime() + 24 * 60 * minutes)
  assert.equal((await parking.site(once))?.isStale, false)
  now = new Date(now.getTime() + 1)
  assert.equal((await parking.site(once))?.isStale, true)
})

test('car parks near a place come nearest first, with their distance, page by page', async () => {
  now = start
  const scope = `/${uuidv7()}`
  const ids = [
    await arrive([1], { scope, place: [10.02, 50] }),
    await arrive([1], { scope, place: [10.01, 50] }),
    await arrive([1], { scope, place: [10.03, 50] }),
  ]
  const all = await parking.near({ near: [10, 50], scope }, 10)
  assert.deepEqual(
    all.sites.map(({ id }) => id),
    [ids[1], ids[0], ids[2]],
  )
  assert.equal(all.count, 3)
  assert.ok(Math.abs((all.sites[0]?.metres ?? 0) - 717) < 2)
  const second = await parking.near({ near: [10, 50], scope }, 1, 1)
  assert.deepEqual([second.sites.map(({ id }) => id), second.count], [[ids[0]], 3])
})

test('what was free in the last hours is told oldest first, and without a capacity nothing is made up', async () => {
  now = start
  const id = await arrive([10, 20, 120])
  const recent = await parking.recent(id, 1)
  assert.deepEqual(
    recent.map(({ free }) => free),
    [90, 80, 0],
  )
  const unknown = await arrive([10, 20], { attributes: {} })
  assert.deepEqual(await parking.recent(unknown, 1), [])
  assert.equal((await parking.site(unknown))?.free, undefined)
})

test('what is no car park is not found', async () => {
  assert.equal(await parking.site('urn:ngsi-ld:OffStreetParking:nowhere'), undefined)
  assert.deepEqual(await parking.recent('urn:ngsi-ld:OffStreetParking:nowhere', 3), [])
  await assert.rejects(parking.forecast('urn:ngsi-ld:OffStreetParking:nowhere'), NotFound)
})
