import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Notifications, registerContext, startNotifications, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

type Told = { type: string; subscriptionId: string; triggerReason: string; data: { id: string; information: unknown[] }[] }

const clock = () => new Date()
const options = { clock, logger: quiet, allowPrivateHosts: true }
const told: Told[] = []
let pool: Pool
let app: App
let writer: Writer
let notifications: Notifications
let receiver: Server
let uri = ''

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, may: () => undefined, ...options })
  await app.ready()
  notifications = await startNotifications(pool, options)
  receiver = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    told.push(JSON.parse(text))
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  uri = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
})
after(async () => {
  await notifications.stop()
  await app.close()
  await writer.stop()
  receiver.closeAllConnections()
  receiver.close()
})

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const response = await app.inject({ method, url: `/ngsi-ld/v1/${path}`, ...(payload && { payload }) })
  return { status: response.statusCode, body: response.payload === '' ? undefined : response.json() }
}

const newType = () => `S${uuidv7().replaceAll('-', '')}`
const about = (id: string) => told.filter(({ subscriptionId }) => subscriptionId === id)
const reasons = (id: string) => about(id).map(({ triggerReason, data }) => `${triggerReason} ${data.length}`)

async function register(type: string, members: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:ContextSourceRegistration:${uuidv7()}`
  const information = [{ entities: [{ type }], propertyNames: ['level'] }, { entities: [{ type: `Other${type}` }] }]
  const body = { id, type: 'ContextSourceRegistration', information, endpoint: 'http://source.example', ...members }
  const { status, body: answer } = await call('POST', 'csourceRegistrations', body)
  assert.equal(status, 201, JSON.stringify(answer))
  return id
}

async function subscribe(type: string, members: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:Subscription:${uuidv7()}`
  const body = { id, type: 'Subscription', entities: [{ type }], notification: { endpoint: { uri } }, ...members }
  const { status, body: answer } = await call('POST', 'csourceSubscriptions', body)
  assert.equal(status, 201, JSON.stringify(answer))
  return id
}

test('who subscribes to sources is told at once of those there are, then of each that comes, changes and goes', async () => {
  const type = newType()
  const first = await register(type)
  const id = await subscribe(type)
  await until(() => about(id).length === 1, 'the first notification came')
  const [notification] = about(id)
  assert.equal(notification?.type, 'ContextSourceNotification')
  assert.deepEqual(
    notification?.data.map((source) => [source.id, source.information]),
    [[first, [{ entities: [{ type }], propertyNames: ['level'] }]]],
    'only what is relevant of it',
  )
  const second = await register(type)
  assert.equal((await call('PATCH', `csourceRegistrations/${second}`, { endpoint: 'http://moved.example' })).status, 204)
  const elsewhere = [{ entities: [{ type: newType() }] }]
  assert.equal((await call('PATCH', `csourceRegistrations/${second}`, { information: elsewhere })).status, 204)
  assert.equal((await call('DELETE', `csourceRegistrations/${second}`)).status, 204)
  assert.equal((await call('DELETE', `csourceRegistrations/${first}`)).status, 204)
  const all = ['newlyMatching 1', 'newlyMatching 1', 'updated 1', 'noLongerMatching 1', 'noLongerMatching 1']
  await until(() => about(id).length >= all.length, 'all notifications came')
  assert.deepEqual(reasons(id), all)
})

test('sources are matched by attribute, place, time and their own properties, and paused subscribers are not told', async () => {
  const type = newType()
  const near = { georel: 'near;maxDistance==2000', geometry: 'Point', coordinates: [10, 0] }
  const span = { timerel: 'after', timeAt: '2026-01-01T00:00:00Z', timeproperty: 'observedAt' }
  const wanted: Record<string, object> = {
    attribute: { watchedAttributes: ['level'] },
    'other attribute': { watchedAttributes: ['depth'] },
    place: { geoQ: near },
    time: { temporalQ: span },
    property: { csf: 'operator=="city"' },
    paused: { isActive: false },
  }
  const labels = new Map<string, string>()
  for (const [label, members] of Object.entries(wanted)) labels.set(await subscribe(type, members), label)
  await register(type, { location: { type: 'Point', coordinates: [10.001, 0] }, operator: 'city' })
  await register(type, { location: { type: 'Point', coordinates: [20, 0] } })
  await register(type, { observationInterval: { startAt: '2026-02-01T00:00:00Z' } })
  await notifications.caughtUp()
  const found = () => told.flatMap(({ subscriptionId }) => labels.get(subscriptionId) ?? []).sort()
  await until(() => found().length >= 5, 'the notifications came')
  assert.deepEqual(found(), ['attribute', 'attribute', 'place', 'property', 'time'])
})

test('a changed subscription is told anew, and one by the clock again and again', async () => {
  const [type, other] = [newType(), newType()]
  await Promise.all([register(type), register(other), register(other)])
  const id = await subscribe(newType())
  assert.equal((await call('PATCH', `csourceSubscriptions/${id}`, { entities: [{ type }, { type: other }] })).status, 204)
  await until(() => about(id).length === 1, 'it was told')
  assert.deepEqual(reasons(id), ['newlyMatching 3'])
  const clocked = await subscribe(type, { timeInterval: 1 })
  await until(() => about(clocked).length >= 2, 'it was told again')
  assert.equal((await call('DELETE', `csourceSubscriptions/${clocked}`)).status, 204)
})

test('who wants no more than one notification in a while is told of the first change only', async () => {
  const type = newType()
  const id = await subscribe(type, { throttling: 3600 })
  await register(type)
  await register(type)
  await notifications.caughtUp()
  const end = newType()
  const last = await subscribe(end)
  await register(end)
  await until(() => about(last).length === 1, 'a later notification came')
  assert.deepEqual(reasons(id), ['newlyMatching 1'])
})

test('subscriptions to sources are kept apart from those to entities, and faulty ones refused', async () => {
  const id = await subscribe(newType())
  const { body } = await call('GET', `csourceSubscriptions/${id}`)
  assert.deepEqual([body.id, body.status], [id, 'active'])
  assert.equal((await call('GET', `subscriptions/${id}`)).status, 404)
  assert.equal((await call('DELETE', `subscriptions/${id}`)).status, 404)
  assert.ok((await call('GET', 'csourceSubscriptions?limit=1000')).body.some((one: { id: string }) => one.id === id))
  const base = { type: 'Subscription', entities: [{ type: 'T' }], notification: { endpoint: { uri } } }
  for (const members of [
    { type: 'Sub' },
    { entities: [] },
    { notification: {} },
    { expiresAt: '2020-01-01T00:00:00Z' },
    { temporalQ: { timerel: 'after' } },
    { csf: '>>' },
  ])
    assert.equal((await call('POST', 'csourceSubscriptions', { ...base, ...members })).status, 400, JSON.stringify(members))
  assert.equal((await call('POST', 'csourceSubscriptions', { ...base, id })).status, 409)
})
