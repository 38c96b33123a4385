import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

let app: App
let writer: Writer

before(async () => {
  const pool = await testPool()
  const clock = () => new Date()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers = {}) {
  const sent =
    body === undefined ? {} : { payload: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
  const response = await app.inject({ method, url: `/ngsi-ld/v1/${path}`, headers, ...sent })
  return { status: response.statusCode, headers: response.headers, body: response.body === '' ? undefined : response.json() }
}

const create = async (...entities: object[]) => {
  const { status, body } = await call('POST', 'entityOperations/create', entities)
  assert.equal(status, 201, JSON.stringify(body))
}
const get = async (path: string) => (await call('GET', path)).body
const newType = () => `T${uuidv7().replaceAll('-', '')}`
const to = (object: unknown) => ({ type: 'Relationship', object })

test('linked entities are answered within those that lead to them, or after them', async () => {
  const type = newType()
  const [house, city, land] = ['house', 'city', 'land'].map((name) => `urn:${type}:${name}`) as [string, string, string]
  await create(
    { id: house, type, name: 'House', isIn: to(city), near: to([city, 'urn:none:1']) },
    { id: city, type: 'City', name: 'Guiyang', isIn: to(land), has: { type: 'ListRelationship', objectList: [house, land] } },
    { id: land, type: 'Land', name: 'Guizhou' },
  )
  const simple = await get(`entities/${house}?join=inline&format=simplified&pick=id,isIn{name},near`)
  assert.deepEqual(simple.isIn, { name: 'Guiyang' })
  assert.deepEqual(simple.near[1], 'urn:none:1')
  assert.equal(simple.near[0].isIn, land)

  const inline = await get(`entities/${house}?join=inline&joinLevel=2`)
  assert.equal(inline.isIn.object, city)
  assert.equal(inline.isIn.entity.isIn.entity.id, land)
  assert.deepEqual(
    inline.isIn.entity.has.entityList.map(({ id }: { id: string }) => id),
    [land],
    'what an entity is within is not entered again',
  )
  assert.equal(inline.near.entity.length, 1)

  const flat = await get(`entities?type=${type}&join=flat&joinLevel=2&omit=near,isIn{name}&options=concise`)
  assert.deepEqual(
    flat.map(({ id, name }: { id: string; name?: string }) => [id, name]),
    [
      [house, 'House'],
      [city, undefined],
      [land, 'Guizhou'],
    ],
  )
  assert.equal((await get(`entities/${house}?join=flat&containedBy=${city}`)).id, house)
  const features = await call('GET', `entities/${house}?join=flat`, undefined, { accept: 'application/geo+json' })
  assert.deepEqual([features.body.type, features.body.features.length], ['FeatureCollection', 2])
  for (const query of ['join=deep', 'join=flat&joinLevel=0', 'joinLevel=2', 'join=flat&joinLevel=99'])
    assert.equal((await call('GET', `entities/${house}?${query}`)).status, 400, query)
})

test('entities are answered in the order that is asked for, and pages of it hold each of them once', async () => {
  const type = newType()
  const at = (x: number) => ({ type: 'Point', coordinates: [x, 0] })
  const rows = [
    { n: 'b', deep: 2, location: at(3) },
    { n: 'a', deep: 1, location: at(1) },
    { n: 'b', deep: 10, location: at(2) },
    { deep: 3 },
  ]
  await create(...rows.map(({ deep, ...row }, index) => ({ id: `urn:${type}:${index}`, type, ...row, s: { value: 1, deep } })))
  const order = async (query: string) =>
    (await get(`entities?type=${type}&${query}`)).map(({ id }: { id: string }) => Number(id.split(':').at(-1)))
  assert.deepEqual(await order('orderBy=n'), [1, 0, 2, 3])
  assert.deepEqual(await order('orderBy=n;desc,s.deep;desc'), [2, 0, 1, 3])
  assert.deepEqual(await order('orderBy=s.deep'), [1, 0, 3, 2])
  assert.deepEqual(await order('orderBy=n&collation=de'), [1, 0, 2, 3])
  assert.deepEqual(await order('orderBy=id;desc'), [3, 2, 1, 0])
  assert.deepEqual(await order('orderBy=location;dist-asc&geometry=Point&coordinates=[0,0]'), [1, 2, 0, 3])
  assert.deepEqual(await order('orderBy=n&limit=2&offset=1'), [0, 2])
  for (const query of ['orderBy=n;up', 'orderBy=', 'orderBy=location;dist-asc', 'orderBy=n&collation=%22'])
    assert.equal((await call('GET', `entities?type=${type}&${query}`)).status, 400, query)
})

test('a query in a body means the same as one in an address', async () => {
  const type = newType()
  await create(
    { id: `urn:${type}:1`, type, n: [{ value: 1 }, { value: 2, datasetId: 'urn:d:1' }], to: to('urn:none:1') },
    { id: `urn:${type}:2`, type, n: 3, location: { type: 'Point', coordinates: [1, 1] } },
  )
  const geoQ = {
    georel: 'within',
    geometry: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [2, 0],
        [2, 2],
        [0, 2],
        [0, 0],
      ],
    ],
  }
  const post = async (body: object) => (await call('POST', 'entityOperations/query', { type: 'Query', ...body })).body
  const some = { entities: [{ type }] }
  assert.deepEqual(await post({ ...some, geoQ, pick: ['id'] }), [{ id: `urn:${type}:2` }])
  assert.deepEqual(
    (await post({ ...some, ordering: { orderBy: ['id;desc'] } })).map(({ id }: { id: string }) => id.at(-1)),
    ['2', '1'],
  )
  assert.equal((await post({ ...some, attrs: ['n'], datasetId: ['urn:d:1'], q: 'n==1' }))[0].n.value, 2)
  assert.deepEqual(await post({ ...some, pick: ['to', 'none'], join: 'flat' }), [{ to: to('urn:none:1') }])
  const wrong = await post({ entities: [{}], attrs: 1, joinLevel: 'x', geoQ: [] })
  assert.deepEqual(wrong.faults.map(({ pointer }: { pointer: string }) => pointer).sort(), [
    '/attrs',
    '/entities',
    '/geoQ',
    '/joinLevel',
  ])
})
