import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseQ, registerContext, startNotifications, startWriter } from '#context'
import { connect, createHttp, createMetrics, systemClock, uuidv7 } from '#kernel'
import { migratedDatabase, quiet, until } from '#testing'
import { writeQ } from './distribute-query-text.ts'
import { coreNames } from './names.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Answer = { status: number; headers: Headers; body: ReturnType<typeof JSON.parse> }
type Node = {
  readonly url: string
  readonly seen: Record<string, unknown>[]
  call(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  close(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A node with a database of its own that listens on loopback. */
async function openNode(alias: string): Promise<Node> {
  const { address, dispose } = await migratedDatabase()
  const pool = connect(address, () => undefined)
  const writer = startWriter(pool, { clock: systemClock, logger: quiet })
  const notifications = await startNotifications(pool, { clock: systemClock, logger: quiet, allowPrivateHosts: true })
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  const port = await freePort()
  const seen: Record<string, unknown>[] = []
  registerContext(app, {
    pool,
    writer,
    clock: systemClock,
    logger: quiet,
    may: ({ headers }) => void seen.push(headers),
    allowPrivateHosts: true,
    alias,
    publicUrl: `http://127.0.0.1:${port}`,
  })
  const url = await app.listen({ host: '127.0.0.1', port })
  return {
    url,
    seen,
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(`${url}/ngsi-ld/v1/${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    },
    close: async () => {
      await app.close()
      await notifications.stop()
      await writer.stop()
      await pool.close()
      await dispose()
    },
  }
}

/** A line to a node that can be cut: then what is said on it is not answered, or it cannot be opened at all. */
async function openLine(to: string) {
  const { port } = new URL(to)
  let state: 'open' | 'dead' = 'open'
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (state === 'dead') return
    const on = createConnection({ host: '127.0.0.1', port: Number(port) })
    on.on('error', () => socket.destroy())
    socket.pipe(on).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    set: (next: typeof state) => {
      state = next
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

let city: Node
let county: Node
let village: Node
let line: Awaited<ReturnType<typeof openLine>>

before(async () => {
  ;[city, county, village] = (await Promise.all(['city', 'county', 'village'].map(openNode))) as [Node, Node, Node]
  line = await openLine(village.url)
})
after(async () => {
  await line.close()
  await Promise.all([city, county, village].map((node) => node.close()))
})

const newType = () => `T${uuidv7().replaceAll('-', '')}`
const newUrn = () => `urn:ngsi-ld:Thing:${uuidv7()}`

async function register(at: Node, endpoint: string, information: object, more: object = {}): Promise<string> {
  const { status, headers, body } = await at.call('POST', 'csourceRegistrations', {
    type: 'ContextSourceRegistration',
    information: [information],
    endpoint,
    ...more,
  })
  assert.equal(status, 201, JSON.stringify(body))
  return headers.get('location')?.split('/').at(-1) as string
}

const create = async (at: Node, entity: object, query = '?local=true') => {
  const { status, body } = await at.call('POST', `entities${query}`, entity)
  assert.equal(status, 201, JSON.stringify(body))
}
const idsIn = ({ body }: Answer): string[] => body.map(({ id }: { id: string }) => id)
const all = {
  operations: ['federationOps', 'redirectionOps', 'createBatch', 'upsertBatch', 'updateBatch', 'mergeBatch', 'deleteBatch'],
}

test('a city, its county and a village answer one query; a village that is cut off is told of, and back when it is back', async () => {
  const type = newType()
  const ids = [newUrn(), newUrn(), newUrn()].sort()
  for (const [at, node] of [city, county, village].entries())
    await create(node, { id: ids[at], type, level: at, location: { type: 'Point', coordinates: [106 + at, 26] } })
  await register(city, county.url, { entities: [{ type }] }, { contextSourceAlias: 'county' })
  const cut = await register(county, line.url, { entities: [{ type }] }, { management: { timeout: 20_000, cooldown: 5000 } })
  await register(village, city.url, { entities: [{ type }] })

  const whole = await city.call('GET', `entities?type=${type}&count=true`)
  assert.deepEqual([whole.status, idsIn(whole), whole.headers.get('ngsild-warning')], [200, ids, null])
  assert.equal(whole.headers.get('ngsild-results-count'), '3')
  const page = await city.call('GET', `entities?type=${type}&limit=1&offset=1`)
  assert.deepEqual(idsIn(page), [ids[1]])
  assert.match(String(page.headers.get('link')), /rel="prev".*rel="next"/)
  assert.deepEqual(idsIn(await city.call('GET', `entities?type=${type}&q=level>=1`)), ids.slice(1))
  assert.deepEqual(idsIn(await city.call('GET', `entities?type=${type}&orderBy=level;desc`)), [...ids].reverse())
  const near = `georel=near;maxDistance==1000&geometry=Point&coordinates=[108,26]`
  assert.deepEqual(idsIn(await city.call('GET', `entities?type=${type}&${near}`)), [ids[2]])
  const posted = { type: 'Query', entities: [{ type }], q: 'level<2' }
  assert.deepEqual(idsIn(await city.call('POST', 'entityOperations/query', posted)), ids.slice(0, 2))
  assert.equal((await city.call('GET', `entities/${ids[2]}`)).body.level.value, 2)
  assert.deepEqual(idsIn(await city.call('GET', `entities?type=${type}&local=true`)), [ids[0]])

  const quick = { management: { timeout: 500, cooldown: 5000 } }
  assert.equal((await county.call('PATCH', `csourceRegistrations/${cut}`, quick)).status, 204)
  line.set('dead')
  const partly = await city.call('GET', `entities?type=${type}`)
  assert.deepEqual([partly.status, idsIn(partly)], [200, ids.slice(0, 2)])
  assert.match(String(partly.headers.get('ngsild-warning')), /^111 county ".* did not answer in time\."$/)
  const again = await county.call('GET', `entities?type=${type}`)
  assert.match(String(again.headers.get('ngsild-warning')), /is left alone/)
  const gone = await city.call('GET', `entities/${ids[2]}`)
  assert.deepEqual([gone.status, /^111/.test(String(gone.headers.get('ngsild-warning')))], [404, true])

  line.set('open')
  const isBack = async () => (await city.call('GET', `entities?type=${type}`)).headers.get('ngsild-warning') === null
  await until(isBack, 'the village was asked again')
  assert.deepEqual(idsIn(await city.call('GET', `entities?type=${type}`)), ids)
  const fate = async () => (await county.call('GET', `csourceRegistrations/${cut}`)).body
  await until(async () => (await fate()).timesFailed > 0 && (await fate()).status === 'ok', 'the registration told of its source')
  const { timesSent, timesFailed, lastFailure } = await fate()
  assert.ok(timesSent > timesFailed && lastFailure !== undefined)
})

test('an entity is put together from all that know of it: the newest counts, and an auxiliary source fills gaps only', async () => {
  const [type, id] = [newType(), newUrn()]
  const at = (observedAt: string, value: number) => ({ type: 'Property', value, observedAt })
  await create(city, { id, type, a: at('2026-03-01T12:00:00Z', 1), b: at('2026-03-01T12:00:00Z', 1), c: 1 })
  await create(county, { id, type, a: at('2026-03-01T11:00:00Z', 2), b: at('2026-03-01T13:00:00Z', 2), d: 2 })
  await create(village, { id, type, a: at('2026-03-01T14:00:00Z', 3), e: 3, f: 3 })
  await register(city, county.url, { entities: [{ type, id }] })
  await register(city, village.url, { entities: [{ type }], propertyNames: ['a', 'e'] }, { mode: 'auxiliary' })
  const { body } = await city.call('GET', `entities/${id}?options=keyValues`)
  assert.deepEqual(body, { id, type, a: 1, b: 2, c: 1, d: 2, e: 3 })
  const [queried] = (await city.call('GET', `entities?type=${type}&options=keyValues`)).body
  assert.deepEqual(queried, body)
  assert.deepEqual((await city.call('GET', `entities/${id}?attrs=e&options=keyValues`)).body, { id, type, e: 3 })
})

test('what an exclusive source has goes there and is not kept; what fails is told part by part', async () => {
  const [type, id] = [newType(), newUrn()]
  await register(
    city,
    line.url,
    { entities: [{ type, id }], propertyNames: ['valve'] },
    { ...all, mode: 'exclusive', management: { timeout: 2000, cooldown: 1 } },
  )
  await create(city, { id, type, valve: 'shut', name: 'north' }, '')
  assert.deepEqual((await city.call('GET', `entities/${id}?local=true&options=keyValues`)).body, { id, type, name: 'north' })
  assert.deepEqual((await village.call('GET', `entities/${id}?options=keyValues`)).body, { id, type, valve: 'shut' })
  assert.equal((await city.call('PATCH', `entities/${id}/attrs/valve`, { value: 'open' })).status, 204)
  assert.equal((await village.call('GET', `entities/${id}?options=keyValues`)).body.valve, 'open')
  assert.equal((await city.call('PATCH', `entities/${id}`, { valve: 'half', name: 'south' })).status, 204)
  assert.deepEqual((await city.call('GET', `entities/${id}?options=keyValues`)).body, { id, type, valve: 'half', name: 'south' })

  line.set('dead')
  const partly = await city.call('PATCH', `entities/${id}/attrs`, { valve: 'shut', name: 'west' })
  assert.equal(partly.status, 207)
  assert.equal(partly.body.updated.length, 1)
  assert.match(partly.body.notUpdated[0].attributeName, /valve$/)
  assert.ok(partly.body.notUpdated[0].registrationId)
  await sleep(20)
  const only = await city.call('PATCH', `entities/${id}/attrs/valve`, { value: 'shut' })
  assert.deepEqual([only.status, only.body.code], [504, 'source-silent'])
  line.set('open')
  await sleep(20)
  assert.equal((await city.call('DELETE', `entities/${id}`)).status, 204)
  assert.equal((await village.call('GET', `entities/${id}`)).status, 404)
})

test('a redirect source has entities instead of the broker, inclusive ones beside it, and what a source does not serve is a conflict', async () => {
  const [away, both, id, other] = [newType(), newType(), newUrn(), newUrn()]
  await register(city, village.url, { entities: [{ type: away }] }, { ...all, mode: 'redirect' })
  await register(city, village.url, { entities: [{ type: both }] }, all)
  await create(city, { id, type: away, a: 1 }, '')
  assert.equal((await city.call('GET', `entities/${id}?local=true`)).status, 404)
  assert.equal((await city.call('GET', `entities/${id}?options=keyValues`)).body.a, 1)
  assert.equal((await city.call('PUT', `entities/${id}`, { id, type: away, b: 2 })).status, 204)
  assert.deepEqual((await village.call('GET', `entities/${id}?options=keyValues`)).body, { id, type: away, b: 2 })
  await create(city, { id: other, type: both, a: 1 }, '')
  for (const node of [city, village]) assert.equal((await node.call('GET', `entities/${other}?local=true`)).status, 200)
  const twice = await city.call('POST', 'entities', { id: other, type: both, a: 1 })
  assert.equal(twice.status, 207)
  assert.deepEqual(
    twice.body.errors.map(({ error }: { error: { status: number } }) => error.status),
    [409, 409],
  )
  const readOnly = newType()
  await register(city, village.url, { entities: [{ type: readOnly }] }, { mode: 'redirect' })
  const refused = await city.call('POST', 'entities', { id: newUrn(), type: readOnly, a: 1 })
  assert.deepEqual([refused.status, refused.body.type], [409, 'https://uri.etsi.org/ngsi-ld/errors/Conflict'])
})

test('a batch goes to each source as one, or one by one where it takes no batches', async () => {
  const [type, single] = [newType(), newType()]
  const [a, b, c] = [newUrn(), newUrn(), newUrn()]
  await register(city, village.url, { entities: [{ type }] }, { ...all, mode: 'redirect' })
  await register(city, village.url, { entities: [{ type: single }] }, { operations: ['redirectionOps'], mode: 'redirect' })
  const before = village.seen.length
  const documents = [
    { id: a, type, x: 1 },
    { id: b, type, x: 1 },
    { id: c, type: 'Local', x: 1 },
  ]
  const created = await city.call('POST', 'entityOperations/create', documents)
  assert.deepEqual([created.status, created.body.sort()], [201, [a, b, c].sort()])
  assert.equal(village.seen.length - before, 1)
  assert.equal((await city.call('GET', `entities/${a}?local=true`)).status, 404)
  const again = await city.call('POST', 'entityOperations/create', [documents[0], { id: newUrn(), type: 'Local' }])
  assert.deepEqual([again.status, again.body.success.length, again.body.errors[0].error.status], [207, 1, 409])
  const one = newUrn()
  assert.equal((await city.call('POST', 'entityOperations/upsert', [{ id: one, type: single, x: 1 }])).status, 201)
  assert.equal((await city.call('POST', 'entityOperations/upsert', [{ id: one, type: single, y: 2 }])).status, 204)
  assert.deepEqual((await village.call('GET', `entities/${one}?options=keyValues`)).body, { id: one, type: single, y: 2 })
  assert.equal((await city.call('POST', 'entityOperations/delete', [a, b, c])).status, 204)
  assert.equal((await village.call('GET', `entities/${a}`)).status, 404)
})

test('a source is asked in its tenant and by its @context, with what it wants to be told, and for no more than it has', async () => {
  const [type, id] = [newType(), newUrn()]
  const tenant = `t${uuidv7()}`
  await village.call('POST', 'entities', { id, type, speed: 1, other: 2 }, { 'ngsild-tenant': tenant })
  await register(
    city,
    `${village.url}/ngsi-ld/v1/`,
    { entities: [{ type }], propertyNames: ['speed'] },
    {
      tenant,
      management: { localOnly: true },
      contextSourceInfo: [
        { key: 'Authorization', value: 'Bearer of the city' },
        { key: 'X-Ticket', value: 'urn:ngsi-ld:request' },
        { key: 'Via', value: 'nobody' },
      ],
    },
  )
  const from = village.seen.length
  const { body } = await city.call('GET', `entities?type=${type}&options=keyValues`, undefined, { 'x-ticket': '7' })
  assert.deepEqual(body, [{ id, type, speed: 1 }])
  const [headers] = village.seen.slice(from) as [Record<string, string>]
  assert.deepEqual(
    [headers.authorization, headers['x-ticket'], headers['ngsild-tenant'], headers.via],
    ['Bearer of the city', '7', tenant, '1.1 city'],
  )
})

test('conditions on entities in parts are checked when they are whole, and only at the sources that are wanted', async () => {
  const [type, id, other] = [newType(), newUrn(), newUrn()]
  await create(city, { id, type, a: 1 })
  await create(city, { id: other, type, a: 1 })
  await create(village, { id, type, b: 2 })
  await create(village, { id: other, type, b: 3 })
  await register(city, village.url, { entities: [{ type }] }, { district: 'north' })
  const query = (more: string) => city.call('GET', `entities?type=${type}&q=${encodeURIComponent('a==1;b==2')}${more}`)
  assert.deepEqual(idsIn(await query('')), [])
  const whole = await query('&splitEntities=true&count=true&options=keyValues')
  assert.deepEqual([whole.body, whole.headers.get('ngsild-results-count')], [[{ id, type, a: 1, b: 2 }], '1'])
  assert.deepEqual(idsIn(await query(`&splitEntities=true&csf=${encodeURIComponent('district=="south"')}`)), [])
})

test('a relationship is followed to an entity that a source has', async () => {
  const [type, id, to] = [newType(), newUrn(), newUrn()]
  await create(city, { id, type, of: { type: 'Relationship', object: to } })
  await create(village, { id: to, type: `${type}Target`, name: 'there' })
  await register(city, village.url, { entities: [{ type: `${type}Target` }] })
  const { body } = await city.call('GET', `entities/${id}?join=inline`)
  assert.equal(body.of.entity.name.value, 'there')
})

test('what a source answered is not asked for again while it holds', async () => {
  const [type, id] = [newType(), newUrn()]
  await create(village, { id, type, a: 1 })
  await register(city, village.url, { entities: [{ type }] }, { management: { cacheDuration: 'PT10S' } })
  const valueAt = async () => (await city.call('GET', `entities/${id}?options=keyValues`)).body.a
  assert.equal(await valueAt(), 1)
  await village.call('PATCH', `entities/${id}`, { a: 2 })
  assert.equal(await valueAt(), 1)
})

test('a purge reaches the sources that serve it, and tells of those that do not', async () => {
  const type = newType()
  const [here, there] = [newUrn(), newUrn()]
  await create(city, { id: here, type, a: 1 })
  await create(village, { id: there, type, a: 1 })
  await create(village, { id: newUrn(), type: 'Other', a: 1 })
  await register(city, village.url, { entities: [{ type }] }, all)
  assert.equal((await city.call('DELETE', `entities?type=${type},Other&q=a==1`)).status, 204)
  for (const [node, id] of [
    [city, here],
    [village, there],
  ] as const)
    assert.equal((await node.call('GET', `entities/${id}`)).status, 404)
  assert.equal((await village.call('GET', 'entities?type=Other')).body.length, 1)
  const readOnly = newType()
  await register(city, village.url, { entities: [{ type: readOnly }] }, { mode: 'redirect' })
  const refused = await city.call('DELETE', `entities?type=${readOnly}`)
  assert.deepEqual([refused.status, refused.body.errors[0].error.status], [207, 409])
})

test('types and attributes of sources are discovered beside those here', async () => {
  const [mine, theirs, attribute] = [newType(), newType(), `a${uuidv7().slice(0, 8)}`]
  await create(city, { id: newUrn(), type: mine, [attribute]: 1 })
  for (const type of [mine, theirs]) await create(village, { id: newUrn(), type, [attribute]: 'x', also: 2 })
  for (const type of [mine, theirs]) await register(city, village.url, { entities: [{ type }] })
  const { typeList } = (await city.call('GET', 'types')).body
  assert.ok(typeList.includes(mine) && typeList.includes(theirs))
  const described = (await city.call('GET', `types/${mine}`)).body
  assert.equal(described.entityCount, 2)
  assert.deepEqual(
    described.attributeDetails.map(({ attributeName }: { attributeName: string }) => attributeName).sort(),
    [attribute, 'also'].sort(),
  )
  const { typeNames } = (await city.call('GET', `attributes/${attribute}`)).body
  assert.deepEqual(typeNames.sort(), [mine, theirs].sort())
  assert.deepEqual((await city.call('GET', `attributes/${attribute}?local=true`)).body.typeNames, [mine])
  assert.equal((await city.call('GET', `types/${newType()}`)).status, 404)
})

test('the past of an entity is put together from the sources that cover the time', async () => {
  const [type, id] = [newType(), newUrn()]
  const at = (hour: number, value: number) => ({ type: 'Property', value, observedAt: `2026-03-01T${hour}:00:00Z` })
  await create(city, { id, type, level: at(12, 3) })
  await create(village, { id, type, level: at(10, 1) })
  await village.call('PATCH', `entities/${id}`, { level: at(11, 2) })
  const past = { observationInterval: { startAt: '2026-01-01T00:00:00Z' }, operations: ['retrieveTemporal', 'queryTemporal'] }
  await register(city, village.url, { entities: [{ type }] }, past)
  const since = 'timerel=after&timeAt=2026-03-01T00:00:00Z'
  const valuesOf = ({ level }: { level: { value: number }[] }) => level.map(({ value }) => value).sort()
  assert.deepEqual(valuesOf((await city.call('GET', `temporal/entities/${id}?${since}`)).body), [1, 2, 3])
  const [queried] = (await city.call('GET', `temporal/entities?type=${type}&${since}&options=temporalValues`)).body
  assert.deepEqual(queried.level.values.map(([value]: [number]) => value).sort(), [1, 2, 3])
  const before = await city.call('GET', `temporal/entities?type=${type}&timerel=before&timeAt=2025-03-01T00:00:00Z`)
  assert.deepEqual(before.body, [])
  assert.deepEqual(valuesOf((await city.call('GET', `temporal/entities/${id}?${since}&local=true`)).body), [3])
  assert.equal((await city.call('GET', `entities?type=${type}`)).body.length, 1)
})

test('a subscription is kept at the sources that it concerns, and told of what happens there', async () => {
  const [type, id] = [newType(), newUrn()]
  const told: { subscriptionId: string; data: { id: string; level: { value: number } }[] }[] = []
  const receiver = createHttpServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    told.push(JSON.parse(text))
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const uri = `http://127.0.0.1:${(receiver.address() as { port: number }).port}/`
  await register(city, county.url, { entities: [{ type }] })
  await register(county, village.url, { entities: [{ type }], propertyNames: ['level'] })
  await register(village, city.url, { entities: [{ type }] })
  const mine = `urn:ngsi-ld:Subscription:${uuidv7()}`
  const body = { id: mine, type: 'Subscription', entities: [{ type }], q: 'level>1', notification: { endpoint: { uri } } }
  assert.equal((await city.call('POST', 'subscriptions', body)).status, 201)
  const kept = async (node: Node) => JSON.stringify((await node.call('GET', 'subscriptions?limit=100')).body).includes(type)
  await until(() => kept(village), 'the village kept the subscription')
  await create(village, { id, type, level: 1, other: 1 })
  await village.call('PATCH', `entities/${id}`, { level: 2 })
  await until(() => told.length > 0, 'the subscriber was told')
  assert.deepEqual([told[0]?.subscriptionId, told[0]?.data[0]?.id, told[0]?.data[0]?.level.value], [mine, id, 2])
  const { body: atCity } = await city.call('GET', 'subscriptions?limit=100')
  assert.equal(atCity.filter((one: object) => JSON.stringify(one).includes(type)).length, 1, 'it did not come round')
  await city.call('DELETE', `subscriptions/${mine}`)
  await until(async () => !(await kept(county)) && !(await kept(village)), 'it was gone everywhere')
  receiver.close()
})

test('a request that comes back to where it was is refused', async () => {
  const { status, body } = await city.call('GET', 'entities?type=T', undefined, { via: '1.1 county, 1.1 city' })
  assert.deepEqual([status, body.code], [508, 'loop-detected'])
})

test('the conditions of a query mean the same after they were written for a source', () => {
  const texts = [
    'a',
    'a.b==1',
    'a[b.c]=="x,\\"y"',
    'a==1..5,7;b!="q"|c>2;(d<3|e~=^x.*)',
    'a.observedAt>=2026-01-01T00:00:00Z',
    'https://e.org/a.b==true',
    'a~="(x|y)"',
  ]
  for (const text of texts) assert.deepEqual(parseQ(writeQ(parseQ(text), coreNames)), parseQ(text), text)
})
