import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { after, before, test } from 'node:test'
import { Aedes } from 'aedes'
import {
  createNotificationService,
  type Notifications,
  registerContext,
  registerNotificationRoutes,
  startNotifications,
  startWriter,
  type Writer,
} from '#context'
import { type App, createHttp, createMetrics, Denied, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

let pool: Pool
let app: App
let writer: Writer
let notifications: Notifications
const clock = () => new Date()
const stops: (() => unknown)[] = []

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined, allowPrivateHosts: true })
  registerNotificationRoutes(app, {
    notifications: createNotificationService(pool),
    may: ({ headers }) => {
      if (headers.authorization === undefined) throw new Denied('Only for operators.')
    },
  })
  await app.ready()
  notifications = await startNotifications(pool, { clock, logger: quiet, allowPrivateHosts: true, patienceMs: 300 })
})

after(async () => {
  await notifications.stop()
  await app.close()
  await writer.stop()
  for (const stop of stops) stop()
})

type Json = Record<string, unknown>
type Got = { readonly headers: Json; readonly body: Json & { readonly data: Json[] } }

async function receive(): Promise<{ readonly url: string; readonly got: Got[]; status: number }> {
  const receiver = { url: '', got: [] as Got[], status: 200 }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (receiver.status === 200) receiver.got.push({ headers: request.headers, body: JSON.parse(text) })
    response.writeHead(receiver.status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => server.close().closeAllConnections())
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
  return receiver
}

async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
  headers: Record<string, string> = {},
) {
  const response = await app.inject({ method, url, headers, ...(payload && { payload }) })
  return { status: response.statusCode, headers: response.headers, body: response.payload === '' ? undefined : response.json() }
}

const api = '/ngsi-ld/v1'
const newType = () => `N${uuidv7().replaceAll('-', '')}`

async function subscribe(type: string, notification: object, members: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:Subscription:${uuidv7()}`
  const body = { id, type: 'Subscription', entities: [{ type }], notification, ...members }
  const answer = await call('POST', `${api}/subscriptions`, body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return id
}

const create = async (entity: object) => assert.equal((await call('POST', `${api}/entities`, entity)).status, 201)
const told = ({ got }: { readonly got: readonly Got[] }) => got.map(({ body }) => body.data)

test('a subscriber sees what was there before a change, and what was deleted', async () => {
  const [receiver, type] = [await receive(), newType()]
  const id = `urn:${type}:a`
  await subscribe(
    type,
    { showChanges: true, endpoint: { uri: receiver.url } },
    { notificationTrigger: ['entityUpdated', 'entityDeleted'] },
  )
  await create({ id, type, n: { type: 'Property', value: 1 }, at: { type: 'Relationship', object: 'urn:x:1' } })
  const to = `${api}/entities/${id}`
  await call('PATCH', to, { n: { type: 'Property', value: 2 } })
  await call('DELETE', `${to}/attrs/at`)
  await call('DELETE', to)
  await until(() => receiver.got.length === 3, 'three notifications came')
  const [changed, attributeGone, entityGone] = told(receiver).map(([entity]) => entity)
  const at = { type: 'Relationship', object: 'urn:x:1' }
  assert.deepEqual(changed, { id, type, n: { type: 'Property', value: 2, previousValue: 1 }, at })
  const nothing = { type: 'Relationship', object: 'urn:ngsi-ld:null', previousObject: 'urn:x:1' }
  assert.deepEqual(attributeGone, { id, type, n: { type: 'Property', value: 2 }, at: nothing })
  const { deletedAt, ...rest } = entityGone ?? {}
  assert.equal(typeof deletedAt, 'string')
  assert.deepEqual(rest, { id, type, n: { type: 'Property', value: 'urn:ngsi-ld:null', previousValue: 2 } })
})

test('triggers tell what was created, updated and deleted apart, down to a dataset', async () => {
  const type = newType()
  const id = `urn:${type}:a`
  const kinds = ['attributeCreated', 'attributeUpdated', 'attributeDeleted', 'entityCreated', 'entityDeleted'] as const
  const receivers = new Map(await Promise.all(kinds.map(async (kind) => [kind, await receive()] as const)))
  for (const [kind, { url }] of receivers)
    await subscribe(
      type,
      { format: 'simplified', endpoint: { uri: url } },
      { notificationTrigger: [kind], datasetId: ['urn:d:1', '@none'] },
    )
  const m = (value: number, dataset: string) => ({ type: 'Property', value, datasetId: `urn:d:${dataset}` })
  await create({ id, type, n: 1, m: m(1, '1') })
  await call('PATCH', `${api}/entities/${id}`, { n: 2 })
  await call('POST', `${api}/entities/${id}/attrs`, { m: m(7, '2') })
  await call('DELETE', `${api}/entities/${id}/attrs/m?datasetId=urn:d:2`)
  await call('DELETE', `${api}/entities/${id}/attrs/m?datasetId=urn:d:1`)
  await call('DELETE', `${api}/entities/${id}`)
  await notifications.caughtUp()
  const right = {
    attributeCreated: [[{ id, type, n: 1, m: 1 }]],
    attributeUpdated: [[{ id, type, n: 2, m: 1 }]],
    attributeDeleted: [[{ id, type, n: 2, m: 'urn:ngsi-ld:null' }], [{ id, type, n: 'urn:ngsi-ld:null' }]],
    entityCreated: [[{ id, type, n: 1, m: 1 }]],
    entityDeleted: [[{ id, type }]],
  }
  for (const [kind, receiver] of receivers) {
    await until(() => receiver.got.length >= right[kind].length, `${kind} was told`)
    const seen = told(receiver).map((data) => data.map(({ deletedAt: _at, ...entity }) => entity))
    assert.deepEqual(seen, right[kind], kind)
  }
})

test('an interval brings all that match, whatever changed, again and again', async () => {
  const [receiver, type] = [await receive(), newType()]
  for (const n of [1, 2, 3]) await create({ id: `urn:${type}:${n}`, type, n })
  const members = { timeInterval: 0.4, q: 'n>=2' }
  const id = await subscribe(type, { format: 'simplified', endpoint: { uri: receiver.url } }, members)
  await until(() => receiver.got.length >= 2, 'two rounds came')
  for (const data of told(receiver))
    assert.deepEqual(
      data.map(({ n }) => n),
      [2, 3],
    )
  assert.equal((await call('DELETE', `${api}/subscriptions/${id}`)).status, 204)
})

test('notifications come as JSON-LD, as GeoJSON, and with the entities they lead to', async () => {
  const type = newType()
  const [ld, geo, flat, inline] = [await receive(), await receive(), await receive(), await receive()]
  await subscribe(type, { format: 'simplified', endpoint: { uri: ld.url, accept: 'application/ld+json' } })
  const prefer = { receiverInfo: [{ key: 'Prefer', value: 'body=json' }] }
  await subscribe(type, { format: 'simplified', endpoint: { uri: geo.url, accept: 'application/geo+json', ...prefer } })
  for (const [join, { url }] of [
    ['flat', flat],
    ['inline', inline],
  ] as const)
    await subscribe(type, { format: 'simplified', join, pick: ['id', 'isIn'], endpoint: { uri: url } })
  await create({ id: `urn:${type}:town`, type: 'Town', n: 5 })
  const location = { type: 'Point', coordinates: [1, 2] }
  const isIn = { type: 'Relationship', object: `urn:${type}:town` }
  await create({ id: `urn:${type}:a`, type, isIn, location: { type: 'GeoProperty', value: location } })
  await until(() => [ld, geo, flat, inline].every(({ got }) => got.length === 1), 'each was told')
  const [first, second] = [ld.got[0], geo.got[0]]
  assert.equal(first?.headers['content-type'], 'application/ld+json')
  assert.ok(first?.body['@context'] && first.body.data[0]?.['@context'] && !first.headers.link)
  assert.equal(second?.headers['content-type'], 'application/geo+json')
  assert.match(String(second?.headers.link), /ngsi-ld-core-context/)
  assert.ok(second)
  const { features } = second.body.data as unknown as { features: Json[] }
  assert.deepEqual([features[0]?.type, features[0]?.geometry], ['Feature', location])
  const town = { id: `urn:${type}:town`, type: 'Town', n: 5 }
  assert.deepEqual(told(flat)[0], [{ id: `urn:${type}:a`, isIn: town.id }, town])
  assert.deepEqual(told(inline)[0], [{ id: `urn:${type}:a`, isIn: town }])
})

test('a notification goes out by MQTT, with who it is for beside it', async () => {
  const broker = await Aedes.createBroker()
  const server = createTcp(broker.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(
    () => broker.close(),
    () => server.close(),
  )
  const got: { topic: string; qos: number; message: { metadata: Json; body: Got['body'] } }[] = []
  broker.on('publish', ({ topic, qos, payload }) => {
    if (topic.startsWith('told/')) got.push({ topic, qos, message: JSON.parse(payload.toString()) })
  })
  const type = newType()
  const endpoint = {
    uri: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}/told/here`,
    receiverInfo: [{ key: 'for', value: 'me' }],
    notifierInfo: [
      { key: 'MQTT-Version', value: 'mqtt3.1.1' },
      { key: 'MQTT-QoS', value: '1' },
    ],
  }
  await subscribe(type, { format: 'simplified', endpoint })
  for (const n of [1, 2]) await create({ id: `urn:${type}:${n}`, type, n })
  await until(() => got.length === 2, 'two messages came')
  assert.deepEqual(
    got.map(({ topic, qos, message }) => [topic, qos, message.body.data[0]?.n]),
    [
      ['told/here', 1, 1],
      ['told/here', 1, 2],
    ],
  )
  const { metadata } = got[0]?.message ?? {}
  assert.equal(metadata?.for, 'me')
  assert.equal(metadata?.['Content-Type'], 'application/json')
})

test('what nobody takes for too long is kept, shown without secrets, and sent again or dropped', async () => {
  const [receiver, type] = [await receive(), newType()]
  receiver.status = 503
  const secret = { key: 'Authorization', value: 'Bearer very-secret' }
  const id = await subscribe(type, {
    format: 'simplified',
    endpoint: { uri: receiver.url, cooldown: 50, receiverInfo: [secret] },
  })
  for (const n of [1, 2, 3]) await create({ id: `urn:${type}:${n}`, type, n })
  const asOperator = (method: 'GET' | 'POST', path: string, body?: object) =>
    call(method, `/context/notifications/${path}`, body, { authorization: 'Bearer operator' })
  const letters = async () => (await asOperator('GET', `dead-letters?subscription=${id}`)).body
  await until(async () => (await letters()).count === 3, 'three were given up')
  const { items } = await letters()
  assert.match(items[0].reason, /503/)
  const lines = (await asOperator('GET', 'lines?limit=1000')).body
  const line = lines.items.find(({ subscription }: { subscription: string }) => subscription === id)
  assert.deepEqual([line.waiting, line.dead, line.endpoint], [0, 3, new URL(receiver.url).origin])
  assert.doesNotMatch(JSON.stringify([items, lines]), /very-secret|\/in"/)
  assert.equal((await call('GET', '/context/notifications/lines')).status, 403)
  const body = await asOperator('GET', `dead-letters/${items[2].id}/body`)
  assert.deepEqual(body.body.data, [{ id: `urn:${type}:1`, type, n: 1 }])
  receiver.status = 200
  const [third, second, first] = items.map(({ id }: { id: number }) => id)
  assert.deepEqual((await asOperator('POST', 'dead-letters/replay', { ids: [second, first] })).body, { replayed: 2 })
  await until(() => receiver.got.length === 2, 'they came after all')
  assert.deepEqual(
    told(receiver).map(([entity]) => entity?.n),
    [1, 2],
  )
  assert.deepEqual((await asOperator('POST', 'dead-letters/discard', { ids: [third] })).body, { discarded: 1 })
  assert.equal((await letters()).count, 0)
})

test('a subscription is answered in the names that are asked for, and changed in those that are given', async () => {
  const context = { '@context': { Lamp: 'https://example.org/Lamp', brightness: 'https://example.org/brightness' } }
  const ld = { 'content-type': 'application/ld+json' }
  const id = `urn:ngsi-ld:Subscription:${uuidv7()}`
  const subscription = {
    id,
    type: 'Subscription',
    entities: [{ type: 'Lamp' }],
    q: 'brightness>3',
    watchedAttributes: ['brightness'],
    notification: { endpoint: { uri: 'http://127.0.0.1:9/' } },
    ...context,
  }
  assert.equal((await call('POST', `${api}/subscriptions`, subscription, ld)).status, 201)
  const plain = (await call('GET', `${api}/subscriptions/${id}`)).body
  assert.deepEqual(plain.entities, [{ type: 'https://example.org/Lamp' }])
  assert.deepEqual([plain.q, plain.watchedAttributes], ['https://example.org/brightness>3', ['https://example.org/brightness']])
  const patch = { watchedAttributes: ['https://example.org/brightness', 'colour'] }
  assert.equal((await call('PATCH', `${api}/subscriptions/${id}`, patch)).status, 204)
  const changed = (await call('GET', `${api}/subscriptions/${id}`)).body
  assert.deepEqual(changed.watchedAttributes, ['https://example.org/brightness', 'colour'])
  assert.equal((await call('PATCH', `${api}/subscriptions/${id}`, { notification: { format: 'concise' } })).status, 400)
})
