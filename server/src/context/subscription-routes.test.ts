import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Notifications, name, parseEntity, registerContext, startNotifications, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

let pool: Pool
let app: App
let writer: Writer
let notifications: Notifications
/** Milliseconds by which the node is late. */
let late = 0
const clock = () => new Date(Date.now() - late)
const options = { clock, logger: quiet, allowPrivateHosts: true }

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined, allowPrivateHosts: true })
  await app.ready()
  notifications = await startNotifications(pool, options)
})

after(async () => {
  await notifications.stop()
  await app.close()
  await writer.stop()
})

type Notified = { subscriptionId: string; data: { id: string; type: string; n?: number }[] }
type Receiver = { url: string; got: Notified[]; headers: Record<string, unknown>[]; status: number; server: Server; port: number }

async function receive(port = 0): Promise<Receiver> {
  const receiver = { got: [] as Notified[], headers: [] as Record<string, unknown>[], status: 200 }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (receiver.status === 200) receiver.got.push(JSON.parse(text))
    receiver.headers.push(request.headers)
    response.writeHead(receiver.status).end()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const at = (server.address() as AddressInfo).port
  return Object.assign(receiver, { url: `http://127.0.0.1:${at}/notify`, server, port: at })
}

const close = (receiver: Receiver) => {
  receiver.server.closeAllConnections()
  return new Promise((resolve) => receiver.server.close(resolve))
}

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) {
  const response = await app.inject({ method, url: `/ngsi-ld/v1/${path}`, ...(body && { payload: body }) })
  return { status: response.statusCode, headers: response.headers, body: response.payload === '' ? undefined : response.json() }
}

async function subscribe(type: string, uri: string, members: object = {}, endpoint: object = {}): Promise<string> {
  const body = {
    type: 'Subscription',
    entities: [{ type }],
    notification: { format: 'keyValues', endpoint: { uri, ...endpoint } },
    ...members,
  }
  const { status, headers, body: answer } = await call('POST', 'subscriptions', body)
  assert.equal(status, 201, JSON.stringify(answer))
  return decodeURIComponent(String(headers.location).split('/').at(-1) ?? '')
}

async function put(type: string, id: string, n: number, members: object = {}): Promise<void> {
  const parsed = parseEntity({ id, type, n, ...members })
  assert.ok(parsed.ok)
  await writer.write([{ tenant: '', mode: 'upsert-merge', entity: parsed.entity }])
}

const newType = () => `S${uuidv7().replaceAll('-', '')}`
const numbers = ({ got }: Receiver) => got.map(({ data }) => data[0]?.n)

test('a subscriber is told of each change that matches, in order, and sees how it fares', async () => {
  const receiver = await receive()
  const type = newType()
  const id = await subscribe(type, receiver.url, { q: 'n>=2' }, { receiverInfo: [{ key: 'X-Key', value: 'secret' }] })
  for (const n of [1, 2, 3, 1, 4]) await put(type, `urn:${type}:a`, n)
  await until(() => receiver.got.length === 3, 'three notifications came')
  assert.deepEqual(numbers(receiver), [2, 3, 4])
  assert.equal(receiver.got[0]?.subscriptionId, id)
  assert.deepEqual(receiver.got[0]?.data, [{ id: `urn:${type}:a`, type, n: 2 }])
  assert.equal(receiver.headers[0]?.['x-key'], 'secret')
  await until(
    async () => (await call('GET', `subscriptions/${id}`)).body.notification.timesSent === 3,
    'the subscription counts them',
  )
  const { body } = await call('GET', `subscriptions/${id}`)
  assert.deepEqual([body.status, body.notification.status, body.q], ['active', 'ok', 'n>=2'])
  assert.ok(body.notification.lastSuccess)
  await close(receiver)
})

test('notifications survive a restart and a receiver that is away', async () => {
  const receiver = await receive()
  const type = newType()
  const id = await subscribe(type, receiver.url)
  await close(receiver)
  await put(type, `urn:${type}:a`, 1)
  await until(async () => (await call('GET', `subscriptions/${id}`)).body.notification.timesFailed > 0, 'a delivery failed')
  await notifications.stop()
  await put(type, `urn:${type}:a`, 2)
  const back = await receive(receiver.port)
  notifications = await startNotifications(pool, options)
  await until(() => back.got.length === 2, 'both notifications came')
  assert.deepEqual(numbers(back), [1, 2])
  await close(back)
})

test('a receiver that refuses does not hold up another', async () => {
  const [good, bad] = [await receive(), await receive()]
  bad.status = 500
  const type = newType()
  const id = await subscribe(type, bad.url, {}, { cooldown: 100 })
  await subscribe(type, good.url)
  for (const n of [1, 2, 3, 4, 5]) await put(type, `urn:${type}:a`, n)
  await until(() => good.got.length === 5, 'the other receiver has all five')
  assert.equal(bad.got.length, 0)
  assert.equal((await call('GET', `subscriptions/${id}`)).body.notification.status, 'failed')
  bad.status = 200
  await until(() => bad.got.length === 5, 'it has all five once it is well')
  assert.deepEqual(numbers(bad), [1, 2, 3, 4, 5])
  await Promise.all([close(good), close(bad)])
})

test('a subscription matches by id, place, pattern, scope, trigger and watched attributes', async () => {
  const receiver = await receive()
  const type = newType()
  const point = (longitude: number) => ({ location: { type: 'Point', coordinates: [longitude, 0] } })
  const wanted: Record<string, object> = {
    id: { entities: [{ type, id: `urn:${type}:a` }] },
    idPattern: { entities: [{ type, idPattern: ':b$' }] },
    geo: { geoQ: { georel: 'near;maxDistance==2000', geometry: 'Point', coordinates: [10, 0] } },
    pattern: { q: 'label~="^vi"' },
    scope: { scopeQ: '/x/#' },
    watched: { watchedAttributes: ['m'] },
    deleted: { notificationTrigger: ['entityDeleted'] },
    created: { notificationTrigger: ['entityCreated'] },
    paused: { isActive: false },
    expired: { expiresAt: new Date(Date.now() - 1000).toISOString() },
  }
  const labels = new Map<string, string>()
  late = 3_600_000
  for (const [label, members] of Object.entries(wanted)) labels.set(await subscribe(type, receiver.url, members), label)
  late = 0
  await put(type, `urn:${type}:a`, 1, { ...point(10.001), scope: '/x/y' })
  await put(type, `urn:${type}:b`, 2, { ...point(11), label: 'village' })
  await put(type, `urn:${type}:b`, 3, { m: 1 })
  const parsed = parseEntity({ id: `urn:${type}:a`, type })
  assert.ok(parsed.ok)
  await writer.write([{ tenant: '', mode: 'delete', entity: parsed.entity }])
  await notifications.caughtUp()
  const told = () =>
    receiver.got
      .map(({ subscriptionId, data }) => `${labels.get(subscriptionId)} ${data[0]?.id.at(-1)} ${data[0]?.n ?? ''}`)
      .sort()
  const right = [
    'created a 1',
    'created b 2',
    'deleted a ',
    'geo a 1',
    'id a 1',
    'idPattern b 2',
    'idPattern b 3',
    'pattern b 2',
    'pattern b 3',
    'scope a 1',
    'watched b 3',
  ]
  await until(() => receiver.got.length >= right.length, 'all notifications came')
  assert.deepEqual(told(), right)
  await close(receiver)
})

test('throttling leaves out what follows too soon', async () => {
  const receiver = await receive()
  const type = newType()
  await subscribe(type, receiver.url, { throttling: 3600 })
  for (const n of [1, 2, 3]) await put(type, `urn:${type}:a`, n)
  await notifications.caughtUp()
  const end = newType()
  await subscribe(end, receiver.url)
  await put(end, `urn:${end}:a`, 9)
  await until(() => numbers(receiver).includes(9), 'a later notification came')
  assert.deepEqual(numbers(receiver).sort(), [1, 9])
  await close(receiver)
})

test('subscriptions are listed, changed and deleted, and faulty ones refused', async () => {
  const type = newType()
  const id = await subscribe(type, 'http://127.0.0.1:9/')
  assert.equal(
    (
      await call('POST', 'subscriptions', {
        id,
        type: 'Subscription',
        entities: [{ type }],
        notification: { endpoint: { uri: 'http://127.0.0.1:9/' } },
      })
    ).status,
    409,
  )
  assert.equal((await call('PATCH', `subscriptions/${id}`, { q: 'n>1', isActive: false })).status, 204)
  const { body } = await call('GET', `subscriptions/${id}`)
  assert.deepEqual([body.q, body.status, body.entities], ['n>1', 'paused', [{ type }]])
  const listed = await call('GET', 'subscriptions?limit=1000&count=true')
  assert.ok(listed.body.some((subscription: { id: string }) => subscription.id === id))
  assert.equal(Number(listed.headers['ngsild-results-count']), listed.body.length)
  assert.equal((await call('DELETE', `subscriptions/${id}`)).status, 204)
  assert.equal((await call('GET', `subscriptions/${id}`)).status, 404)
  const base = { type: 'Subscription', entities: [{ type }], notification: { endpoint: { uri: 'http://127.0.0.1:9/' } } }
  for (const [members, status] of [
    [{ type: 'Sub' }, 400],
    [{ entities: undefined }, 400],
    [{ entities: [{}] }, 400],
    [{ notification: {} }, 400],
    [{ notification: { endpoint: { uri: 'no' } } }, 400],
    [{ q: '>>' }, 400],
    [{ q: 'a~="("' }, 400],
    [{ entities: [{ idPattern: '[' }] }, 400],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 400],
    [{ timeInterval: 5, throttling: 5 }, 400],
    [{ notification: { endpoint: { uri: 'mqtt://example.org/' } } }, 400],
    [{ notification: { endpoint: { uri: 'ftp://example.org/a' } } }, 400],
    [{ notification: { pick: ['a'], omit: ['a'], endpoint: { uri: 'http://127.0.0.1:9/' } } }, 400],
    [{ notification: { showChanges: true, format: 'simplified', endpoint: { uri: 'http://127.0.0.1:9/' } } }, 400],
  ] as const)
    assert.equal((await call('POST', 'subscriptions', { ...base, ...members })).status, status, JSON.stringify(members))
})

test('a node does not notify private addresses unless it is told to', async () => {
  const guarded = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(guarded, { pool, writer, clock, logger: quiet, may: () => undefined })
  for (const uri of [
    'http://127.0.0.1/',
    'http://localhost:8080/',
    'http://[::1]/',
    'http://10.1.2.3/',
    'http://169.254.169.254/',
    'http://[::ffff:127.0.0.1]/',
    'http://0x7f000001/',
  ]) {
    const payload = { type: 'Subscription', entities: [{ type: name('T') }], notification: { endpoint: { uri } } }
    assert.equal((await guarded.inject({ method: 'POST', url: '/ngsi-ld/v1/subscriptions', payload })).statusCode, 400, uri)
  }
  await guarded.close()
})
