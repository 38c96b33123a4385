import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import test, { after, before } from 'node:test'
import { startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Follower, SignInNeeded } from '#kernel'
import { createRegionService, importPackFolder, registerRegion, startRegion, writePack } from '#region'
import { quiet, testPool } from '#testing'
import { vale } from './vale.ts'

/** A Tuesday, 10:00 in the region. */
const clock = () => new Date('2026-03-03T04:30:00Z')
const key = 'the-operator-key'

let app: App
let writer: Writer
let follower: Follower
let url: string
let folder: string

before(async () => {
  const pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  follower = await startRegion(pool, quiet)
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerRegion(app, {
    pool,
    writer,
    clock,
    follower,
    region: createRegionService(pool, clock),
    may: ({ headers }) => {
      if (headers.authorization !== `Bearer ${key}`) throw new SignInNeeded('Only an operator may import.')
    },
  })
  url = await app.listen({ port: 0, host: '127.0.0.1' })
  folder = await mkdtemp(join(tmpdir(), 'routes-'))
  await writePack(folder, vale)
})
after(async () => {
  await app.close()
  await follower.stop()
  await writer.stop()
  await rm(folder, { recursive: true })
})

async function get(path: string, accept = 'application/json') {
  const response = await app.inject({ url: `/region/v1${path}`, headers: { accept } })
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

/** What is written for a person. */
function page() {
  const lines: string[] = []
  const out = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) })
  return { out, text: () => lines.join('') }
}

test('a node without a region says so', async () => {
  const { status, body } = await get('')
  assert.equal(status, 404)
  assert.match(body.detail, /no region yet/)
})

test('only an operator imports, and a pack with faults is refused with all of them', async () => {
  const { out } = page()
  await assert.rejects(importPackFolder({ url, key: 'wrong' }, folder, out), /Only an operator may import/)
  const form = new FormData()
  form.append('file', new Blob(['{}']), 'region.json')
  form.append('file', new Blob(['code\n']), 'areas.csv')
  const response = await fetch(`${url}/region/v1/packs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: form,
  })
  const problem = (await response.json()) as { faults: { pointer: string }[] }
  assert.equal(response.status, 400)
  assert.ok(problem.faults.length > 0 && problem.faults.every((fault) => fault.pointer.startsWith('region.json')))
  const evil = new FormData()
  evil.append('file', new Blob(['']), '../../areas.csv')
  const refused = await fetch(`${url}/region/v1/packs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: evil,
  })
  assert.equal(refused.status, 400)
})

test('a pack is imported from the command line, with a summary; again, it changes nothing', async () => {
  const { out, text } = page()
  const first = await importPackFolder({ url, key }, folder, out)
  assert.deepEqual([first.areas, first.settlements, first.facilities, first.created], [5, 3, 3, 11])
  assert.match(text(), /facilities\.csv line 4, column "kind": No service has the kind library/)
  assert.match(text(), /Region vale: 5 areas, 3 settlements, 3 facilities \(11 new, 0 changed, 0 as before, 0 removed\)/)
  assert.equal((await importPackFolder({ url, key }, folder, out)).unchanged, 11)
})

test('a faulty pack is told from the command line before anything is sent', async () => {
  const broken = await mkdtemp(join(folder, 'broken-'))
  await writePack(broken, vale)
  const areas = await readFile(join(broken, 'areas.csv'), 'utf8')
  await writeFile(join(broken, 'areas.csv'), areas.replace('v-1,v,town', 'v-1,v,hamlet'))
  const offline = { url: 'http://127.0.0.1:9', key }
  await assert.rejects(
    importPackFolder(offline, broken, page().out),
    /areas\.csv line 3, column "level": "hamlet" is not a level/,
  )
})

test('the region, its areas and their tree are open to anybody', async () => {
  assert.equal((await get('')).body.counts.population, 1200)
  const found = await get('/areas?search=mill&limit=2')
  assert.deepEqual(
    found.body.areas.map((area: { code: string }) => area.code),
    ['v-2', 'v-11'],
  )
  const rest = await app.inject({ url: found.body.next })
  assert.deepEqual(
    rest.json().areas.map((area: { code: string }) => area.code),
    ['v-12'],
  )
  assert.equal(rest.json().next, undefined)
  assert.equal((await get('/areas?at=88.22,27.22')).body.areas[0].code, 'v-11')
  assert.deepEqual(
    (await get('/areas/v-11/lineage')).body.areas.map((area: { code: string }) => area.code),
    ['v', 'v-1', 'v-11'],
  )
  assert.equal((await get('/areas/v-1/children')).body.areas.length, 2)
  assert.equal((await get('/areas')).body.areas[0].code, 'v-1')
  assert.equal((await get('/areas/v-1')).body.population, 200)
})

test('facilities come as JSON and as GeoJSON, with those that are open now', async () => {
  const open = await get('/facilities?open=true')
  assert.deepEqual(
    open.body.facilities.map((facility: { id: string }) => facility.id),
    ['f1'],
  )
  const near = await get('/facilities?near=88.8,27.8&kind=clinic&limit=1')
  assert.equal(near.body.facilities[0].metres, 0)
  assert.match(String(near.headers.link), /offset=1/)
  const features = await get('/facilities?area=v-2', 'application/geo+json')
  assert.match(String(features.headers['content-type']), /^application\/geo\+json/)
  assert.deepEqual(features.body.features[0].geometry, { type: 'Point', coordinates: [88.8, 27.8] })
  assert.equal(features.body.features[0].properties.kind, 'clinic')
  assert.equal((await get('/facilities/f1')).body.capacity, 4)
  const boundary = (await get('/boundaries')).body.features[0]
  assert.equal(boundary.geometry.coordinates[0].length, 5)
})

test('what is not there is a clear 404, and what makes no sense a 400', async () => {
  for (const path of [
    '/areas/x',
    '/areas/x/children',
    '/areas/x/lineage',
    '/facilities?area=x',
    '/facilities/x',
    '/boundaries?in=x',
  ]) {
    const { status, body } = await get(path)
    assert.equal(status, 404, path)
    assert.match(body.detail, /There is no (area|facility) x in this region/)
  }
  for (const path of [
    '/areas?at=abc',
    '/areas?at=200,10',
    '/areas?search=a&at=1,1',
    '/facilities?limit=0',
    '/facilities?near=1,95',
  ])
    assert.equal((await get(path)).status, 400, path)
})
