import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ScenarioChange } from '#contract'
import { createGapService, createScenarioService, registerFeatures, startTravel } from '#equity'
import { type App, createHttp, createMetrics } from '#kernel'
import { type Geometry, type PackDraft, readHours } from '#region'
import { quiet, testPool } from '#testing'
import { openGround, regionOf, standard } from './testing-region.ts'

const now = new Date('2026-03-03T04:30:00Z')
const square = (west: number, east: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, -0.05],
      [east, -0.05],
      [east, 0.05],
      [west, 0.05],
      [west, -0.05],
    ],
  ],
})

/** Twenty villages in a row along the equator, every third of them with fewer than ten residents; a clinic at either end. */
const draft: PackDraft = {
  region: regionOf(
    'Row',
    ['clinic', 'school'].map((kind) => ({ kind, names: { en: kind }, standard })),
  ),
  areas: [
    { code: 'r', level: 'county', names: { en: 'Row' } },
    {
      code: 'west',
      parent: 'r',
      level: 'town',
      officialClass: '111',
      names: { en: 'West', 'zh-Hans': '西' },
    },
    { code: 'east', parent: 'r', level: 'town', officialClass: '220', names: { en: 'East' } },
    { code: 'hut', parent: 'r', level: 'town', officialClass: '220', names: { en: 'Hut' }, position: [2.1, 0] },
  ],
  boundaries: [
    { code: 'west', geometry: square(-0.05, 0.95) },
    { code: 'east', geometry: square(0.95, 2) },
  ],
  settlements: [
    ...Array.from({ length: 20 }, (_, i) => ({
      id: `v${String(i).padStart(2, '0')}`,
      area: i < 10 ? 'west' : 'east',
      names: { en: `Village ${i}` },
      position: [i / 10, 0] as [number, number],
      population: i % 3 === 0 ? 4 : 100 + i,
      ages: {},
    })),
    { id: 'lone', area: 'hut', names: { en: 'Lone' }, position: [2.1, 0], population: 3, ages: {} },
  ],
  facilities: [0, 1.9].map((longitude, i) => ({
    id: `c${i}`,
    kind: 'clinic',
    area: i === 0 ? 'west' : 'east',
    names: { en: 'Clinic' },
    position: [longitude, 0.01] as [number, number],
    capacity: 3,
  })),
}

type Link = { href: string; rel: string; type?: string }
type Feature = { id: string; geometry: { type: string; coordinates: never[] } | null; properties: Record<string, unknown> }
type Page = { features: Feature[]; links: Link[]; numberMatched: number; numberReturned: number; timeStamp: string; type: string }

const publicUrl = 'https://node.example'
let app: App
let stop: () => Promise<void>
let published = ''
let unpublished = ''

before(async () => {
  const pool = await testPool()
  const ground = await openGround(pool, () => now)
  await ground.bring(draft)
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  const travel = startTravel(pool)
  const gap = createGapService({ pool, clock: () => now, travel, isOpen: readHours() })
  const plans = { get: async () => undefined }
  const scenarios = createScenarioService({ pool, clock: () => now, travel, isOpen: readHours(), plans })
  const changes: ScenarioChange[] = [
    { do: 'add', id: 'tent', position: [1, 0], capacity: 2 },
    { do: 'mobile', id: 'van', stops: [{ position: [0.5, 0], days: ['Mo', 'We'] }] },
  ]
  published = (await scenarios.save({ name: 'Shown', kind: 'clinic', changes, isPublished: true })).id
  unpublished = (await scenarios.save({ name: 'Kept', kind: 'clinic', changes })).id
  registerFeatures(app, { pool, gap, clock: () => now, publicUrl, version: '0.0.0' })
  stop = async () => {
    await app.close()
    await travel.stop()
    await ground.close()
  }
})

after(() => stop())

const get = (path: string) => app.inject({ url: `/equity/v1${path}`, headers: { accept: 'application/json' } })
const follow = (href: string) => app.inject({ url: href.replace(publicUrl, '') })
const linkOf = (links: readonly Link[], rel: string) => links.find((link) => link.rel === rel)
const items = async (path: string): Promise<Page> => (await get(`/collections/${path}`)).json()

test('the landing page leads to the definition, the conformance and the collections (requirements 2, 4, 6)', async () => {
  const answer = await get('')
  assert.equal(answer.statusCode, 200)
  assert.match(String(answer.headers['content-type']), /^application\/json/)
  const { links } = answer.json() as { links: Link[] }
  for (const rel of ['self', 'service-desc', 'conformance', 'data']) {
    const href = linkOf(links, rel)?.href ?? ''
    assert.ok(href.startsWith(`${publicUrl}/equity/v1`), rel)
    assert.equal((await follow(href)).statusCode, 200, rel)
  }
  assert.equal((await get('/')).statusCode, 200)
})

test('what is said to hold is Core, GeoJSON and OpenAPI 3.0 (requirement 5)', async () => {
  const { conformsTo } = (await get('/conformance')).json() as { conformsTo: string[] }
  for (const name of ['core', 'geojson', 'oas30'])
    assert.ok(conformsTo.includes(`http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`))
})

test('the definition is OpenAPI 3.0 and has every path that answers, and the parameters of each', async () => {
  const answer = await get('/api')
  assert.equal(answer.headers['content-type'], 'application/vnd.oai.openapi+json;version=3.0')
  const { openapi, paths, servers } = answer.json()
  assert.match(openapi, /^3\.0\./)
  assert.equal(servers[0].url, `${publicUrl}/equity/v1`)
  for (const path of Object.keys(paths).filter((each) => !each.includes('{')))
    assert.equal((await get(path === '/' ? '' : path)).statusCode, 200, path)
  const { parameters } = paths['/collections/settlements/items'].get
  for (const name of ['bbox', 'limit', 'datetime', 'class', 'clinic_reached'])
    assert.ok(
      parameters.some((one: { name: string }) => one.name === name),
      name,
    )
  const ids = Object.values(paths as Record<string, { get: { operationId: string } }>).map((one) => one.get.operationId)
  assert.equal(new Set(ids).size, ids.length)
})

test('each collection says what it is, where it lies and where its items are, alone as among the others (requirements 11-18)', async () => {
  const { collections, links } = (await get('/collections')).json()
  assert.ok(linkOf(links, 'self') && linkOf(links, 'alternate'))
  assert.deepEqual(
    collections.map(({ id }: { id: string }) => id),
    ['areas', 'settlements', 'facilities', 'gap', 'scenarios'],
  )
  for (const one of collections) {
    const alone = (await get(`/collections/${one.id}`)).json()
    const { links: _, ...rest } = one
    const { links: own, ...same } = alone
    assert.deepEqual(same, rest)
    assert.ok(linkOf(own, 'self'))
    const to = linkOf(one.links, 'items')
    assert.equal(to?.type, 'application/geo+json')
    assert.match(String((await follow(to?.href ?? '')).headers['content-type']), /^application\/geo\+json/)
    const [west, south, east, north] = one.extent.spatial.bbox[0]
    assert.deepEqual([west, south, east, north], [-0.05, -0.05, 2.1, 0.05])
  }
  assert.equal((await get('/collections/nothing')).statusCode, 404)
  assert.equal((await get('/collections/nothing/items')).statusCode, 404)
})

test('pages follow each other by links until all features were there, each once (requirements 20-21, 28-33)', async () => {
  const seen: string[] = []
  let page = await items('settlements/items?limit=6')
  for (;;) {
    assert.equal(page.type, 'FeatureCollection')
    assert.equal(page.numberMatched, 21)
    assert.equal(page.numberReturned, page.features.length)
    assert.equal(page.timeStamp, now.toISOString())
    assert.ok(page.features.length <= 6)
    assert.ok(linkOf(page.links, 'self') && linkOf(page.links, 'alternate') && linkOf(page.links, 'collection'))
    seen.push(...page.features.map(({ id }) => id))
    const next = linkOf(page.links, 'next')
    if (!next) break
    assert.equal(next.type, 'application/geo+json')
    page = (await follow(next.href)).json()
  }
  assert.equal(new Set(seen).size, 21)
  assert.equal(seen.length, 21)
  assert.ok(linkOf(page.links, 'prev'))
  for (const path of ['areas', 'facilities', 'gap']) {
    const whole = await items(`${path}/items`)
    const halves = [await items(`${path}/items?limit=3`), await items(`${path}/items?offset=3`)]
    assert.deepEqual(
      halves.flatMap(({ features }) => features.map(({ id }) => id)),
      whole.features.map(({ id }) => id),
      path,
    )
  }
})

test('a box keeps what lies in it or crosses it, also where it goes across 180° (requirements 23-24)', async () => {
  const inBox = async (path: string, box: string) => (await items(`${path}/items?bbox=${box}`)).features.map(({ id }) => id)
  assert.equal((await inBox('settlements', '-0.05,-1,0.35,1')).length, 4)
  assert.equal((await inBox('settlements', '-0.05,-1,0,0.35,1,0')).length, 4, 'heights are left aside')
  assert.deepEqual(await inBox('areas', '0.9,-0.01,1,0.01'), ['east', 'west'])
  assert.deepEqual(await inBox('areas', '2.05,-1,3,1'), ['hut'])
  assert.deepEqual(await inBox('facilities', '-1,-1,1,1'), [(await items('facilities/items')).features[0]?.id])
  assert.equal((await inBox('gap', '2.05,-1,3,1')).length, 2)
  assert.equal((await inBox('settlements', '1.85,-1,-170,1')).length, 2)
  assert.equal((await inBox('areas', '170,-1,-170,1')).length, 0)
})

test('what has no time is in every time that can be asked, and no other is taken (requirements 25-27)', async () => {
  for (const time of [
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z/..',
    '../2026-01-01T00:00:00%2B08:00',
    '/2026-01-01T00:00:00Z',
  ])
    assert.equal((await items(`facilities/items?datetime=${time}`)).numberMatched, 2, time)
  for (const time of ['yesterday', '..', '../..', '2026-13-01T00:00:00Z', '2026-02-01T00:00:00Z/2026-01-01T00:00:00Z'])
    assert.equal((await get(`/collections/facilities/items?datetime=${time}`)).statusCode, 400, time)
})

test('an unknown parameter or value is refused, saying which (requirements 8-9)', async () => {
  for (const path of [
    '?x=1',
    '/conformance?x=1',
    '/collections?x=1',
    '/collections/areas?x=1',
    '/collections/areas/items?x=1',
    '/collections/areas/items/r?x=1',
  ]) {
    const answer = await get(path)
    assert.equal(answer.statusCode, 400, path)
    assert.equal(answer.json().faults[0].pointer, '/x')
  }
  for (const query of [
    'limit=0',
    'limit=-1',
    'limit=x',
    'limit=1&limit=2',
    'bbox=1,2,3',
    'bbox=a,b,c,d',
    'bbox=0,1,1,0',
    'bbox=0,0,200,0',
    'level=moon',
    'f=xml',
  ])
    assert.equal((await get(`/collections/areas/items?${query}`)).statusCode, 400, query)
  assert.equal((await get('/collections/areas/items?limit=99999999')).statusCode, 200, 'more than there is room for is cut')
})

test('features are found by the values of their properties', async () => {
  const ids = async (path: string) => (await items(path)).features.map(({ id }) => id)
  assert.deepEqual(await ids('areas/items?level=county'), ['r'])
  assert.deepEqual(await ids('areas/items?parent=r&class=rural'), ['east', 'hut'])
  assert.equal((await ids('settlements/items?area=east')).length, 10)
  assert.equal((await ids('settlements/items?class=urban')).length, 10)
  assert.equal(
    (await ids('settlements/items?clinic_reached=true')).length + (await ids('settlements/items?clinic_reached=false')).length,
    21,
  )
  assert.equal((await ids('facilities/items?area=r')).length, 2)
  assert.equal((await ids('facilities/items?area=r&kind=school')).length, 0)
  assert.deepEqual(await ids('gap/items?area=west&service=clinic'), ['west:clinic'])
})

test('a feature alone is the same as among the others, with links of its own (requirements 34-36)', async () => {
  for (const path of ['areas', 'settlements', 'facilities', 'gap', 'scenarios']) {
    const first = (await items(`${path}/items?limit=1`)).features[0]
    const answer = await get(`/collections/${path}/items/${encodeURIComponent(first?.id ?? '')}`)
    assert.match(String(answer.headers['content-type']), /^application\/geo\+json/)
    const { links, ...feature } = answer.json()
    assert.deepEqual(feature, first)
    for (const rel of ['self', 'alternate', 'collection']) assert.ok(linkOf(links, rel), rel)
    assert.equal((await get(`/collections/${path}/items/none`)).statusCode, 404)
  }
})

test('areas have their boundaries, or a point, and settlements tell of each service', async () => {
  const { features } = await items('areas/items?parent=r')
  assert.deepEqual(
    features.map(({ geometry }) => geometry?.type),
    ['Polygon', 'Point', 'Polygon'],
  )
  assert.equal(features[2]?.properties['name_zh-Hans'], '西')
  const [first] = (await items('settlements/items?area=west')).features
  assert.equal(first?.properties.clinic_reached, true)
  assert.equal(first?.properties.school_reached, false)
  assert.equal('school_minutes' in (first?.properties ?? {}), false, 'none exists')
  const { features: gaps } = await items('gap/items?area=west')
  const clinic = gaps.find(({ properties }) => properties.service === 'clinic')?.properties
  assert.equal(clinic?.population, 4 * 5 + [1, 2, 4, 5, 7, 8].reduce((sum, i) => sum + 100 + i, 0))
  assert.ok((clinic?.share as number) > 0 && (clinic?.share as number) < 1)
})

test('of scenarios, only what published ones would change is told, and where', async () => {
  const { features, numberMatched } = await items('scenarios/items')
  assert.equal(numberMatched, 2)
  assert.deepEqual(
    features.map(({ id, geometry, properties }) => [
      id,
      geometry?.coordinates,
      properties.change,
      properties.days ?? properties.capacity,
    ]),
    [
      [`${published}:tent`, [1, 0], 'added', 2],
      [`${published}:van#1`, [0.5, 0], 'mobile', 'Mo,We'],
    ],
  )
  const idsOf = async (query: string) => (await items(`scenarios/items?${query}`)).features.map(({ id }) => id)
  assert.deepEqual(await idsOf('bbox=0.9,-1,1.1,1'), [`${published}:tent`])
  assert.deepEqual(await idsOf('change=mobile'), [`${published}:van#1`])
  assert.deepEqual(await idsOf('service=school'), [])
  assert.deepEqual(await idsOf(`scenario=${unpublished}`), [])
  assert.equal((await get(`/collections/scenarios/items/${unpublished}:tent`)).statusCode, 404)
})

test('of fewer than ten residents nothing is told but that they are withheld', async () => {
  const everything = [
    ...(await items('settlements/items')).features,
    ...(await items('gap/items')).features,
    ...(await items('areas/items')).features,
  ]
  const hidden = everything.filter(({ properties }) => properties.suppressed === true)
  assert.equal(hidden.length, 7 + 1 + 2 + 1, 'seven villages and the lone one, the hut by two services and as an area')
  for (const { properties } of hidden)
    for (const name of ['population', 'reached', 'share', 'unreachable', 'mean_minutes'])
      assert.equal(name in properties, false, name)
})
