import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, Denied, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

let app: App
let writer: Writer
let now = new Date('2026-03-01T12:00:00Z')
const coreContext = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld'

before(async () => {
  const pool = await testPool()
  const clock = () => now
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, {
    pool,
    writer,
    clock,
    logger: quiet,
    may: (request, { action }) => {
      if (request.headers['x-nobody'] && action === 'write') throw new Denied('no')
    },
  })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

const newId = (type = 'Thing') => `urn:ngsi-ld:${type}:${uuidv7()}`
type Call = { headers?: Record<string, string>; body?: unknown }

async function call(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, { headers, body }: Call = {}) {
  const response = await app.inject({
    method,
    url: `/ngsi-ld/v1/${path}`,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const isJson = (response.headers['content-type'] ?? '').toString().includes('json')
  return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : undefined }
}

const create = async (document: Record<string, unknown>) => {
  const { status, body } = await call('POST', 'entities', { body: document })
  assert.equal(status, 201, JSON.stringify(body))
}
const get = async (id: string, query = '') => (await call('GET', `entities/${id}${query}`)).body

const parking = (id: string) => ({
  id,
  type: 'OffStreetParking',
  scope: '/520000/520100',
  name: { type: 'LanguageProperty', languageMap: { en: 'Station', 'zh-Hans': '车站' } },
  availableSpotNumber: {
    type: 'Property',
    value: 132,
    observedAt: '2026-03-01T11:00:00Z',
    unitCode: 'C62',
    reliability: { type: 'Property', value: 0.7 },
  },
  category: { type: 'Property', value: ['public', 'covered'] },
  address: { type: 'Property', value: { type: 'PostalAddress', city: 'Guiyang' } },
  containedInPlace: { type: 'Relationship', object: 'urn:ngsi-ld:AdministrativeArea:520100' },
  location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [106.63, 26.65] } },
})

test('an entity that was created is answered just as it was sent', async () => {
  const id = newId()
  const response = await call('POST', 'entities', { body: parking(id) })
  assert.equal(response.status, 201)
  assert.equal(response.headers.location, `/ngsi-ld/v1/entities/${id}`)
  assert.deepEqual(await get(id), parking(id))
})

test('an entity is written concisely, simply, with system times, in one language and in part', async () => {
  const id = newId()
  await create(parking(id))
  const concise = await get(id, '?options=concise')
  assert.deepEqual(concise.availableSpotNumber, {
    value: 132,
    observedAt: '2026-03-01T11:00:00Z',
    unitCode: 'C62',
    reliability: 0.7,
  })
  assert.deepEqual(concise.location, { type: 'Point', coordinates: [106.63, 26.65] })
  const simple = await get(id, '?options=keyValues')
  assert.equal(simple.availableSpotNumber, 132)
  assert.equal(simple.containedInPlace, 'urn:ngsi-ld:AdministrativeArea:520100')
  assert.deepEqual(simple.name, { languageMap: { en: 'Station', 'zh-Hans': '车站' } })
  assert.equal((await get(id, '?format=simplified&lang=zh-Hans')).name, '车站')
  const sys = await get(id, '?options=sysAttrs')
  assert.deepEqual([sys.createdAt, sys.category.modifiedAt], ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'])
  assert.deepEqual(Object.keys(await get(id, '?attrs=category,none')), ['id', 'type', 'scope', 'category'])
  assert.deepEqual(Object.keys(await get(id, '?pick=id,location')), ['id', 'location'])
})

test('an entity can be had as JSON-LD and GeoJSON, and in no other form', async () => {
  const id = newId()
  await create(parking(id))
  const ld = await call('GET', `entities/${id}`, { headers: { accept: 'application/ld+json' } })
  assert.equal(ld.body['@context'], coreContext)
  const plain = await call('GET', `entities/${id}`)
  assert.match(String(plain.headers.link), /rel="http:\/\/www.w3.org\/ns\/json-ld#context"/)
  const geo = await call('GET', `entities/${id}`, { headers: { accept: 'application/geo+json' } })
  assert.deepEqual([geo.body.type, geo.body.geometry.type], ['Feature', 'Point'])
  assert.equal((await call('GET', `entities/${id}`, { headers: { accept: 'text/plain' } })).status, 406)
})

test('faulty documents are refused with a pointer to each fault', async () => {
  const faults = async (body: unknown, headers = {}) => {
    const response = await call('POST', 'entities', { body, headers })
    assert.equal(response.status, 400, JSON.stringify(body))
    assert.match(response.body.type, /^https:\/\/uri.etsi.org\/ngsi-ld\/errors\/(BadRequestData|InvalidRequest)$/)
    return (response.body.faults ?? []).map(({ pointer }: { pointer: string }) => pointer)
  }
  assert.deepEqual(await faults('{"a":'), [])
  assert.deepEqual(await faults([]), [])
  assert.deepEqual(await faults({ type: 'T' }), ['/id'])
  assert.deepEqual(await faults({ id: 'no-uri', type: 'T' }), ['/id'])
  assert.deepEqual(await faults({ id: 'urn:a:b' }), ['/type'])
  const bad = (a: unknown) => faults({ id: 'urn:a:b', type: 'T', a })
  assert.deepEqual(await bad({ type: 'Text', value: 'x' }), ['/a/type'])
  assert.deepEqual(await bad({ type: 'Property' }), ['/a'])
  assert.deepEqual(await bad({ type: 'Property', value: null }), ['/a/value'])
  assert.deepEqual(await bad({ type: 'Relationship', object: 'not a uri' }), ['/a/object'])
  assert.deepEqual(await bad({ type: 'GeoProperty', value: { type: 'Point', coordinates: [200, 0] } }), ['/a/value'])
  assert.deepEqual(await bad({ value: 1, observedAt: '2026-02-30T00:00:00Z' }), ['/a/observedAt'])
  assert.deepEqual(await bad([{ value: 1 }, { value: 2 }]), ['/a'])
  assert.deepEqual(await faults({ id: 'urn:a:b', type: 'T', 'a b': 1, location: 'here' }), ['/a b', '/location'])
  assert.deepEqual(await faults({ id: 'urn:a:b', type: 'T', '@context': [] }), [])
})

test('an entity can be created once, and what is not there is not found', async () => {
  const id = newId()
  await create({ id, type: 'T' })
  assert.equal(
    (await call('POST', 'entities', { body: { id, type: 'T' } })).body.type,
    'https://uri.etsi.org/ngsi-ld/errors/AlreadyExists',
  )
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['PATCH', ''],
    ['PATCH', '/attrs'],
    ['POST', '/attrs'],
    ['DELETE', '/attrs/a'],
  ] as const) {
    const response = await call(
      method,
      `entities/urn:ngsi-ld:Thing:none${path}`,
      method === 'GET' || method === 'DELETE' ? {} : { body: { a: 1 } },
    )
    assert.equal(response.body.type, 'https://uri.etsi.org/ngsi-ld/errors/ResourceNotFound', `${method} ${path}`)
  }
})

test('a merge goes down into values, removes with the NGSI-LD null, and keeps the rest', async () => {
  const id = newId()
  await create({ id, type: 'T', a: { value: { x: 1, y: { z: 2 } }, unitCode: 'MTR', s: 1 }, b: 1, c: 'gone' })
  const response = await call('PATCH', `entities/${id}`, {
    body: { a: { value: { y: { z: 3 } }, s: 2 }, b: { unitCode: 'KGM' }, c: 'urn:ngsi-ld:null', d: 4, type: 'U' },
  })
  assert.equal(response.status, 204)
  assert.deepEqual(await get(id, '?options=concise'), {
    id,
    type: ['T', 'U'],
    a: { value: { x: 1, y: { z: 3 } }, unitCode: 'MTR', s: 2 },
    b: { value: 1, unitCode: 'KGM' },
    d: 4,
  })
})

test('a merge of bare values says each in the way of the attribute that is there', async () => {
  const id = newId()
  await create({
    id,
    type: 'T',
    text: { type: 'LanguageProperty', languageMap: { en: 'Station' } },
    to: { type: 'Relationship', object: 'urn:a:1' },
    kind: { type: 'VocabProperty', vocab: 'open' },
    level: { value: 1, observedAt: '2026-01-01T00:00:00Z', accuracy: 2 },
  })
  const merge = (query: string, body: unknown, headers = {}) => call('PATCH', `entities/${id}?${query}`, { body, headers })
  const bare = { text: 'Bahnhof', to: 'urn:a:2', kind: 'closed', level: 3, new: 4 }
  assert.equal((await merge('options=keyValues&lang=de&observedAt=2026-02-01T00:00:00Z', bare)).status, 204)
  const entity = await get(id)
  assert.deepEqual(entity.text.languageMap, { en: 'Station', de: 'Bahnhof' })
  assert.deepEqual([entity.to.object, entity.kind.vocab, entity.new.value], ['urn:a:2', 'closed', 4])
  assert.deepEqual(entity.level, {
    type: 'Property',
    value: 3,
    observedAt: '2026-02-01T00:00:00Z',
    accuracy: { type: 'Property', value: 2 },
  })
  assert.equal((await merge('format=simplified', { to: 'not a uri' })).status, 400)
  assert.equal((await merge('options=none', {})).body.type, 'https://uri.etsi.org/ngsi-ld/errors/InvalidRequest')
  assert.equal((await merge('observedAt=now', {})).status, 400)
  assert.equal(
    (await merge('', { level: { observedAt: 'urn:ngsi-ld:null' }, text: { languageMap: { en: 'urn:ngsi-ld:null' } } })).status,
    204,
  )
  assert.deepEqual(await get(id, '?pick=level,text&options=concise'), {
    text: { languageMap: { de: 'Bahnhof' } },
    level: { value: 3, accuracy: 2 },
  })
  assert.equal((await merge('', { level: null })).status, 400)
  assert.equal((await merge('', { level: null }, { 'content-type': 'application/merge-patch+json' })).status, 204)
  assert.equal((await get(id)).level, undefined)
})

test('replacing an entity leaves nothing of it but its time of creation', async () => {
  const id = newId()
  await create({ id, type: 'T', a: 1 })
  now = new Date('2026-03-01T13:00:00Z')
  assert.equal((await call('PUT', `entities/${id}`, { body: { id, type: 'T', b: 2 } })).status, 204)
  const entity = await get(id, '?options=sysAttrs,concise')
  assert.deepEqual([entity.createdAt, entity.modifiedAt, entity.a], ['2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z', undefined])
  now = new Date('2026-03-01T12:00:00Z')
})

test('attributes are appended, updated, patched, replaced and deleted', async () => {
  const id = newId()
  await create({ id, type: 'T', a: { value: 1, unitCode: 'MTR' } })
  const appended = await call('POST', `entities/${id}/attrs?options=noOverwrite`, { body: { a: 2, b: 3 } })
  assert.equal(appended.status, 207)
  const iri = (term: string) => `https://uri.etsi.org/ngsi-ld/default-context/${term}`
  assert.deepEqual([appended.body.updated, appended.body.notUpdated[0].attributeName], [[iri('b')], iri('a')])
  assert.equal((await call('POST', `entities/${id}/attrs`, { body: { c: 4 } })).status, 204)
  const updated = await call('PATCH', `entities/${id}/attrs`, { body: { b: 5, none: 'urn:ngsi-ld:null', scope: '/a' } })
  assert.deepEqual([updated.status, updated.body.updated], [207, [iri('b')]])
  assert.deepEqual(
    updated.body.notUpdated.map((one: { attributeName: string }) => one.attributeName),
    [iri('none'), 'scope'],
  )
  assert.equal((await call('PATCH', `entities/${id}/attrs/a`, { body: { value: 6 } })).status, 204)
  assert.equal((await call('PUT', `entities/${id}/attrs/c`, { body: { type: 'Property', value: 7 } })).status, 204)
  assert.equal((await call('PATCH', `entities/${id}/attrs/none`, { body: { value: 6 } })).status, 404)
  assert.equal((await call('PATCH', `entities/${id}/attrs/a`, { body: { type: 'Relationship', object: 'urn:a:b' } })).status, 400)
  assert.equal((await call('PUT', `entities/${id}/attrs/scope`, { body: { scope: '/a' } })).status, 400)
  assert.equal((await call('DELETE', `entities/${id}/attrs/scope`)).status, 404)
  assert.equal((await call('POST', `entities/${id}/attrs`, { body: { scope: ['/a', '/b'] } })).status, 204)
  assert.equal((await call('POST', `entities/${id}/attrs?options=noOverwrite`, { body: { scope: '/c' } })).status, 204)
  assert.deepEqual((await get(id)).scope, ['/a', '/b', '/c'])
  assert.equal((await call('DELETE', `entities/${id}/attrs/scope`)).status, 204)
  assert.deepEqual(await get(id, '?options=concise'), { id, type: 'T', a: { value: 6, unitCode: 'MTR' }, b: 5, c: 7 })
  assert.equal((await call('DELETE', `entities/${id}/attrs/a`)).status, 204)
  assert.equal((await call('DELETE', `entities/${id}/attrs/a`)).status, 404)
})

test('an attribute has one instance for each dataset', async () => {
  const id = newId()
  const speed = [{ value: 1 }, { value: 2, datasetId: 'urn:ds:gps' }]
  await create({ id, type: 'T', speed })
  await call('PATCH', `entities/${id}/attrs/speed`, { body: { value: 3, datasetId: 'urn:ds:gps' } })
  assert.deepEqual((await get(id, '?options=concise')).speed, [{ value: 1 }, { value: 3, datasetId: 'urn:ds:gps' }])
  assert.deepEqual((await get(id, '?options=keyValues')).speed, { dataset: { '@none': 1, 'urn:ds:gps': 3 } })
  await call('DELETE', `entities/${id}/attrs/speed?datasetId=urn:ds:gps`)
  assert.equal((await get(id, '?options=concise')).speed, 1)
  assert.equal((await call('DELETE', `entities/${id}/attrs/speed?deleteAll=true`)).status, 204)
})

test('names are read and answered under the @context of the request', async () => {
  const id = newId()
  const context = [{ ex: 'https://example.org/', Car: 'ex:Car', speed: { '@id': 'ex:speed', '@type': '@id' } }, coreContext]
  const headers = { 'content-type': 'application/ld+json' }
  const created = await call('POST', 'entities', { headers, body: { id, type: 'Car', speed: 1, other: 2, '@context': context } })
  assert.equal(created.status, 201)
  assert.deepEqual(await get(id, '?options=keyValues'), {
    id,
    type: 'https://example.org/Car',
    'https://example.org/speed': 1,
    other: 2,
  })
  assert.equal((await call('POST', 'entities', { headers, body: { id: newId(), type: 'T' } })).status, 400)
  const link = '<http://127.0.0.1:1/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
  const unavailable = await call('GET', `entities/${id}`, { headers: { link } })
  assert.deepEqual(
    [unavailable.status, unavailable.body.type],
    [503, 'https://uri.etsi.org/ngsi-ld/errors/LdContextNotAvailable'],
  )
  const core = await call('GET', `entities/${id}`, {
    headers: {
      link: `<https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.3.jsonld>; rel="http://www.w3.org/ns/json-ld#context"`,
    },
  })
  assert.equal(core.status, 200)
})

test('a page of a query names its neighbours and counts all', async () => {
  const type = `T${uuidv7().replaceAll('-', '')}`
  for (const n of [1, 2, 3, 4, 5]) await create({ id: newId(type), type, n, location: { type: 'Point', coordinates: [n, 0] } })
  const page = await call('GET', `entities?type=${type}&limit=2&offset=2&count=true&options=keyValues`)
  assert.deepEqual(
    page.body.map(({ n }: { n: number }) => n),
    [3, 4],
  )
  assert.equal(page.headers['ngsild-results-count'], '5')
  assert.match(String(page.headers.link), /offset=0&count[^>]*>; ?rel="prev".*offset=4&count[^>]*>; ?rel="next"/)
  const counted = await call('GET', `entities?type=${type}&limit=0&count=true`)
  assert.deepEqual([counted.body, counted.headers['ngsild-results-count']], [[], '5'])
  const near = await call('GET', `entities?type=${type}&georel=near;maxDistance==112000&geometry=Point&coordinates=[1,0]`)
  assert.equal(near.body.length, 2)
  const within = await call(
    'GET',
    `entities?type=${type}&georel=within&geometry=Polygon&coordinates=[[[2.5,-1],[9,-1],[9,1],[2.5,1],[2.5,-1]]]`,
  )
  assert.equal(within.body.length, 3)
  const q = await call('GET', `entities?type=${type}|Other&q=${encodeURIComponent('n>=2;n<4')}`)
  assert.equal(q.body.length, 2)
  const posted = await call('POST', 'entityOperations/query?options=keyValues&count=true', {
    body: { type: 'Query', entities: [{ type }, { idPattern: 'none' }], q: 'n<3', attrs: ['n'] },
  })
  assert.deepEqual([posted.headers['ngsild-results-count'], posted.body.map(({ n }: { n: number }) => n)], ['2', [1, 2]])
  assert.equal((await call('POST', 'entityOperations/query', { body: { type: 'Query' } })).status, 400)
  for (const query of ['', `type=${type}&q=n>`, `type=${type}&limit=-1`, `type=${type}&georel=near`, `type=${type}&options=x`])
    assert.equal((await call('GET', `entities?${query}`)).status, 400, query)
})

test('each tenant has entities of its own', async () => {
  const id = newId()
  const tenant = `t${uuidv7()}`
  const headers = { 'ngsild-tenant': tenant }
  const nowhere = await call('GET', 'entities?type=T', { headers })
  assert.deepEqual([nowhere.status, nowhere.body.type], [404, 'https://uri.etsi.org/ngsi-ld/errors/NonexistentTenant'])
  assert.equal((await call('POST', 'entities', { headers, body: { id, type: 'T' } })).status, 201)
  assert.equal((await call('GET', `entities/${id}`)).status, 404)
  const there = await call('GET', `entities/${id}`, { headers })
  assert.deepEqual([there.status, there.headers['ngsild-tenant']], [200, tenant])
})

test('who may not write is told so, and nothing is written', async () => {
  const id = newId()
  assert.equal((await call('POST', 'entities', { headers: { 'x-nobody': '1' }, body: { id, type: 'T' } })).status, 403)
  assert.equal((await call('GET', `entities/${id}`)).status, 404)
})

test('a batch answers for each of its entities', async () => {
  const [a, b, c] = [newId(), newId(), newId()]
  const post = (name: string, body: unknown) => call('POST', `entityOperations/${name}`, { body })
  const thing = (id: string, n: number) => ({ id, type: 'T', n })
  const created = await post('create', [thing(a, 1), thing(b, 1)])
  assert.deepEqual([created.status, created.body], [201, [a, b]])
  const partly = await post('create', [thing(b, 2), thing(c, 2), { id: 'x', type: 'T' }])
  assert.equal(partly.status, 207)
  assert.deepEqual(partly.body.success, [c])
  assert.deepEqual(
    partly.body.errors.map(({ entityId, error }: { entityId: string; error: { status: number } }) => [entityId, error.status]),
    [
      [b, 409],
      ['x', 400],
    ],
  )
  assert.equal((await post('upsert', [thing(a, 3)])).status, 204)
  const d = newId()
  const upserted = await post('upsert?options=update', [{ id: a, type: 'T', m: 1 }, thing(d, 1)])
  assert.deepEqual([upserted.status, upserted.body], [201, [d]])
  assert.deepEqual(await get(a, '?options=keyValues'), { id: a, type: 'T', n: 3, m: 1 })
  assert.equal((await post('update?options=noOverwrite', [{ id: a, n: 9, k: 1 }])).status, 207)
  assert.equal((await post('update', [{ id: a, n: 9 }])).status, 204)
  assert.equal((await post('merge', [{ id: a, k: 'urn:ngsi-ld:null' }])).status, 204)
  assert.deepEqual(await get(a, '?options=keyValues'), { id: a, type: 'T', n: 9, m: 1 })
  const deleted = await post('delete', [a, b, 'urn:ngsi-ld:Thing:none'])
  assert.deepEqual([deleted.status, deleted.body.success, deleted.body.errors.length], [207, [a, b], 1])
  assert.equal((await post('delete', [c, d])).status, 204)
  assert.equal((await post('create', [])).status, 400)
})
