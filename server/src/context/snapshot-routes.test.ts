import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { dropSnapshots, registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

let pool: Pool
let app: App
let writer: Writer
const clock = () => new Date()

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined, allowPrivateHosts: true })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

async function call(method: Method, path: string, payload?: object, headers: Record<string, string> = {}) {
  const response = await app.inject({ method, url: `/ngsi-ld/v1/${path}`, headers, ...(payload && { payload }) })
  const body = response.payload === '' ? undefined : response.json()
  return { status: response.statusCode, headers: response.headers, body }
}

const newType = () => `S${uuidv7().replaceAll('-', '')}`
const within = (id: string) => ({ 'ngsild-snapshot': id })

async function put(type: string, label: string, members: object): Promise<string> {
  const id = `urn:${type}:${label}`
  assert.ok((await call('POST', 'entityOperations/upsert', [{ id, type, ...members }] as unknown as object)).status < 300)
  return id
}

async function take(members: object): Promise<string> {
  const { status, headers, body } = await call('POST', 'snapshots', { type: 'Snapshot', ...members })
  assert.equal(status, 201, JSON.stringify(body))
  return decodeURIComponent(String(headers.location).split('/').at(-1) ?? '')
}

const queryOf = (type: string, members: object = {}) => ({ type: 'Query', entities: [{ type }], ...members })
const numbers = async (type: string, headers = {}) =>
  (await call('GET', `entities?type=${type}&options=simplified`, undefined, headers)).body.map(({ n }: { n?: number }) => n)

test('a snapshot holds what was found, however things change, and takes changes of its own', async () => {
  const type = newType()
  const id = await put(type, 'a', { n: 1, m: 1 })
  await put(type, 'b', { n: 2 })
  const snapshot = await take({ snapshotQueries: [queryOf(type)] })
  await put(type, 'a', { n: 10 })
  await put(type, 'c', { n: 3 })
  assert.deepEqual(await numbers(type), [10, 2, 3])
  assert.deepEqual(await numbers(type, within(snapshot)), [1, 2])

  assert.equal((await call('PATCH', `entities/${id}`, { n: 99 }, within(snapshot))).status, 204)
  assert.deepEqual(await numbers(type, within(snapshot)), [99, 2])
  assert.deepEqual(await numbers(type), [10, 2, 3], 'outside nothing changed')
  const { body: info } = await call('GET', `types/${type}`, undefined, within(snapshot))
  assert.equal(info.entityCount, 2)
  const { headers } = await call('GET', `entities/${id}`, undefined, within(snapshot))
  assert.deepEqual([headers['ngsild-snapshot'], headers['ngsild-tenant']], [snapshot, undefined])

  const { body } = await call('GET', `snapshots/${snapshot}`)
  assert.deepEqual([body.type, body.snapshotStatus, body.snapshotPriority], ['Snapshot', 'success', 5])
  assert.deepEqual(body.snapshotQueriesDetails, [{ resultStatus: 'success' }])
  assert.ok(body.expiresAt > body.createdAt)
})

test('the queries of a snapshot say how each fared, and what of the entities is wanted', async () => {
  const type = newType()
  await put(type, 'a', { n: 1, m: 1 })
  const snapshot = await take({ snapshotQueries: [queryOf(type, { pick: ['id', 'type', 'n'] }), queryOf(newType())] })
  const { body } = await call('GET', `snapshots/${snapshot}`)
  assert.equal(body.snapshotStatus, 'partial')
  assert.deepEqual(body.snapshotQueriesDetails, [{ resultStatus: 'success' }, { resultStatus: 'empty' }])
  const found = await call('GET', `entities?type=${type}&options=simplified`, undefined, within(snapshot))
  assert.deepEqual(found.body, [{ id: `urn:${type}:a`, type, n: 1 }])
})

test('a snapshot holds a part of the history', async () => {
  const type = newType()
  const at = (day: number) => `2026-03-0${day}T00:00:00Z`
  for (const day of [1, 2, 3]) await put(type, 'a', { n: { type: 'Property', value: day, observedAt: at(day) } })
  const temporalQ = { timerel: 'after', timeAt: at(2), timeproperty: 'observedAt' }
  const snapshot = await take({ snapshotTemporalQueries: [queryOf(type, { temporalQ })] })
  await put(type, 'a', { n: { type: 'Property', value: 4, observedAt: at(4) } })
  const path = `temporal/entities/urn:${type}:a?options=temporalValues`
  const { body } = await call('GET', path, undefined, within(snapshot))
  assert.deepEqual(body.n.values.map(([value]: [number]) => value).sort(), [2, 3])
})

test('snapshots are cloned, changed, purged by their members, and end', async () => {
  const type = newType()
  const id = await put(type, 'a', { n: 1 })
  const first = await take({ snapshotQueries: [queryOf(type)], snapshotPriority: 9 })
  assert.equal((await call('PATCH', `entities/${id}`, { n: 2 }, within(first))).status, 204)
  const cloned = await call('POST', `snapshots/${first}/clone`, { snapshotPriority: 8 })
  assert.equal(cloned.status, 201)
  const second = String(cloned.headers.location).split('/').at(-1) ?? ''
  assert.equal((await call('PATCH', `entities/${id}`, { n: 3 }, within(first))).status, 204)
  assert.deepEqual([await numbers(type, within(first)), await numbers(type, within(second))], [[3], [2]])

  assert.equal((await call('PATCH', `snapshots/${second}`, { snapshotPriority: 1, snapshotLifetime: 'PT1H' })).status, 204)
  const { body } = await call('GET', `snapshots/${second}`)
  assert.equal(body.snapshotPriority, 1)
  assert.ok(Date.parse(body.expiresAt) - Date.now() < 3_700_000)
  assert.equal((await call('DELETE', 'snapshots')).status, 400)
  assert.equal((await call('DELETE', 'snapshots?q=unknown==1')).status, 400)
  assert.equal((await call('DELETE', 'snapshots?q=snapshotPriority<2')).status, 204)
  assert.equal((await call('GET', `snapshots/${second}`)).status, 404)
  assert.equal((await call('GET', `entities?type=${type}`, undefined, within(second))).status, 404)
  assert.equal((await call('GET', `snapshots/${first}`)).status, 200)
  await dropSnapshots(pool, new Date(Date.now() + 8 * 86_400_000))
  assert.equal((await call('GET', `snapshots/${first}`)).status, 404)
  const left = await pool.query(`select 1 from context.entity where tenant like 'snapshot:%' and id = $1`, [id])
  assert.equal(left.length, 0)
})

test('who asks for it is told of a snapshot', async () => {
  const told: { type: string; snapshotId: string; snapshotStatus: string }[] = []
  const receiver = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    told.push(JSON.parse(text))
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const snapshot = await take({ snapshotQueries: [queryOf(newType())], endpoint })
  await until(() => told.length === 1, 'the notification came')
  const [one] = told
  assert.deepEqual([one?.type, one?.snapshotId, one?.snapshotStatus], ['SnapshotNotification', snapshot, 'empty'])
  receiver.closeAllConnections()
  receiver.close()
})

test('faulty snapshots are refused, and so is what cannot be done in one', async () => {
  const type = newType()
  const right = { type: 'Snapshot', snapshotQueries: [queryOf(type)] }
  for (const members of [
    { type: 'Shot' },
    { snapshotQueries: undefined },
    { snapshotQueries: [] },
    { snapshotQueries: [{ type: 'Query' }] },
    { snapshotQueries: [queryOf(type, { temporalQ: {} })] },
    { snapshotTemporalQueries: [queryOf(type)] },
    { snapshotPriority: 11 },
    { snapshotLifetime: 'long' },
    { endpoint: 'nowhere' },
    { id: 'no uri' },
  ])
    assert.equal((await call('POST', 'snapshots', { ...right, ...members })).status, 400, JSON.stringify(members))
  const id = await take({ snapshotQueries: [queryOf(type)] })
  assert.equal((await call('POST', 'snapshots', { ...right, id })).status, 409)
  assert.equal((await call('PATCH', `snapshots/${id}`, { snapshotQueries: [queryOf(type)] })).status, 400)
  assert.equal((await call('GET', 'subscriptions', undefined, within(id))).status, 422)
  assert.equal((await call('GET', `entities?type=${type}`, undefined, within('urn:no:snapshot'))).status, 404)
  assert.deepEqual(await numbers(type, within(id)), [], 'an empty snapshot is there all the same')
})
