import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeLand, makePack, usualSeed, writePack } from '#demo'
import { describeFault, parseOpeningHours, parsePack } from '#region'
import { layBusLines } from './bus-lines.ts'

const land = makeLand(usualSeed)
const { areas, towns, villages } = land.divisions

test('the same seed makes the same pack, another seed another', () => {
  assert.deepEqual(makePack(11), makePack(11))
  assert.notEqual(makePack(11).files['areas.csv'], makePack(12).files['areas.csv'])
})

test('the pack is one that a node can import', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'datong-demo-'))
  after(() => rm(folder, { recursive: true }))
  await writePack(folder)
  const parsed = await parsePack(folder)
  assert.deepEqual(parsed.ok ? parsed.warnings : parsed.faults.map(describeFault), [])
  assert.ok(parsed.ok && parsed.pack.region.demo, 'it says that it is made up')
  assert.equal(parsed.pack.areas.length, areas.length)
  assert.equal(parsed.pack.boundaries.size, areas.length - villages.length)
  assert.deepEqual(
    parsed.pack.files.map(({ name, facts }) => [name, facts.date ?? facts.from]),
    [
      ['roads.osm.pbf', '2026-01-01'],
      ['transit.zip', '2026-01-01'],
    ],
  )
})

test('buses call where there are stops, and lead from most towns to the city or a chief town', () => {
  const lines = layBusLines(land)
  const stops = new Set(land.facilities.filter(({ kind }) => kind === 'bus-stop').map(({ id }) => id))
  assert.ok(lines.length > 0.8 * towns.length, `${lines.length} lines`)
  for (const { stops: called, kilometres } of lines) {
    assert.ok(called.filter(({ id }) => !stops.has(id)).length <= 2, 'only the ends are no stop of their own')
    kilometres.forEach((km, i) => {
      assert.ok(i === 0 || km > (kilometres[i - 1] ?? 0))
    })
  }
})

for (const seed of [usualSeed, 1, 2, 3, 4]) {
  test(`the region of seed ${seed} is a tree of a city, counties, towns and 900 villages`, () => {
    const { divisions } = seed === usualSeed ? land : makeLand(seed)
    const byCode = new Map(divisions.areas.map((area) => [area.code, area]))
    assert.equal(byCode.size, divisions.areas.length, 'codes are unique')
    assert.equal(divisions.villages.length, 900)
    assert.equal(divisions.towns.length, 66)
    const levels = ['city', 'county', 'town', 'village']
    for (const { code, parent, level } of divisions.areas) {
      assert.match(code, /^(\d{6}|\d{9}|\d{12})$/)
      if (parent === undefined) assert.equal(level, 'city')
      else assert.equal(levels.indexOf(byCode.get(parent)?.level ?? ''), levels.indexOf(level) - 1)
    }
    assert.equal(new Set(divisions.areas.map(({ name }) => name.en)).size, divisions.areas.length, 'English names are unique')
    assert.equal(new Set(divisions.areas.map(({ name }) => name.zh)).size, divisions.areas.length, 'Chinese names are unique')
  })
}

test('boundaries of the towns cover the island once', () => {
  const { features } = JSON.parse(makePack().files['boundaries.geojson'] ?? '') as { features: Feature[] }
  const size = (digits: number, isRegion = false): number =>
    features
      .filter(({ properties: { code } }) => code.length === digits && code.endsWith('100') === isRegion)
      .reduce((sum, { geometry }) => sum + areaOf(geometry), 0)
  const island = size(6, true)
  assert.ok(Math.abs(size(6) / island - 1) < 1e-3, 'counties')
  assert.ok(Math.abs(size(9) / island - 1) < 1e-3, 'towns')
})

test('people are many in the city, few and older in the villages', () => {
  const of = (areaClass: string) => land.settlements.filter((home) => home.class === areaClass)
  const people = (areaClass: string): number => of(areaClass).reduce((sum, home) => sum + home.population, 0)
  const old = (areaClass: string): number =>
    of(areaClass).reduce((sum, { ages }) => sum + ages['60-79'] + ages['80+'], 0) / people(areaClass)
  const total = people('urban') + people('town') + people('rural')
  assert.ok(total > 2e6 && total < 3e6, `${total} people`)
  assert.ok(people('urban') > people('rural') && people('rural') > people('town'))
  assert.ok(old('rural') > old('town') && old('town') > old('urban'))
  for (const { population, ages } of land.settlements) {
    const counts = Object.values(ages)
    assert.ok(counts.every((count) => count >= 0))
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      population,
    )
  }
})

test('every service has facilities whose hours can be read', () => {
  const { services } = JSON.parse(makePack().files['region.json'] ?? '') as { services: { kind: string }[] }
  assert.equal(services.length, 17)
  for (const { kind } of services)
    assert.ok(
      land.facilities.some((facility) => facility.kind === kind),
      kind,
    )
  for (const { hours } of land.facilities) assert.ok(parseOpeningHours(hours), hours)
})

test('the countryside is served worse than the city, in every service', () => {
  const kinds = Map.groupBy(land.facilities, (facility) => facility.kind)
  for (const [kind, facilities] of kinds) {
    const meanKm = (areaClass: string): number => {
      const homes = land.settlements.filter((home) => home.class === areaClass)
      const people = homes.reduce((sum, home) => sum + home.population, 0)
      const nearest = ({ point }: (typeof homes)[number]) =>
        Math.min(...facilities.map((facility) => Math.hypot(facility.point.x - point.x, facility.point.y - point.y)))
      return homes.reduce((sum, home) => sum + home.population * nearest(home), 0) / people
    }
    assert.ok(meanKm('rural') > 2 * meanKm('urban'), kind)
  }
})

test('towns keep to the low land', () => {
  const { height } = land.terrain
  const inhabited = [...height].filter((metres) => metres > 0).sort((a, b) => a - b)
  const median = inhabited[Math.floor(inhabited.length / 2)] ?? 0
  const homes = towns.map(({ point }) => height[Math.floor(point.y * 2) * 200 + Math.floor(point.x * 2)] ?? 0)
  assert.ok(homes.every((metres) => metres > 0))
  assert.ok(homes.filter((metres) => metres < median).length > 0.7 * homes.length)
})

type Feature = { readonly properties: { readonly code: string }; readonly geometry: Geometry }
type Ring = readonly (readonly [number, number])[]
type Geometry = { readonly type: string; readonly coordinates: readonly Ring[] | readonly (readonly Ring[])[] }

function areaOf({ type, coordinates }: Geometry): number {
  const rings = (type === 'Polygon' ? coordinates : coordinates.flat()) as readonly Ring[]
  return rings.reduce((sum, ring) => sum + ringArea(ring), 0)
}

function ringArea(ring: Ring): number {
  const pieces = ring.slice(1).map(([x, y], i) => ((ring[i]?.[0] ?? 0) * y - x * (ring[i]?.[1] ?? 0)) / 2)
  return pieces.reduce((sum, piece) => sum + piece, 0)
}
