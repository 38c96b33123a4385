import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, logEnd, type Pool, readLog, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

let pool: Pool
let writer: Writer
let app: App
let other: App
const clock = () => new Date('2026-03-01T12:00:00Z')

/** Two processes on one database. */
before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  const open = async () => {
    const node = createHttp({ logger: quiet, metrics: createMetrics() })
    registerContext(node, { pool, writer, clock, logger: quiet, may: () => undefined, allowPrivateHosts: true })
    await node.ready()
    return node
  }
  app = await open()
  other = await open()
})
after(async () => {
  await Promise.all([app.close(), other.close()])
  await writer.stop()
})

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'

async function call(method: Method, path: string, body?: unknown, { headers = {}, node = app } = {}) {
  const response = await node.inject({
    method,
    url: `/ngsi-ld/v1/${path}`,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  })
  const isJson = String(response.headers['content-type']).includes('json')
  return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : undefined }
}

const newType = () => `T${uuidv7().replaceAll('-', '')}`
const newUrn = () => `urn:ngsi-ld:Thing:${uuidv7()}`
const source = (information: unknown, more: object = {}): Record<string, unknown> => ({
  type: 'ContextSourceRegistration',
  information,
  endpoint: 'http://village.example',
  ...more,
})

async function register(information: unknown, more: object = {}): Promise<string> {
  const { status, headers, body } = await call('POST', 'csourceRegistrations', source(information, more))
  assert.equal(status, 201, JSON.stringify(body))
  return String(headers.location).split('/').at(-1) as string
}

const found = async (query: string, node = app): Promise<string[]> => {
  const { status, body } = await call('GET', `csourceRegistrations?${query}`, undefined, { node })
  assert.equal(status, 200, JSON.stringify(body))
  return body.map(({ id }: { id: string }) => id).sort()
}

test('a registration is answered as it was sent, under the names of the reader', async () => {
  const id = `urn:ngsi-ld:ContextSourceRegistration:${uuidv7()}`
  const context = [{ ex: 'https://example.org/', Car: 'ex:Car', speed: 'ex:speed', district: 'ex:district' }]
  const sent = source(
    [{ entities: [{ type: 'Car', idPattern: '^urn:.*:7$' }], propertyNames: ['speed'], relationshipNames: ['owner'] }],
    {
      id,
      operations: ['retrieveOps', 'updateOps'],
      location: { type: 'Point', coordinates: [106.6, 26.6] },
      management: { timeout: 500, cooldown: 1000, cacheDuration: 'PT1M', localOnly: true },
      contextSourceInfo: [{ key: 'Authorization', value: 'Bearer x' }],
      tenant: 'village',
      refreshRate: 'PT5M',
      scope: '/520000/520100',
      expiresAt: '2035-01-01T00:00:00Z',
      district: 'north',
    },
  )
  const headers = { 'content-type': 'application/ld+json' }
  assert.equal((await call('POST', 'csourceRegistrations', { ...sent, '@context': context }, { headers })).status, 201)
  const { body } = await call('GET', `csourceRegistrations/${id}?options=sysAttrs`)
  assert.deepEqual(body.information, [
    {
      entities: [{ type: 'https://example.org/Car', idPattern: '^urn:.*:7$' }],
      propertyNames: ['https://example.org/speed'],
      relationshipNames: ['owner'],
    },
  ])
  const { information: _information, district, ...rest } = sent
  const { information: _written, 'https://example.org/district': north, createdAt, modifiedAt, ...written } = body
  assert.deepEqual([written, north, typeof createdAt, typeof modifiedAt], [rest, district, 'string', 'string'])
  assert.equal((await call('POST', 'csourceRegistrations', sent)).body.type, 'https://uri.etsi.org/ngsi-ld/errors/AlreadyExists')
})

test('a registration is changed in part, and can be removed once; the log tells of all of it', async () => {
  const from = await logEnd(pool)
  const id = await register([{ entities: [{ type: newType() }] }], { expiresAt: '2035-01-01T00:00:00Z', description: 'one' })
  assert.equal((await call('PATCH', `csourceRegistrations/${id}`, { description: 'two', expiresAt: null })).status, 204)
  const { body } = await call('GET', `csourceRegistrations/${id}`)
  assert.deepEqual([body.description, body.expiresAt, body.endpoint], ['two', undefined, 'http://village.example'])
  assert.equal((await call('PATCH', `csourceRegistrations/${id}`, { information: 'urn:ngsi-ld:null' })).status, 400)
  assert.equal((await call('DELETE', `csourceRegistrations/${id}`)).status, 204)
  for (const method of ['GET', 'DELETE', 'PATCH'] as const)
    assert.equal((await call(method, `csourceRegistrations/${id}`, method === 'PATCH' ? {} : undefined)).status, 404)
  const entries = async () => (await readLog(pool, from, 1000)).filter(({ subject }) => subject === id)
  await until(async () => (await entries()).length === 3, 'the log told of the changes')
  const told = await entries()
  assert.deepEqual(
    told.map(({ kind, body }) => [kind, Object.keys(body as object).sort()]),
    [
      ['registration-created', ['after', 'changedAt']],
      ['registration-updated', ['after', 'before', 'changedAt']],
      ['registration-deleted', ['before', 'changedAt']],
    ],
  )
})

test('a wrong registration is refused with a pointer to each fault', async () => {
  const faults = async (document: unknown) => {
    const { status, body } = await call('POST', 'csourceRegistrations', document)
    assert.equal(status, 400, JSON.stringify(document))
    return (body.faults ?? []).map(({ pointer }: { pointer: string }) => pointer)
  }
  const infos = [{ entities: [{ type: 'T' }] }]
  assert.deepEqual(await faults([]), [''])
  assert.deepEqual(await faults({}), ['/type', '/endpoint', '/information'])
  assert.deepEqual(await faults(source([])), ['/information'])
  assert.deepEqual(await faults(source([{}])), ['/information/0'])
  assert.deepEqual(await faults(source([{ entities: [{ id: 'x' }] }])), [
    '/information/0/entities/0/type',
    '/information/0/entities/0/id',
  ])
  assert.deepEqual(await faults(source([{ propertyNames: [] }])), ['/information/0/propertyNames'])
  assert.deepEqual(await faults(source(infos, { id: 'no-uri' })), ['/id'])
  assert.deepEqual(await faults(source(infos, { endpoint: 'mqtt://x' })), ['/endpoint'])
  assert.deepEqual(await faults(source(infos, { mode: 'other', operations: ['fly'], tenant: 'a b' })), [
    '/mode',
    '/operations',
    '/tenant',
  ])
  assert.deepEqual(await faults(source(infos, { expiresAt: '2020-01-01T00:00:00Z' })), ['/expiresAt'])
  assert.deepEqual(await faults(source(infos, { management: { timeout: 0, cacheDuration: 'long' } })), [
    '/management/cacheDuration',
    '/management/timeout',
  ])
  assert.deepEqual(await faults(source(infos, { location: { type: 'Point', coordinates: [999, 0] } })), ['/location'])
  assert.deepEqual(await faults(source(infos, { mode: 'auxiliary', operations: ['updateOps'] })), ['/operations'])
  assert.deepEqual(await faults(source(infos, { mode: 'exclusive' })), ['/information/0/entities', '/information/0'])
  await faults(source([{ entities: [{ type: 'T', idPattern: '(' }] }]))
  assert.deepEqual(await faults(source(infos, { contextSourceInfo: [{ key: 'accept', value: 'text/html' }] })), [
    '/contextSourceInfo/0/value',
  ])
})

test('what an exclusive source has nobody else may have, not even this broker', async () => {
  const [id, type] = [newUrn(), newType()]
  const infos = (attribute: string) => [{ entities: [{ id, type }], propertyNames: [attribute] }]
  const first = await register(infos('a'), { mode: 'exclusive' })
  const refused = async (information: unknown, mode: string) => {
    const { status, body } = await call('POST', 'csourceRegistrations', source(information, { mode }))
    return [status, body?.type?.split('/').at(-1)]
  }
  assert.deepEqual(await refused(infos('a'), 'exclusive'), [409, 'Conflict'])
  assert.deepEqual(await refused([{ entities: [{ type, idPattern: id }] }], 'redirect'), [409, 'Conflict'])
  assert.deepEqual(await refused([{ propertyNames: ['a'] }], 'redirect'), [409, 'Conflict'])
  const second = await register(infos('b'), { mode: 'exclusive' })
  assert.equal((await call('PATCH', `csourceRegistrations/${second}`, { information: infos('a') })).status, 409)
  assert.equal((await call('PATCH', `csourceRegistrations/${second}`, { information: infos('c') })).status, 204)
  await register(infos('a'), { mode: 'inclusive' })
  await register([{ entities: [{ type: newType() }] }], { mode: 'redirect' })
  assert.equal((await call('DELETE', `csourceRegistrations/${first}`)).status, 204)
  const held = { id: newUrn(), type: newType(), x: 1 }
  assert.equal((await call('POST', 'entities', held)).status, 201)
  const own = (attribute: string) => [{ entities: [{ id: held.id, type: held.type }], propertyNames: [attribute] }]
  assert.deepEqual(await refused(own('x'), 'exclusive'), [409, 'Conflict'])
  assert.deepEqual(await refused([{ entities: [{ type: held.type }] }], 'redirect'), [409, 'Conflict'])
  assert.deepEqual(await refused(own('y'), 'exclusive'), [201, undefined])
})

test('sources are found by the entities and attributes that they may have', async () => {
  const [type, id] = [newType(), newUrn()]
  const all = await register([{ entities: [{ type }] }])
  const one = await register([{ entities: [{ type, id }], propertyNames: ['a'] }, { entities: [{ type: newType() }] }])
  const some = await register([{ entities: [{ type, idPattern: ':Some:' }], relationshipNames: ['b'] }])
  const history = await register([{ entities: [{ type }] }], {
    observationInterval: { startAt: '2020-01-01T00:00:00Z', endAt: '2021-01-01T00:00:00Z' },
  })
  assert.deepEqual(await found(`type=${type}`), [all, one, some].sort())
  assert.deepEqual(await found(`type=${type}&attrs=b,c`), [all, some].sort())
  assert.deepEqual(await found(`type=${type}&q=a>1`), [all, one].sort())
  assert.deepEqual(await found(`type=${type}&id=${id}`), [all, one].sort())
  assert.deepEqual(await found(`type=${type}&id=urn:x:Some:1,${newUrn()}`), [all, some].sort())
  assert.deepEqual(await found(`type=${type}&idPattern=Thing`), [all, one, some].sort())
  assert.deepEqual(await found(`type=${type};Other`), [])
  assert.deepEqual(await found(`type=${type}&timerel=before&timeAt=2020-06-01T00:00:00Z`), [history])
  assert.deepEqual(await found(`type=${type}&timerel=after&timeAt=2022-06-01T00:00:00Z`), [])
  assert.deepEqual(await found(`type=${type}&timerel=before&timeAt=2022-06-01T00:00:00Z&timeproperty=modifiedAt`), [])
  for (const query of ['', 'id=urn:a:b', `type=${type}&id=x`, `type=${type}&timerel=before`, `type=${type}&q=(a`, 'foo=1'])
    assert.equal((await call('GET', `csourceRegistrations?${query}`)).status, 400, query)
  const page = await call('GET', `csourceRegistrations?type=${type}&limit=1&offset=1&count=true`)
  assert.deepEqual([page.body.length, page.headers['ngsild-results-count']], [1, '3'])
  assert.match(String(page.headers.link), /rel="prev".*rel="next"/)
})

test('sources are found by where they are, and by what is said of themselves', async () => {
  const type = newType()
  const square = (west: number) => ({
    type: 'Polygon',
    coordinates: [
      [
        [west, 0],
        [west + 1, 0],
        [west + 1, 1],
        [west, 1],
        [west, 0],
      ],
    ],
  })
  const here = await register([{ entities: [{ type }] }], { location: square(10), scope: '/a/b', district: 'north' })
  const there = await register([{ entities: [{ type }] }], { location: square(50), scope: '/a/c', district: 'south' })
  const within = `georel=within&geometry=Polygon&coordinates=${JSON.stringify([
    [
      [9, 0.4],
      [10.5, 0.4],
      [10.5, 0.6],
      [9, 0.6],
      [9, 0.4],
    ],
  ])}`
  assert.deepEqual(await found(`type=${type}&${within}`), [here])
  assert.deepEqual(await found(`type=${type}&georel=near;maxDistance==1000&geometry=Point&coordinates=[50.5,0.5]`), [there])
  assert.deepEqual(await found(`type=${type}&scopeQ=/a/b`), [here])
  assert.deepEqual(await found(`type=${type}&csf=${encodeURIComponent('district=="south"')}`), [there])
  assert.deepEqual(await found(`type=${type}&csf=${encodeURIComponent('district~=^n')}`), [here])
})

test('a registration is for one tenant, and known to every process', async () => {
  const [tenant, type] = [`t${uuidv7()}`, newType()]
  const headers = { 'ngsild-tenant': tenant }
  assert.equal((await call('GET', `csourceRegistrations?type=${type}`, undefined, { headers })).status, 404)
  assert.equal((await call('POST', 'csourceRegistrations', source([{ entities: [{ type }] }]), { headers })).status, 201)
  const mine = await call('GET', `csourceRegistrations?type=${type}`, undefined, { headers })
  assert.deepEqual([mine.body.length, await found(`type=${type}`)], [1, []])
  const id = await register([{ entities: [{ type }] }])
  await until(async () => (await found(`type=${type}`, other)).includes(id), 'the other process knew the registration')
  await call('DELETE', `csourceRegistrations/${id}`)
  await until(async () => (await found(`type=${type}`, other)).length === 0, 'the other process knew that it is gone')
})

test('where only the method is wrong, the answer says which there are', async () => {
  const { status, headers, body } = await call('PUT', 'csourceRegistrations/', {})
  assert.deepEqual([status, headers.allow, body.code], [405, 'POST, GET, HEAD', 'method-not-allowed'])
  assert.equal((await call('DELETE', 'nothing/here')).status, 404)
})
