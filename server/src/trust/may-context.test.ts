import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { registerContext, startWriter } from '#context'
import { createHttp, createMetrics, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { createIdentity, identifyRequests, loadOperatorKey, mayContext } from '#trust'

async function createApi(isOpen: boolean) {
  const clock = () => new Date('2026-03-02T12:00:00Z')
  const pool = await testPool()
  const key = await loadOperatorKey(await mkdtemp(join(tmpdir(), 'datong-key-')))
  const writer = startWriter(pool, { clock, logger: quiet })
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  identifyRequests(app, createIdentity({ key, clock, isSecure: false }))
  registerContext(app, { pool, writer, clock, logger: quiet, may: mayContext(isOpen) })
  const send = async (method: 'GET' | 'POST' | 'DELETE', url: string, headers: Record<string, string> = {}, payload?: object) => {
    const answer = await app.inject({ method, url: `/ngsi-ld/v1${url}`, headers, ...(payload && { payload }) })
    return answer.statusCode
  }
  return { send, operator: { authorization: `Bearer ${key}` } }
}

test('over NGSI-LD anybody reads open data, an operator everything, and nobody else writes', async () => {
  const { send, operator } = await createApi(false)
  const [parking, person] = [`urn:ngsi-ld:OffStreetParking:${uuidv7()}`, `urn:ngsi-ld:Person:${uuidv7()}`]
  const document = { id: parking, type: 'OffStreetParking', totalSpotNumber: 4 }
  assert.equal(await send('POST', '/entities', {}, document), 401)
  assert.equal(await send('POST', '/entities', { authorization: 'Bearer guess' }, document), 401)
  assert.equal(await send('POST', '/entities', operator, document), 201)
  assert.equal(await send('POST', '/entities', operator, { id: person, type: 'Person' }), 201)
  assert.equal(await send('GET', `/entities/${parking}`), 200)
  assert.equal(await send('GET', `/entities/${person}`), 401)
  assert.equal(await send('GET', '/entities/urn:ngsi-ld:Person:nowhere'), 401)
  assert.equal(await send('GET', `/entities/${person}`, operator), 403)
  assert.equal(await send('GET', '/entities?type=OffStreetParking'), 200)
  assert.equal(await send('GET', '/entities?type=WeatherObserved&q=temperature==-999'), 200, 'an empty page')
  assert.equal(await send('GET', '/entities?type=OffStreetParking,Person'), 401)
  assert.equal(await send('GET', '/entities?attrs=totalSpotNumber'), 401)
  assert.equal(await send('DELETE', `/entities/${parking}`), 401)
  assert.equal(await send('DELETE', `/entities/${parking}`, operator), 204)
})

test('the open data of another tenant is not open', async () => {
  const { send, operator } = await createApi(false)
  const tenant = { 'ngsild-tenant': 'school' }
  const id = `urn:ngsi-ld:OffStreetParking:${uuidv7()}`
  assert.equal(await send('POST', '/entities', { ...tenant, ...operator }, { id, type: 'OffStreetParking' }), 201)
  assert.equal(await send('GET', `/entities/${id}`, tenant), 401)
  assert.equal(await send('GET', '/entities?type=OffStreetParking', tenant), 401)
  assert.equal(await send('GET', `/entities/${id}`, { ...tenant, ...operator }), 200)
})

test('an open context is open to everybody', async () => {
  const { send } = await createApi(true)
  const id = `urn:ngsi-ld:Person:${uuidv7()}`
  assert.equal(await send('POST', '/entities', {}, { id, type: 'Person' }), 201)
  assert.equal(await send('GET', `/entities/${id}`), 200)
})
