import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseEntity, startWriter, type Writer } from '#context'
import { createForecasts, registerInsight } from '#insight'
import { createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

const noon = new Date('2026-03-02T12:00:00Z')
const minutes = 60_000
let pool: Pool
let writer: Writer

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock: () => noon, logger: quiet })
})
after(() => writer.stop())

/** A car park of 100 spaces with hourly readings of six weeks, fuller by day. */
async function arrive(attributes: Record<string, unknown> = { totalSpotNumber: 100 }, hours = 6 * 7 * 24): Promise<string> {
  const id = `urn:ngsi-ld:OffStreetParking:${uuidv7()}`
  const documents = Array.from({ length: hours }, (_, i) => {
    const at = new Date(noon.getTime() - (hours - 1 - i) * 60 * minutes)
    const occupiedSpotNumber = {
      value: Math.round(50 - 40 * Math.cos((at.getUTCHours() / 12) * Math.PI)),
      observedAt: at.toISOString(),
    }
    return { id, type: 'OffStreetParking', ...(i === 0 && attributes), occupiedSpotNumber }
  })
  const writes = documents.map((document) => {
    const parsed = parseEntity(document)
    assert.ok(parsed.ok)
    return { tenant: '', mode: 'observe' as const, entity: parsed.entity }
  })
  for (const { ok } of await writer.write(writes)) assert.ok(ok)
  return id
}

test('a car park’s history becomes its forecast of the next day', async () => {
  const forecast = createForecasts(pool, { clock: () => noon, zone: async () => 'UTC' })
  const made = await forecast(await arrive())
  assert.ok(made.ok)
  assert.equal(made.total, 100)
  assert.equal(made.error.days, 7)
  assert.equal(made.points.find(({ at }) => at.toISOString() === '2026-03-03T00:00:00.000Z')?.free, 90)
  assert.equal(made.points.find(({ at }) => at.toISOString() === '2026-03-03T12:00:00.000Z')?.free, 10)
})

test('a forecast is kept for five minutes and then made of what has come since', async () => {
  let now = noon
  const forecast = createForecasts(pool, { clock: () => now, zone: async () => 'UTC' })
  const id = await arrive()
  const first = await forecast(id)
  now = new Date(noon.getTime() + 4 * minutes)
  assert.equal(await forecast(id), first)
  now = new Date(noon.getTime() + 5 * minutes)
  const second = await forecast(id)
  assert.ok(second.ok)
  assert.equal(second.madeAt, now)
})

test('a car park last heard of years ago is stale, however long its history', async () => {
  const years = new Date('2036-03-02T12:00:00Z')
  const forecast = createForecasts(pool, { clock: () => years, zone: async () => 'UTC' })
  assert.deepEqual(await forecast(await arrive()), { ok: false, reason: 'stale' })
})

test('over HTTP there is a forecast, a reason why there is none, or no such car park', async () => {
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerInsight(app, { forecast: createForecasts(pool, { clock: () => noon, zone: async () => 'UTC' }) })
  const ask = async (id: string) => {
    const { statusCode, body } = await app.inject({ url: `/insight/v1/parking/${encodeURIComponent(id)}/forecast` })
    const answer: Record<string, unknown> = JSON.parse(body)
    return { statusCode, answer }
  }
  const made = await ask(await arrive())
  assert.equal(made.statusCode, 200)
  assert.equal(made.answer.madeAt, noon.toISOString())
  assert.equal((made.answer.points as unknown[]).length, 96)
  assert.deepEqual((await ask(await arrive({}, 24))).answer, { ok: false, reason: 'no-capacity' })
  assert.deepEqual((await ask(await arrive(undefined, 24))).answer, { ok: false, reason: 'too-little-history' })
  assert.equal((await ask('urn:ngsi-ld:OffStreetParking:nowhere')).statusCode, 404)
})
