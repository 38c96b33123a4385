import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { type Entity, findEntity, name, startWriter, type Writer } from '#context'
import type { RegionService } from '#contract'
import type { Follower, Pool } from '#kernel'
import { createRegionService, importPack, startRegion, writePack } from '#region'
import { quiet, testPool } from '#testing'
import { vale } from './vale.ts'

/** A Tuesday, 10:00 in the region. */
const now = new Date('2026-03-03T04:30:00Z')

let pool: Pool
let writer: Writer
let follower: Follower
let region: RegionService
let base: string
let folder: string
const deps = () => ({ pool, writer, clock: () => now, follower })

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock: () => now, logger: quiet })
  follower = await startRegion(pool, quiet)
  region = createRegionService(pool, () => now)
  base = await mkdtemp(join(tmpdir(), 'vale-'))
  folder = join(base, 'pack')
  await writePack(folder, vale)
  await importPack(deps(), folder)
})
after(async () => {
  await follower.stop()
  await writer.stop()
  await rm(base, { recursive: true })
})

const codes = (areas: readonly { code: string }[]) => areas.map((area) => area.code)

test('a pack becomes NGSI-LD entities that anybody can read over the API', async () => {
  const clinic = await findEntity(pool, '', 'urn:ngsi-ld:Facility:f1')
  assert.deepEqual(clinic?.types, [name('Facility')])
  assert.deepEqual(clinic?.scopes, ['/v/v-1/v-11'])
  assert.equal(clinic?.attributes[name('category')]?.[0]?.value, 'clinic')
  assert.equal(clinic?.attributes[name('containedInPlace')]?.[0]?.object, 'urn:ngsi-ld:AdministrativeArea:v-11')
  const area = await findEntity(pool, '', 'urn:ngsi-ld:AdministrativeArea:v-11')
  assert.deepEqual(area?.attributes[name('name')]?.[0]?.languageMap, { en: 'Upper Mill', 'zh-Hans': '上磨村' })
  assert.equal(area?.attributes[name('areaClass')]?.[0]?.value, 'town')
})

test('the same pack again changes nothing', async () => {
  const { created, updated, unchanged, removed } = await importPack(deps(), folder)
  assert.deepEqual({ created, updated, unchanged, removed }, { created: 0, updated: 0, unchanged: 11, removed: 0 })
})

test('the region tells its name, its zone and its counts', async () => {
  const info = await region.info()
  assert.equal(info?.id, 'vale')
  assert.equal(info?.isDemo, true)
  assert.deepEqual(info?.counts, { areas: 5, settlements: 3, facilities: 3, population: 1200 })
})

test('who is to be named is told in the languages of the pack, a text alone in the first of them', async () => {
  const attributed = join(base, 'attributed')
  const told = async (attribution: string | Record<string, string>) => {
    await writePack(attributed, { ...vale, region: { ...vale.region, attribution } })
    await importPack(deps(), attributed)
    return (await region.info())?.attribution
  }
  assert.deepEqual(await told('Survey of Vale'), { en: 'Survey of Vale' })
  assert.deepEqual(await told({ en: 'Survey', 'zh-Hans': '调查' }), { en: 'Survey', 'zh-Hans': '调查' })
  await importPack(deps(), folder)
})

test('an area is found by its code, with its path, its class and all who live below it', async () => {
  const town = await region.area('v-1')
  assert.deepEqual(town, {
    code: 'v-1',
    path: '/v/v-1',
    level: 'town',
    names: { en: 'Évora Market', 'zh-Hans': '青岩镇' },
    class: 'town',
    officialClass: '121',
    parent: 'v',
    position: [88.2, 27.2],
    population: 200,
  })
  assert.equal((await region.area('v'))?.population, 1200)
  assert.equal(await region.area('nowhere'), undefined)
})

test('the tree is walked up and down', async () => {
  assert.deepEqual(codes(await region.lineage('v-11')), ['v', 'v-1', 'v-11'])
  assert.deepEqual(codes(await region.children('v-1')), ['v-11', 'v-12'])
  assert.deepEqual(codes(await region.children()), ['v-1', 'v-2'], 'a lone top is no choice')
})

const searches: readonly [text: string, expected: readonly string[]][] = [
  ['v-12', ['v-12']],
  ['mill', ['v-2', 'v-12', 'v-11']],
  ['MILL', ['v-2', 'v-12', 'v-11']],
  ['evora', ['v-1']],
  ['market', ['v-1']],
  ['青岩', ['v-1']],
  ['磨', ['v-2', 'v-11', 'v-12']],
  ['100%', []],
  ['_', []],
  ['  ', []],
]
for (const [text, expected] of searches)
  test(`a search for "${text}" finds ${expected.join(', ') || 'nothing'}`, async () => {
    assert.deepEqual(codes(await region.search(text, 10)).sort(), [...expected].sort())
    assert.equal((await region.search(text, 10))[0]?.code, expected[0])
  })

test('a point is in the boundary around it, and there in the village nearest to it', async () => {
  assert.equal((await region.areaAt([88.22, 27.22]))?.code, 'v-11')
  assert.equal((await region.areaAt([88.79, 27.79]))?.code, 'v-2')
  assert.equal((await region.areaAt([87.99, 27.2]))?.code, 'v-1')
  assert.equal(await region.areaAt([10, 50]), undefined)
})

test('facilities come nearest first, or by area, with whether they are open now', async () => {
  const near = await region.facilities({ near: [88.21, 27.21], limit: 2 })
  assert.deepEqual(
    near.map(({ id, isOpen }) => [id, isOpen]),
    [
      ['f1', true],
      ['f2', false],
    ],
  )
  assert.ok((near[0]?.metres ?? 0) > 100 && (near[0]?.metres ?? 0) < 200)
  const inTown = await region.facilities({ area: 'v-2', limit: 10 })
  assert.deepEqual(
    inTown.map(({ id, isOpen, metres }) => [id, isOpen, metres]),
    [
      ['f2', false, undefined],
      ['f3', undefined, undefined],
    ],
  )
  assert.deepEqual(
    (await region.facilities({ kind: 'clinic', limit: 1, offset: 1 })).map(({ id }) => id),
    ['f2'],
  )
  assert.deepEqual(
    [...(await region.countFacilities('v'))],
    [
      ['clinic', 2],
      ['library', 1],
    ],
  )
})

test('boundaries are there to be drawn, those of an area where its children have none', async () => {
  const [outline] = await region.outlines('v')
  assert.deepEqual(await region.outlines(), [outline])
  assert.deepEqual(await region.outlines('v-1'), [])
  assert.equal(outline?.code, 'v')
  assert.deepEqual(outline?.geometry.coordinates, vale.boundaries?.[0]?.geometry.coordinates)
})

test('the views say what is needed for measuring, and their version grows', async () => {
  const read = async () => (await pool.query<{ version: number }>('select version from analytics.region'))[0]?.version ?? 0
  const earlier = await read()
  const settlements = await pool.query('select id, area, path, class, population, ages from analytics.settlement order by id')
  assert.deepEqual(settlements[0], {
    id: 's1',
    area: 'v-11',
    path: '/v/v-1/v-11',
    class: 'town',
    population: 120,
    ages: { '0-14': 20, '15+': 100 },
  })
  assert.deepEqual(settlements[2], { id: 's3', area: 'v-2', path: '/v/v-2', class: 'rural', population: 1000, ages: {} })
  await write({ ...facility('f9', [88.3, 27.3]), scopes: [] })
  assert.ok((await read()) > earlier)
  const [added] = await pool.query(`select kind, area, path, capacity from analytics.facility where id = 'f9'`)
  assert.deepEqual(added, { kind: 'clinic', area: 'v-12', path: '/v/v-1/v-12', capacity: null })
})

test('a facility written over the API is seen, moved and gone like one from a pack, and an import leaves it alone', async () => {
  await write(facility('f8', [88.9, 27.9]))
  assert.equal((await region.facilities({ near: [88.9, 27.9], limit: 1 }))[0]?.id, 'f8')
  assert.equal((await importPack(deps(), folder)).removed, 0)
  await write(facility('f8', [88.1, 27.1]))
  assert.equal((await region.facilities({ near: [88.1, 27.1], limit: 1 }))[0]?.id, 'f8')
  await writer.write([{ tenant: '', mode: 'delete', entity: facility('f8', [0, 0]) }])
  await follower.caughtUp()
  assert.equal(
    (await region.facilities({ limit: 50 })).some(({ id }) => id === 'f8'),
    false,
  )
})

test('an odd entity does not stop the lens: heights, a boundary that crosses itself, a level that is none', async () => {
  const odd = (id: string, level: string, coordinates: unknown): Entity => ({
    id: `urn:ngsi-ld:AdministrativeArea:${id}`,
    types: [name('AdministrativeArea')],
    scopes: [],
    attributes: {
      [name('level')]: [{ type: 'Property', value: level }],
      [name('boundary')]: [{ type: 'GeoProperty', value: { type: 'Polygon', coordinates } }],
    },
  })
  const crossing = [
    [
      [70, 10, 5],
      [71, 11, 5],
      [71, 10, 5],
      [70, 11, 5],
      [70, 10, 5],
    ],
  ]
  await write(odd('high', 'town', crossing))
  await write(odd('odd', 'hamlet', crossing))
  assert.equal((await region.areaAt([70.9, 10.5]))?.code, 'high')
  assert.deepEqual((await region.area('high'))?.names, { und: 'high' })
  assert.equal(await region.area('odd'), undefined)
  await writer.write(['high', 'odd'].map((id) => ({ tenant: '', mode: 'delete', entity: odd(id, '', []) })))
  await follower.caughtUp()
})

test('an area that moves to another parent takes all that lies in it along', async () => {
  const moved = await changed({ 'areas.csv': (text) => text.replace('v-11,v-1,', 'v-11,v-2,') })
  const { updated } = await importPack(deps(), moved)
  assert.equal(updated, 3)
  assert.equal((await region.area('v-11'))?.path, '/v/v-2/v-11')
  assert.equal((await region.area('v-2'))?.population, 1120)
  await importPack(deps(), folder)
  assert.equal((await region.area('v-1'))?.population, 200)
})

test('what is gone from the pack is removed, and what it no longer says is no longer said', async () => {
  const smaller = await changed({
    'facilities.csv': (text) => text.replace(/^f3.*\n/m, '').replace(',4,Mo-Fr 09:00-12:00', ',,'),
  })
  const { removed, updated } = await importPack(deps(), smaller)
  assert.deepEqual({ removed, updated }, { removed: 1, updated: 1 })
  assert.equal(await findEntity(pool, '', 'urn:ngsi-ld:Facility:f3'), undefined)
  const [clinic] = await region.facilities({ kind: 'clinic', area: 'v-11', limit: 1 })
  assert.deepEqual([clinic?.capacity, clinic?.openingHours, clinic?.isOpen], [undefined, undefined, undefined])
  assert.equal((await importPack(deps(), folder)).created, 1)
})

test('another region takes the place of this one only when that is asked for', async () => {
  const other = await changed({ 'region.json': (text) => text.replace('"vale"', '"dale"') })
  await assert.rejects(importPack(deps(), other), { status: 409 })
  assert.equal((await importPack(deps(), other, { replace: true })).region, 'dale')
  await importPack(deps(), folder, { replace: true })
})

test('a pack with faults changes nothing', async () => {
  const broken = await changed({ 'areas.csv': (text) => text.replace('v-12,v-1,', 'v-12,x,') })
  await assert.rejects(importPack(deps(), broken), { status: 400, message: /The region pack has/ })
  assert.equal((await region.area('v-12'))?.parent, 'v-1')
})

function facility(id: string, coordinates: readonly number[]): Entity {
  return {
    id: `urn:ngsi-ld:Facility:${id}`,
    types: [name('Facility')],
    scopes: [],
    attributes: {
      [name('name')]: [{ type: 'Property', value: 'A new clinic' }],
      [name('category')]: [{ type: 'Property', value: ['clinic'] }],
      [name('containedInPlace')]: [{ type: 'Relationship', object: 'urn:ngsi-ld:AdministrativeArea:v-12' }],
      [name('location')]: [{ type: 'GeoProperty', value: { type: 'Point', coordinates } }],
    },
  }
}

async function write(entity: Entity): Promise<void> {
  const [written] = await writer.write([{ tenant: '', mode: 'upsert-replace', entity }])
  assert.equal(written?.ok, true)
  await follower.caughtUp()
}

/** A copy of the pack with some of its files changed. */
async function changed(changes: Readonly<Record<string, (text: string) => string>>): Promise<string> {
  const copy = await mkdtemp(join(base, 'copy-'))
  await cp(folder, copy, { recursive: true })
  for (const [file, change] of Object.entries(changes)) {
    const before = await readFile(join(copy, file), 'utf8')
    const text = change(before)
    assert.notEqual(text, before)
    await writeFile(join(copy, file), text)
  }
  return copy
}
