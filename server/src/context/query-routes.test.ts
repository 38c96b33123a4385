import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dropEntityMaps, expireEntities, foldCensus, registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

let app: App
let writer: Writer
let pool: Pool
/** Milliseconds by which the node is late. */
let late = 0

before(async () => {
  pool = await testPool()
  const clock = () => new Date(Date.now() - late)
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

test('entities that all lead to each other are answered, or refused before there is no end of them', async () => {
  const type = newType()
  const ids = Array.from({ length: 12 }, (_, n) => `urn:${type}:${n}`)
  await create(...ids.map((id) => ({ id, type, to: to(ids.filter((other) => other !== id)) })))
  assert.equal((await get(`entities/${ids[0]}?join=inline&joinLevel=2`)).to.entity.length, 11)
  const endless = await call('GET', `entities/${ids[0]}?join=inline&joinLevel=10`)
  assert.deepEqual([endless.status, endless.body.type], [403, 'https://uri.etsi.org/ngsi-ld/errors/TooManyResults'])
  assert.equal((await get(`entities/${ids[0]}?join=flat&joinLevel=10`)).length, 12)
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

test('q looks into linked entities, and reads values as names where that is asked for', async () => {
  const type = newType()
  const [city, land] = [`urn:${type}:city`, `urn:${type}:land`]
  await create(
    { id: land, type: 'Land', name: 'Guizhou' },
    { id: city, type: ['City', 'Place'], name: 'Guiyang', isIn: to(land) },
    { id: `urn:${type}:1`, type, isIn: to([city, 'urn:none:1']), kind: { type: 'VocabProperty', vocab: 'open' } },
    { id: `urn:${type}:2`, type, isIn: to(land), near: { type: 'ListRelationship', objectList: [city] } },
  )
  const found = async (q: string, more = '') =>
    (await get(`entities?type=${type}&q=${encodeURIComponent(q)}${more}`)).map(({ id }: { id: string }) => Number(id.at(-1)))
  assert.deepEqual(await found('isIn{City}.name=="Guiyang"'), [1])
  assert.deepEqual(await found('isIn{City;Place|Land}.name'), [1, 2])
  assert.deepEqual(await found('isIn{Land}.name=="Guiyang"'), [])
  assert.deepEqual(await found('isIn{Place}.isIn{Land}.name=="Guizhou"'), [1])
  assert.deepEqual(await found('near{City}.name=="Guiyang"|isIn{City}.name!="x"'), [1, 2])
  assert.deepEqual(await found('kind=="open"'), [])
  assert.deepEqual(await found('kind=="open"', '&expandValues=kind'), [1])
  const about = {
    type: 'Subscription',
    entities: [{ type }],
    q: 'isIn{City}.name',
    notification: { endpoint: { uri: 'http://a.example' } },
  }
  assert.equal((await call('POST', 'subscriptions', about)).status, 400)
  for (const q of ['isIn{City.name==1', 'isIn{}.name', 'isIn{City}', '{City}.name'])
    assert.equal((await call('GET', `entities?type=${type}&q=${encodeURIComponent(q)}`)).status, 400, q)
})

test('pages by an entity map are of one moment, and the map is kept as long as is asked for', async () => {
  const type = newType()
  const rows = [0, 1, 2, 3, 4].map((n) => ({ id: `urn:${type}:${n}`, type, n }))
  await create(...rows)
  const ids = ({ body }: { body: { id: string }[] }) => body.map(({ id }) => Number(id.at(-1)))
  const first = await call('GET', `entities?type=${type}&orderBy=n;desc&limit=2&entityMap=true&count=true`)
  const map = String(first.headers['ngsild-entitymap'])
  assert.deepEqual([ids(first), first.headers['ngsild-results-count']], [[4, 3], '5'])

  await create({ id: `urn:${type}:9`, type, n: 9 })
  await call('DELETE', `entities/urn:${type}:1`)
  const next = await call('GET', `entities?type=${type}&limit=3&offset=2`, undefined, { 'ngsild-entitymap': map })
  assert.deepEqual([ids(next), next.headers['ngsild-entitymap']], [[2, 0], map])
  assert.doesNotMatch(String(next.headers.link), /rel="next"/)

  const described = await get(`entityMaps/${map}`)
  assert.deepEqual([described.type, Object.keys(described.entityMap).length], ['EntityMap', 5])
  assert.deepEqual(described.entityMap[`urn:${type}:4`], ['@none'])
  assert.equal((await call('PATCH', `entityMaps/${map}`, { expiresAt: '2001-01-01T00:00:00Z' })).status, 400)
  assert.equal((await call('PATCH', `entityMaps/${map}`, { expiresAt: '2101-01-01T00:00:00Z' })).status, 204)
  await dropEntityMaps(pool, new Date('2100-01-01'))
  assert.equal((await get(`entityMaps/${map}`)).expiresAt, '2101-01-01T00:00:00Z')
  assert.equal((await call('DELETE', `entityMaps/${map}`)).status, 204)
  assert.equal((await call('GET', 'entities', undefined, { 'ngsild-entitymap': map })).status, 404)

  const posted = await call('POST', 'entityMaps', { type: 'Query', entities: [{ type }], q: 'n>3' })
  assert.deepEqual([posted.status, Object.keys(posted.body.entityMap)], [201, [`urn:${type}:4`, `urn:${type}:9`]])
})

test('a purge deletes what matches, or attributes of it, and nothing else', async () => {
  const type = newType()
  await create(...[1, 2, 3].map((n) => ({ id: `urn:${type}:${n}`, type, n, a: 1, b: 2 })))
  const shape = async () =>
    (await get(`entities?type=${type}&options=keyValues`)).map(
      ({ id: _id, type: _type, ...rest }: object & { id: 1; type: 1 }) => rest,
    )
  assert.equal((await call('DELETE', `entities?type=${type}&q=n==1`)).status, 204)
  assert.equal((await call('DELETE', `entities?type=${type}&q=n==2&drop=a,none`)).status, 204)
  assert.equal((await call('DELETE', `entities?id=urn:${type}:3&keep=b`)).status, 204)
  assert.deepEqual(await shape(), [{ n: 2, b: 2 }, { b: 2 }])
  for (const query of ['', `type=${type}&keep=a&drop=b`, `type=${type}&keep=`, 'id=no'])
    assert.equal((await call('DELETE', `entities?${query}`)).status, 400, query)
  assert.equal((await call('DELETE', `entities?type=${type}`)).status, 204)
  assert.deepEqual(await shape(), [])
})

test('a transient entity is answered until its time is over, and then deleted with a word to the log', async () => {
  const type = newType()
  const [id, other] = [`urn:${type}:1`, `urn:${type}:2`]
  const once = '2100-01-01T00:00:00Z'
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  late = 60 * 60_000
  await create({ id, type, expiresAt: once, a: 1 }, { id: other, type, expiresAt: '2101-01-01T00:00:00Z' })
  assert.equal((await get(`entities/${id}`)).expiresAt, once)
  assert.equal((await call('PATCH', `entities/${other}`, { expiresAt: 'urn:ngsi-ld:null' })).status, 204)
  assert.equal((await get(`entities/${other}`)).expiresAt, undefined)
  for (const expiresAt of ['2001-01-01T00:00:00Z', 'soon'])
    assert.equal((await call('PATCH', `entities/${other}`, { expiresAt })).status, 400)

  assert.equal((await call('PATCH', `entities/${id}`, { expiresAt: minutesAgo(30) })).status, 204)
  late = 0
  assert.equal((await call('GET', `entities/${id}`)).status, 404)
  assert.equal((await get(`entities?type=${type}`)).length, 1)
  assert.equal((await call('PATCH', `entities/${id}`, { a: 2 })).status, 404)
  late = 20 * 60_000
  await create({ id, type, b: 1, expiresAt: minutesAgo(10) })
  late = 0
  assert.equal(await expireEntities(pool, writer, new Date()), 1)
  const told = await pool.query<{ kind: string }>('select kind from kernel.log where subject = $1 order by id', [id])
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['entity-created', 'entity-updated', 'entity-deleted', 'entity-created', 'entity-deleted'],
  )
})

test('types and attributes are counted as they come and go, without looking at entities', async () => {
  const [a, b] = [newType(), newType()]
  const counts = async () => {
    const { entityCount, attributeDetails } = (await get(`types/${a}`)) as { entityCount: number; attributeDetails: object[] }
    const attribute = await get(`attributes/x${a}`)
    return [entityCount, attributeDetails.length, attribute.attributeTypes, attribute.attributeCount, attribute.typeNames.sort()]
  }
  const x = `x${a}`
  await create(
    { id: `urn:${a}:1`, type: a, [x]: 1 },
    { id: `urn:${a}:2`, type: [a, b], [x]: [{ value: 1 }, { value: 2, datasetId: 'urn:d:1' }] },
  )
  assert.deepEqual(await counts(), [2, 1, ['Property'], 3, [a, b].sort()])
  await foldCensus(pool)
  await call('PATCH', `entities/urn:${a}:1/attrs`, { [x]: to('urn:a:b'), y: 1 })
  assert.deepEqual(await counts(), [2, 2, ['Property', 'Relationship'], 3, [a, b].sort()])
  await call('DELETE', `entities/urn:${a}:2`)
  await foldCensus(pool)
  assert.deepEqual(await counts(), [1, 2, ['Relationship'], 1, [a]])
  assert.equal((await call('GET', `types/${b}`)).status, 404)
})
