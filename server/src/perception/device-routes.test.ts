import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEntity, name } from '#context'
import { uuidv7 } from '#kernel'
import { ground, operatorKey } from './testing-ground.ts'

const headers = { authorization: `Bearer ${operatorKey}` }

async function add(payload: object) {
  const { app } = await ground()
  return app.inject({ method: 'POST', url: '/perception/v1/devices', headers, payload })
}

test('a device is registered with a secret that is shown once, and what it observes is known at once', async () => {
  const { app, intake } = await ground()
  const id = `gauge-${uuidv7()}`
  const answer = await add({
    id,
    kind: 'WaterObserved',
    name: 'Gauge at the mill',
    position: [116.6, 40.3],
    area: '/110000/110116',
    describes: { alertHeight: { value: 4.2, unitCode: 'MTR' } },
  })
  assert.equal(answer.statusCode, 201)
  const [{ secret, topic }] = answer.json().devices
  assert.match(secret, /^[\w-]{43}$/)
  assert.equal(topic, `devices/${id}/`)

  const shown = await app.inject({ url: `/perception/v1/devices/${id}`, headers })
  assert.equal(shown.json().decoder, 'json')
  assert.ok(!shown.body.includes(secret))
  const entity = await findEntity(intake.pool, '', `urn:ngsi-ld:WaterObserved:${id}`)
  assert.equal(entity?.attributes[name('alertHeight')]?.[0]?.value, 4.2)
  assert.deepEqual(entity?.attributes[name('location')]?.[0]?.value, { type: 'Point', coordinates: [116.6, 40.3] })
  assert.deepEqual(entity?.scopes, ['/110000/110116'])
})

test('many devices are registered at once, all or none, and found by part of their names', async () => {
  const { app } = await ground()
  const run = uuidv7()
  const drafts = Array.from({ length: 300 }, (_, index) => ({ id: `${run}-${index}`, kind: 'AirQualityObserved' }))
  assert.equal((await add(drafts)).json().devices.length, 300)
  const again = await add([{ id: `${run}-new`, kind: 'AirQualityObserved' }, drafts[0] as object])
  assert.equal(again.statusCode, 409)
  assert.match(again.json().detail, new RegExp(`${run}-0`))
  const found = await app.inject({ url: `/perception/v1/devices?text=${run}&limit=5`, headers })
  assert.deepEqual([found.json().count, found.json().devices.length], [300, 5])
})

test('a device with an unknown mapping, a bad place or a bad id is refused with the reason', async () => {
  assert.equal((await add({ id: 'x1', kind: 'WaterObserved', decoder: 'mapping:none' })).statusCode, 404)
  assert.equal((await add({ id: 'x2', kind: 'WaterObserved', position: [200, 0] })).statusCode, 400)
  assert.equal((await add({ id: 'x/3', kind: 'WaterObserved' })).statusCode, 400)
  const nested = await add({ id: 'x4', kind: 'WaterObserved', describes: { height: { type: 'Nothing', value: 1 } } })
  assert.equal(nested.statusCode, 400)
})

test('a device is rotated and removed; nobody in particular may do either', async () => {
  const { app } = await ground()
  const id = `meter-${uuidv7()}`
  await add({ id, kind: 'ThreePhaseAcMeasurement' })
  assert.equal((await app.inject({ method: 'POST', url: `/perception/v1/devices/${id}/rotate` })).statusCode, 401)
  const rotated = await app.inject({ method: 'POST', url: `/perception/v1/devices/${id}/rotate`, headers })
  assert.match(rotated.json().secret, /^[\w-]{43}$/)
  assert.equal((await app.inject({ method: 'DELETE', url: `/perception/v1/devices/${id}`, headers })).statusCode, 204)
  assert.equal((await app.inject({ url: `/perception/v1/devices/${id}`, headers })).statusCode, 404)
  assert.equal((await app.inject({ url: '/perception/v1/quarantine' })).statusCode, 401)
})
