import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseEntity, registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

let app: App
let writer: Writer
const clock = () => new Date('2026-03-01T12:00:00Z')

before(async () => {
  const pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await app.inject({ url: `/ngsi-ld/v1/${path}`, headers })
  return { status: response.statusCode, body: response.json() }
}

async function observe(documents: Record<string, unknown>[], tenant = ''): Promise<void> {
  const writes = documents.map((document) => {
    const parsed = parseEntity(document)
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return { tenant, mode: 'observe' as const, entity: parsed.entity }
  })
  assert.ok((await writer.write(writes)).every((result) => result.ok))
}

/** Levels 0 to 5 at noon, half past noon, and so on, of one station. */
async function station(type: string): Promise<string> {
  const id = `urn:ngsi-ld:${type}:a`
  const level = (n: number) => ({
    value: n,
    observedAt: new Date(Date.UTC(2017, 0, 1, 12, n * 30)).toISOString().replace('.000', ''),
  })
  await observe([0, 1, 2, 3, 4, 5].map((n) => ({ id, type, level: level(n), name: 'A' })))
  return id
}
const newType = () => `T${uuidv7().replaceAll('-', '')}`

test('the history of an attribute is answered as instances and as values', async () => {
  const id = await station(newType())
  const between = 'timerel=between&timeAt=2017-01-01T12:30:00Z&endTimeAt=2017-01-01T14:00:00Z'
  const instances = (await get(`temporal/entities/${id}?${between}`)).body
  assert.deepEqual(
    instances.level.map(({ type, value, observedAt }: Record<string, unknown>) => [type, value, observedAt]),
    [
      ['Property', 1, '2017-01-01T12:30:00Z'],
      ['Property', 2, '2017-01-01T13:00:00Z'],
      ['Property', 3, '2017-01-01T13:30:00Z'],
    ],
  )
  assert.match(instances.level[0].instanceId, /^urn:ngsi-ld:Instance:\d+$/)
  assert.equal(instances.name, undefined)
  const values = (await get(`temporal/entities/${id}?options=temporalValues&lastN=2`)).body
  assert.deepEqual(values.level, {
    type: 'Property',
    values: [
      [4, '2017-01-01T14:00:00Z'],
      [5, '2017-01-01T14:30:00Z'],
    ],
  })
  const recorded = (await get(`temporal/entities/${id}?options=temporalValues&timeproperty=modifiedAt&attrs=name`)).body
  assert.deepEqual(recorded.name, { type: 'Property', values: [['A', '2026-03-01T12:00:00Z']] })
})

test('figures are aggregated by period', async () => {
  const id = await station(newType())
  const after = 'timerel=after&timeAt=2017-01-01T12:00:00Z'
  const hourly = (
    await get(`temporal/entities/${id}?${after}&options=aggregatedValues&aggrMethods=avg,max,totalCount&aggrPeriodDuration=PT1H`)
  ).body
  assert.deepEqual(hourly.level.avg, [
    [0.5, '2017-01-01T12:00:00Z', '2017-01-01T13:00:00Z'],
    [2.5, '2017-01-01T13:00:00Z', '2017-01-01T14:00:00Z'],
    [4.5, '2017-01-01T14:00:00Z', '2017-01-01T15:00:00Z'],
  ])
  assert.deepEqual(
    hourly.level.totalCount.map(([count]: number[]) => count),
    [2, 2, 2],
  )
  const whole = (await get(`temporal/entities/${id}?options=aggregatedValues&aggrMethods=sum`)).body
  assert.deepEqual(whole.level.sum, [[15, '2017-01-01T12:00:00Z', '2017-01-01T14:30:00Z']])
  const monthly = (await get(`temporal/entities/${id}?options=aggregatedValues&aggrMethods=min&aggrPeriodDuration=P1M`)).body
  assert.deepEqual(monthly.level.min, [[0, '2017-01-01T00:00:00Z', '2017-02-01T00:00:00Z']])
})

test('a query of the history answers entities that have one in that time', async () => {
  const type = newType()
  const id = await station(type)
  const found = await get(`temporal/entities?type=${type}&timerel=before&timeAt=2017-01-01T12:10:00Z&options=temporalValues`)
  assert.deepEqual(found.body, [{ id, type, level: { type: 'Property', values: [[0, '2017-01-01T12:00:00Z']] } }])
  assert.deepEqual((await get(`temporal/entities?type=${type}&timerel=before&timeAt=2016-01-01T12:10:00Z`)).body, [])
  for (const wrong of [
    'timerel=before',
    'timerel=x&timeAt=2017-01-01T00:00:00Z',
    'timerel=between&timeAt=2017-01-01T00:00:00Z',
    'timeAt=now',
    'options=aggregatedValues',
    'options=aggregatedValues&aggrMethods=avg&aggrPeriodDuration=x',
  ])
    assert.equal((await get(`temporal/entities?type=${type}&${wrong}`)).status, 400, wrong)
  assert.equal((await get('temporal/entities/urn:ngsi-ld:None:1')).status, 404)
})

test('a query of the history goes by distance where that is asked for, and who is gone comes last', async () => {
  const type = newType()
  const at = '2017-01-01T12:00:00Z'
  const place = (x: number) => ({
    id: `urn:ngsi-ld:${type}:${x}`,
    type,
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [x, 26] }, observedAt: at },
  })
  await observe([3, 0, 2, 1].map(place))
  await app.inject({ method: 'DELETE', url: `/ngsi-ld/v1/entities/urn:ngsi-ld:${type}:0` })
  const near = 'geometry=Point&coordinates=[0,26]'
  const order = async (by: string) => {
    const path = `temporal/entities?type=${type}&timerel=after&timeAt=2016-01-01T00:00:00Z&${near}&orderBy=location;${by}`
    return (await get(path)).body.map(({ id }: { id: string }) => Number(id.at(-1)))
  }
  assert.deepEqual(await order('dist-asc'), [1, 2, 3, 0])
  assert.deepEqual(await order('dist-desc'), [3, 2, 1, 0])
})

test('types and attributes are discovered, and gone once the last entity is', async () => {
  const headers = { 'ngsild-tenant': `t${uuidv7()}` }
  const tenant = headers['ngsild-tenant']
  await observe(
    [
      { id: 'urn:a:1', type: 'A', x: 1, r: { object: 'urn:a:2' } },
      { id: 'urn:b:1', type: ['A', 'B'], y: 1 },
    ],
    tenant,
  )
  assert.deepEqual((await get('types', headers)).body.typeList, ['A', 'B'])
  const details = (await get('types?details=true', headers)).body
  assert.deepEqual(
    details.map(({ typeName, attributeNames }: Record<string, unknown>) => [typeName, attributeNames]),
    [
      ['A', ['r', 'x', 'y']],
      ['B', ['y']],
    ],
  )
  const info = (await get('types/A', headers)).body
  assert.deepEqual(
    [info.entityCount, info.attributeDetails.map(({ attributeTypes }: Record<string, unknown>) => attributeTypes)],
    [2, [['Relationship'], ['Property'], ['Property']]],
  )
  assert.deepEqual((await get('attributes', headers)).body.attributeList, ['r', 'x', 'y'])
  const y = (await get('attributes/y', headers)).body
  assert.deepEqual([y.attributeCount, y.typeNames], [1, ['A', 'B']])
  await writer.write([{ tenant, mode: 'delete', entity: { id: 'urn:b:1', types: [], scopes: [], attributes: {} } }])
  assert.deepEqual((await get('types', headers)).body.typeList, ['A'])
  assert.equal((await get('attributes/y', headers)).status, 404)
  assert.equal((await get('types/B', headers)).status, 404)
})
