import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseEntity, startWriter, type Writer } from '#context'
import type { EnvironmentService } from '#contract'
import { type Pool, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { createReader } from '#trust'
import { createEnvironment } from './index.ts'

const noon = new Date('2026-03-02T12:00:00Z')
let now = noon
let pool: Pool
let writer: Writer
let environment: EnvironmentService

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock: () => noon, logger: quiet })
  environment = createEnvironment(
    createReader(pool, () => now),
    () => now,
  )
})
after(() => writer.stop())

async function arrive(type: string, ...readings: Record<string, unknown>[]): Promise<string> {
  const id = `urn:ngsi-ld:${type}:${uuidv7()}`
  const writes = readings.map((attributes) => {
    const parsed = parseEntity({ id, type, ...attributes })
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return { tenant: '', mode: 'observe' as const, entity: parsed.entity }
  })
  for (const result of await writer.write(writes)) assert.ok(result.ok)
  return id
}

const at = (time: string, value: number) => ({ value, observedAt: `2026-03-02T${time}:00Z` })

test('a station shows each measure with its own time, and not what is known once and for all', async () => {
  now = noon
  const id = await arrive('AirQualityObserved', { pm25: at('11:00', 12), stationNumber: 7 }, { no2: at('11:30', 30) })
  const station = await environment.station(id)
  assert.deepEqual(station?.measures.map(({ name }) => name).sort(), ['no2', 'pm25'])
  assert.equal(station.kind, 'air')
  assert.equal(station.observedAt?.toISOString(), '2026-03-02T11:30:00.000Z')
})

test('a station is stale once it was silent for three of its own intervals', async () => {
  const id = await arrive(
    'WeatherObserved',
    ...['09:00', '10:00', '11:00', '12:00'].map((time) => ({ temperature: at(time, 8) })),
  )
  now = new Date('2026-03-02T15:00:00Z')
  assert.equal((await environment.station(id))?.isStale, false)
  now = new Date('2026-03-02T15:00:01Z')
  assert.equal((await environment.station(id))?.isStale, true)
})

test('a river stands below, near or above the height at which its alert begins', async () => {
  now = noon
  const stateAt = async (height: number) => {
    const id = await arrive('WaterObserved', { alertHeight: 4, height: at('11:00', height) })
    return (await environment.station(id))?.measures.find(({ name }) => name === 'height')?.alert
  }
  assert.deepEqual(await stateAt(3), { at: 4, state: 'below' })
  assert.deepEqual(await stateAt(3.6), { at: 4, state: 'near' })
  assert.deepEqual(await stateAt(4), { at: 4, state: 'above' })
})

test('a trend has a mean for each hour with readings, and no zero for an hour without', async () => {
  now = noon
  const readings = [at('07:10', 4), at('07:50', 8), at('09:30', 20)]
  const id = await arrive('AirQualityObserved', ...readings.map((pm10) => ({ pm10 })))
  assert.deepEqual(await environment.trend(id, 'pm10', 24), [
    { at: new Date('2026-03-02T07:00:00Z'), value: 6 },
    { at: new Date('2026-03-02T09:00:00Z'), value: 20 },
  ])
  assert.deepEqual(await environment.trend('urn:ngsi-ld:AirQualityObserved:nowhere', 'pm10', 24), [])
})

test('stations near a place are of the kind that was asked for, nearest first', async () => {
  now = noon
  const scope = `/${uuidv7()}`
  const placed = (longitude: number) => ({
    scope,
    location: { type: 'Point', coordinates: [longitude, 50] },
    height: at('11:00', 1),
  })
  const [far, near] = [await arrive('WaterObserved', placed(10.2)), await arrive('WaterObserved', placed(10.1))]
  await arrive('WeatherObserved', { ...placed(10.1), temperature: at('11:00', 1) })
  const stations = await environment.near({ near: [10, 50], scope }, 'water', 5)
  assert.deepEqual(
    stations.map(({ id }) => id),
    [near, far],
  )
})
