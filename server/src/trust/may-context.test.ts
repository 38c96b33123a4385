import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { registerContext, startWriter } from '#context'
import { createHttp, createMetrics, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import {
  createIdentity,
  createPeopleGate,
  identifyRequests,
  loadOperatorKey,
  mayContext,
  type Principal,
  releaseContext,
  saveLaw,
} from '#trust'

async function createApi(t: TestContext, isOpen = false) {
  const clock = () => new Date('2026-03-02T12:00:00Z')
  const pool = await testPool()
  const key = await loadOperatorKey(await mkdtemp(join(tmpdir(), 'datong-key-')))
  const writer = startWriter(pool, { clock, logger: quiet })
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  const known = new Map<string, Principal>()
  identifyRequests(app, createIdentity({ key, clock, isSecure: false, findApp: async (token) => known.get(token) }))
  const release = releaseContext(createPeopleGate(pool, { clock }))
  registerContext(app, { pool, writer, clock, logger: quiet, may: mayContext(isOpen), ...(!isOpen && { release }) })
  t.after(async () => {
    await app.close()
    await writer.stop()
  })
  const as = (principal: Principal) => {
    const token = uuidv7()
    known.set(token, principal)
    return { authorization: `Bearer ${token}` }
  }
  const send = async (method: 'GET' | 'POST' | 'DELETE', url: string, headers: Record<string, string> = {}, payload?: object) => {
    const answer = await app.inject({ method, url: `/ngsi-ld/v1${url}`, headers, ...(payload && { payload }) })
    return answer.statusCode
  }
  return { send, as, pool, clock, operator: { authorization: `Bearer ${key}` } }
}

test('over NGSI-LD anybody reads open data, an operator what is known about things, and nobody else writes', async (t) => {
  const { send, operator } = await createApi(t)
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

test('the open data of another tenant is not open', async (t) => {
  const { send, operator } = await createApi(t)
  const tenant = { 'ngsild-tenant': 'school' }
  const id = `urn:ngsi-ld:OffStreetParking:${uuidv7()}`
  assert.equal(await send('POST', '/entities', { ...tenant, ...operator }, { id, type: 'OffStreetParking' }), 201)
  assert.equal(await send('GET', `/entities/${id}`, tenant), 401)
  assert.equal(await send('GET', '/entities?type=OffStreetParking', tenant), 401)
  assert.equal(await send('GET', `/entities/${id}`, { ...tenant, ...operator }), 200)
})

test('an open context is open to everybody', async (t) => {
  const { send } = await createApi(t, true)
  const id = `urn:ngsi-ld:Person:${uuidv7()}`
  assert.equal(await send('POST', '/entities', {}, { id, type: 'Person' }), 201)
  assert.equal(await send('GET', `/entities/${id}`), 200)
})

test('an officer reads what is not open in their own area, and has to name it', async (t) => {
  const { send, as, operator } = await createApi(t)
  const root = `/${uuidv7()}`
  const [near, far] = [`urn:ngsi-ld:WaterMeter:${uuidv7()}`, `urn:ngsi-ld:WaterMeter:${uuidv7()}`]
  await send('POST', '/entities', operator, { id: near, type: 'WaterMeter', scope: `${root}/a/1` })
  await send('POST', '/entities', operator, { id: far, type: 'WaterMeter', scope: `${root}/b` })
  const officer = as({ kind: 'officer', id: 'o', department: 'water', roles: [], jurisdiction: [`${root}/a`] })
  assert.equal(await send('GET', `/entities/${near}`, officer), 200)
  assert.equal(await send('GET', `/entities/${far}`, officer), 403)
  assert.equal(await send('GET', '/entities?type=WaterMeter', officer), 403)
  assert.equal(await send('GET', `/entities?type=WaterMeter&scopeQ=${root}/a/%23`, officer), 200)
  assert.equal(await send('GET', `/entities?type=WaterMeter&scopeQ=${root}/%23`, officer), 403)
  assert.equal(await send('GET', `/entities?type=WaterMeter&scopeQ=${root}/a/%23,${root}/b`, officer), 403)
  assert.equal(await send('GET', `/temporal/entities/${near}`, officer), 200)
  assert.equal(await send('GET', `/temporal/entities/${far}`, officer), 403)
  assert.equal(await send('DELETE', `/entities/${near}`, officer), 403)
})

test('people leave over NGSI-LD for a purpose and on a basis, each with a record; one who may not keeps the others back', async (t) => {
  const { send, as, pool, clock, operator } = await createApi(t)
  const root = `/${uuidv7()}`
  const [one, other, careless] = [uuidv7(), uuidv7(), uuidv7()]
  const record = (id: string, scope: string, refPerson?: string) => ({
    id: `urn:ngsi-ld:Appointment:${id}`,
    type: 'Appointment',
    scope,
    ...(refPerson && { refPerson: { type: 'Relationship', object: `urn:ngsi-ld:Person:${refPerson}` } }),
  })
  assert.equal(await send('POST', '/entities', operator, record(one, `${root}/a`, one)), 201)
  assert.equal(await send('POST', '/entities', operator, record(other, `${root}/b`, other)), 201)
  assert.equal(await send('POST', '/entities', operator, record(careless, `${root}/a`)), 201)
  const department = uuidv7()
  const law = { id: uuidv7(), names: { en: 'Act', 'zh-Hans': '法' }, citation: '§ 1', department, liftsRestriction: false }
  const reach = { purposes: ['care'], categories: ['personal'] as const, area: `${root}/a`, since: new Date(0) }
  await pool.transaction((tx) => saveLaw(tx, { ...law, ...reach }, 'operator', clock()))
  const officer = as({ kind: 'officer', id: 'o', department, roles: [], jurisdiction: [root] })
  const claim = { ...officer, 'datong-purpose': 'care', 'datong-basis': 'law' }
  const path = (id: string) => `/entities/urn:ngsi-ld:Appointment:${id}`
  assert.equal(await send('GET', path(one), officer), 403, 'no purpose')
  assert.equal(await send('GET', path(one), { ...claim, 'datong-basis': 'curiosity' }), 403)
  assert.equal(await send('GET', path(one), claim), 200)
  assert.equal(await send('GET', path(other), claim), 403, 'the law ends at its area')
  assert.equal(await send('GET', path(careless), claim), 403, 'nobody to be told')
  assert.equal(await send('GET', `/entities?type=Appointment&q=refPerson=="urn:ngsi-ld:Person:${one}"`, claim), 200)
  assert.equal(await send('GET', `/entities?type=Appointment&scopeQ=${root}/%23`, claim), 403)
  assert.equal(await send('GET', path(one), { ...operator, 'datong-purpose': 'care', 'datong-basis': 'law' }), 403)
  const records = await pool.query<{ subject: string; decision: string; reason: string }>(
    `select subjects[1] as subject, decision, reason from trust.record where subjects && $1 and actor_kind = 'officer' order by xid, n`,
    [[one, other]],
  )
  const seen = records.map(({ subject, decision, reason }) => `${subject === one ? 'one' : 'other'} ${decision} ${reason}`)
  assert.deepEqual(seen.slice(0, 4), [
    'one deny purpose-missing',
    'one deny basis-missing',
    'one allow law',
    'other deny other-area',
  ])
  assert.equal(seen.filter((line) => line === 'one allow law').length, 2, 'who was kept back was not looked at')
})

test('an attribute that tells of a person closes an open entity', async (t) => {
  const { send, operator } = await createApi(t)
  const id = `urn:ngsi-ld:Facility:${uuidv7()}`
  assert.equal(await send('POST', '/entities', operator, { id, type: 'Facility', nationalId: '52' }), 201)
  assert.equal(await send('GET', `/entities/${id}`), 401)
  assert.equal(await send('GET', `/entities/${id}`, operator), 403)
})

test('nobody follows what is known about people', async (t) => {
  const { send, operator } = await createApi(t)
  const to = { endpoint: { uri: 'https://receiver.example/' } }
  const about = (entities?: object[]) => ({
    type: 'Subscription',
    ...(entities ? { entities } : { watchedAttributes: ['a'] }),
    ...{ notification: to },
  })
  assert.equal(await send('POST', '/subscriptions', operator, about([{ type: 'Person' }])), 403)
  assert.equal(await send('POST', '/subscriptions', operator, about()), 403)
  assert.equal(await send('POST', '/subscriptions', {}, about([{ type: 'OffStreetParking' }])), 401)
  assert.equal(await send('POST', '/subscriptions', operator, about([{ type: 'OffStreetParking' }])), 201)
})
