import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEntity, name, startWriter } from '#context'
import { createHttp, createMetrics } from '#kernel'
import { openIntake, registerPerception } from '#perception'
import { quiet, testPool } from '#testing'
import { ground, newDevice, operatorKey } from './testing-ground.ts'

const operator = { authorization: `Bearer ${operatorKey}` }
const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` })

async function post(headers: Record<string, string>, payload: string, query = '') {
  const { app } = await ground()
  return app.inject({
    method: 'POST',
    url: `/perception/v1/readings${query}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  })
}

test('a device sends one reading or a list, and is told what became of each', async () => {
  const { intake } = await ground()
  const { id, secret, entity } = await newDevice('WaterObserved')
  const one = await post(basic(id, secret), '{"height": 1.5, "observedAt": "2026-03-01T12:00:00Z"}')
  assert.deepEqual([one.statusCode, one.json()], [200, { results: [{ outcome: 'kept' }] }])

  const list = [
    { height: 1.6, observedAt: '2026-03-01T13:00:00Z' },
    { height: 1.4, observedAt: '2026-03-01T11:00:00Z' },
    { height: 1.5, observedAt: '2026-03-01T12:00:00Z' },
    { height: 'deep', observedAt: 'soon' },
  ]
  const many = await post(basic(id, secret), JSON.stringify(list))
  assert.equal(many.statusCode, 207)
  assert.deepEqual(
    many.json().results.map((result: { outcome: string }) => result.outcome),
    ['kept', 'late', 'duplicate', 'quarantined'],
  )
  assert.equal(many.json().results[3].reason, 'not-a-time')
  assert.equal((await findEntity(intake.pool, '', entity))?.attributes[name('height')]?.[0]?.value, 1.6)
})

test('bytes that are no JSON are kept in quarantine, not lost in an error', async () => {
  const { app } = await ground()
  const { id, secret } = await newDevice()
  const answer = await post(basic(id, secret), '{"pm25": ')
  assert.deepEqual([answer.statusCode, answer.json().results[0].reason], [207, 'not-json'])
  const { items } = (await app.inject({ url: `/perception/v1/quarantine?device=${id}`, headers: operator })).json()
  const payload = await app.inject({ url: `/perception/v1/quarantine/${items[0].id}/payload`, headers: operator })
  assert.equal(payload.body, '{"pm25": ')
  const ndjson = await app.inject({ url: `/perception/v1/quarantine/export?device=${id}`, headers: operator })
  assert.equal(JSON.parse(ndjson.body).payload, '{"pm25": ')
  const csv = await app.inject({ url: `/perception/v1/quarantine/export?device=${id}&format=csv`, headers: operator })
  assert.match(csv.body, /"\{""pm25"": "/)
})

test('nobody in particular and wrong secrets are refused; an operator may send for any device', async () => {
  const { id } = await newDevice()
  assert.equal((await post({}, '{}')).statusCode, 401)
  assert.equal((await post(basic(id, 'wrong'), '{"pm25": 1}')).statusCode, 401)
  assert.equal((await post(operator, '{"pm25": 1}', `?device=${id}`)).json().results[0].outcome, 'kept')
  assert.equal((await post(operator, '{"pm25": 1}', '?device=unknown')).statusCode, 404)
})

test('a device that speaks NGSI-LD may say what it observes, and nothing else', async () => {
  const { intake } = await ground()
  const { id, secret, entity } = await newDevice('WeatherObserved', { decoder: 'ngsi-ld' })
  const fragment = {
    temperature: { type: 'Property', value: 21.5, unitCode: 'CEL', observedAt: '2026-03-01T12:00:00Z' },
    name: { value: 'Hill' },
  }
  assert.equal((await post(basic(id, secret), JSON.stringify(fragment))).json().results[0].outcome, 'kept')
  assert.equal((await findEntity(intake.pool, '', entity))?.attributes[name('temperature')]?.[0]?.unitCode, 'CEL')
  const other = await post(basic(id, secret), JSON.stringify({ id: 'urn:ngsi-ld:WeatherObserved:other', ...fragment }))
  assert.equal(other.json().results[0].reason, 'not-its-entity')
})

test('a device speaks its own dialect through a mapping, and a better mapping replays what was refused', async () => {
  const { app, intake } = await ground()
  const mapping = {
    name: 'dialect',
    entity: { id: 'urn:ngsi-ld:WaterObserved:{$device}-{n}', type: 'WaterObserved' },
    observedAt: { columns: ['t'], formats: ['unix'] },
    attributes: { height: { column: 'cm', type: 'number' } },
  }
  const put = (document: object) =>
    app.inject({ method: 'PUT', url: '/perception/v1/mappings/dialect', headers: operator, payload: document })
  assert.equal((await put(mapping)).statusCode, 204)
  const { id, secret } = await newDevice('WaterObserved', { decoder: 'mapping:dialect' })
  const height = async (n: number) =>
    (await findEntity(intake.pool, '', `urn:ngsi-ld:WaterObserved:${id}-${n}`))?.attributes[name('height')]?.[0]?.value

  await post(basic(id, secret), '{"n": 1, "t": 1772366400, "cm": 150}')
  assert.equal(await height(1), 150)
  assert.equal(
    (await post(basic(id, secret), '{"n": 2, "t": 1772366400, "cm": "150 cm"}')).json().results[0].reason,
    'not-a-number',
  )

  await put({
    ...mapping,
    attributes: { height: { expression: '$number($match($string(cm), /[0-9.]+/).match) / 100', unitCode: 'MTR' } },
  })
  const replayed = await app.inject({
    method: 'POST',
    url: '/perception/v1/quarantine/replay',
    headers: operator,
    payload: { device: id },
  })
  assert.deepEqual(replayed.json(), { replayed: 1, held: 0 })
  assert.equal(await height(2), 1.5)
})

test('while too much is under way a sender is asked to come back', async () => {
  const pool = await testPool()
  const writer = startWriter(pool, { clock: () => new Date(), logger: quiet })
  const busy = { ...writer, pending: 50 }
  const intake = openIntake({ pool, writer: busy, clock: () => new Date(), logger: quiet })
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerPerception(app, { intake, may: () => undefined, mostPending: 49 })
  const answer = await app.inject({ method: 'POST', url: '/perception/v1/readings', payload: '{}' })
  assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [429, '1'])
  await app.close()
  await intake.stop()
  await writer.stop()
})
