import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics } from '#kernel'
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
  const payload = { id: 'urn:a:1', type: 'T', a: 1, b: 'x', location: { type: 'Point', coordinates: [1, 1] } }
  await app.inject({ method: 'POST', url: '/ngsi-ld/v1/entities', payload })
})
after(async () => {
  await app.close()
  await writer.stop()
})

const nasty = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '"',
    "'",
    '\\',
    '[',
    '(',
    ')',
    '*',
    '[[:x:]]',
    '%00',
    '\0',
    '\ud800',
    '1e400',
    '-1',
    'NaN',
    '𝒳',
    '..',
    ';;',
    '||',
    '$',
    '@.x',
  ),
  fc.constantFrom(
    'a==1',
    'a~="("',
    'a[b.c]',
    'a{T}.b==1',
    'a;desc,b.c;asc',
    'location;dist-asc',
    'id,a{b,c}',
    'inline',
    'flat',
    '@none',
    '3',
    'true',
    'Point',
    '[1,1]',
    'a.b.c>"x"',
    'a==1..2',
    'location',
    'createdAt>1',
    'near;maxDistance==1e9',
    'within',
    'PT0M',
    'P999999D',
  ),
)
const ofEntity = `options format attrs pick omit lang geometryProperty datasetId join joinLevel containedBy`.split(' ')
const ofQuery =
  `id type idPattern q expandValues scopeQ georel geometry coordinates geoproperty limit offset count orderBy collation
  entityMap`.split(/\s+/)
const ofHistory = 'timerel timeAt endTimeAt timeproperty lastN aggrMethods aggrPeriodDuration'.split(' ')
/** What each address takes: another parameter would be refused before it could do any harm. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  entities: [...ofEntity, ...ofQuery],
  'entities/urn:a:1': ofEntity,
  'temporal/entities': [...ofQuery, ...ofHistory, 'options', 'format', 'attrs', 'pick', 'omit', 'lang'],
  'temporal/entities/urn:a:1': [...ofHistory, 'options', 'format', 'attrs', 'pick', 'omit', 'lang'],
  types: ['details'],
  'attributes/a': ['details'],
}

test('no address breaks the broker', async () => {
  const asked = fc
    .constantFrom(...Object.entries(parameters))
    .chain(([path, known]) =>
      fc.record({ path: fc.constant(path), pairs: fc.array(fc.tuple(fc.constantFrom(...known), nasty), { maxLength: 4 }) }),
    )
  await fc.assert(
    fc.asyncProperty(asked, async ({ path, pairs }) => {
      const search = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join('&')
      const { statusCode, body } = await app.inject({
        url: `/ngsi-ld/v1/${path}?${path.endsWith('entities') ? 'local=true&' : ''}${search}`,
      })
      assert.ok(statusCode < 500, `${path}?${search} ${body}`)
    }),
    { numRuns: 800 },
  )
})

test('no document breaks the broker, and what it takes it can answer', async () => {
  const value: fc.Arbitrary<unknown> = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    nasty,
    fc.record(
      {
        type: fc.constantFrom('Property', 'Relationship', 'GeoProperty', 'LanguageProperty', 'X', 1, null),
        value: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
    fc.record({ type: fc.constantFrom('Point', 'Polygon', 'LineString'), coordinates: fc.jsonValue({ maxDepth: 4 }) }),
  )
  const key = fc.oneof(
    fc.constantFrom('id', 'type', 'scope', 'location', 'a', 'observedAt', '__proto__', 'constructor', '@context'),
    nasty,
  )
  const document = fc.array(fc.tuple(key, value), { maxLength: 5 })
  const route = fc.constantFrom(
    ...(['POST entities', 'PATCH entities/urn:a:1', 'POST entities/urn:a:1/attrs', 'PATCH entities/urn:a:1/attrs/a'] as const),
    ...(['POST entityOperations/upsert', 'POST entityOperations/query', 'POST subscriptions'] as const),
  )
  let next = 0
  await fc.assert(
    fc.asyncProperty(route, document, fc.boolean(), async (route, members, isWhole) => {
      const [method, path] = route.split(' ') as ['POST' | 'PATCH', string]
      const id = `urn:hostile:${next++}`
      const own = isWhole
        ? [
            ['id', id],
            ['type', 'T'],
          ]
        : []
      const text = `{${[...members, ...own].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join()}}`
      const payload = path.startsWith('entityOperations/upsert') ? `[${text}]` : text
      const { statusCode, body } = await app.inject({
        method,
        url: `/ngsi-ld/v1/${path}`,
        headers: { 'content-type': 'application/json' },
        payload,
      })
      assert.ok(statusCode < 500, `${route} ${payload} ${body}`)
      if (statusCode === 201 && path === 'entities')
        assert.equal((await app.inject({ url: `/ngsi-ld/v1/entities/${id}` })).statusCode, 200)
    }),
    { numRuns: 400 },
  )
})
