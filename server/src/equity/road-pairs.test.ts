import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type RoadMap, readRoadMap } from './road-map.ts'
import { buildNetwork } from './road-network.ts'
import { pairByRoad } from './road-pairs.ts'
import { car, foot, type Profile } from './road-profile.ts'
import type { Tags } from './road-tags.ts'

const kilometresPerDegree = (Math.PI / 180) * 6371.0088
/** A car that goes at 60 km/h, a kilometre a minute, and jumps onto the road. */
const steady: Profile = { ...car, speeds: { primary: 60, ferry: 10 }, offRoad: 1e12 }

/** Points on the equator and on 0.1° north, ways between them by their numbers. */
function draw(places: readonly (readonly [number, number])[], ways: readonly (readonly [number[], Tags])[]): RoadMap {
  const offsets = [0]
  for (const [points] of ways) offsets.push((offsets.at(-1) as number) + points.length)
  return {
    longitudes: Float64Array.from(places, ([longitude]) => longitude),
    latitudes: Float64Array.from(places, ([, latitude]) => latitude),
    offsets: Uint32Array.from(offsets),
    points: Uint32Array.from(ways.flatMap(([points]) => points)),
    ways: ways.map(([, tags]) => tags),
    tagged: new Map(),
  }
}

const at = (...places: [number, number][]) => ({
  longitudes: Float64Array.from(places, ([longitude]) => longitude),
  latitudes: Float64Array.from(places, ([, latitude]) => latitude),
})
const square: [number, number][] = [
  [0, 0],
  [0.1, 0],
  [0.1, 0.1],
  [0, 0.1],
]
const primary = { highway: 'primary' }
const isNear = (actual: number | undefined, expected: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-3 * expected, `${actual}, not ${expected}`)

test('minutes are those to the facility: against a one-way street it is the long way round', () => {
  const map = draw(square, [
    [[0, 1], { ...primary, oneway: 'yes' }],
    [[1, 2, 3, 0], primary],
  ])
  const { pairs } = pairByRoad(buildNetwork(map, steady), at([0, 0], [0.1, 0]), at([0, 0], [0.1, 0]), 999)
  assert.deepEqual([...pairs.facilities], [0, 1, 0, 1])
  isNear(pairs.minutes[1], 0.1 * kilometresPerDegree)
  isNear(pairs.minutes[2], 0.3 * kilometresPerDegree)
})

test('a place between two points of a long road is joined where it lies', () => {
  const map = draw(square, [[[0, 1], primary]])
  const { pairs } = pairByRoad(buildNetwork(map, steady), at([0.05, 0.001]), at([0, 0]), 999)
  assert.ok(Math.abs((pairs.minutes[0] as number) - 0.05 * kilometresPerDegree) < 0.06)
})

test('the way to the road and from it is walked, and counts towards the limit', () => {
  const map = draw(square, [[[0, 1], primary]])
  const profile = { ...steady, offRoad: 4 }
  const minutes = 0.1 * kilometresPerDegree + ((0.01 * kilometresPerDegree) / 4) * 60
  const within = (limit: number) => pairByRoad(buildNetwork(map, profile), at([0, 0.01]), at([0.1, 0]), limit).pairs.minutes
  isNear(within(minutes + 0.1)[0], minutes)
  assert.equal(within(minutes - 0.1).length, 0)
})

test('two places at one point of the road are as far apart as they lie', () => {
  const map = draw(square, [[[0, 1], primary]])
  const profile = { ...steady, offRoad: 4 }
  const { pairs } = pairByRoad(buildNetwork(map, profile), at([0, 0.01]), at([0, 0.01], [0, 0.02]), 999)
  assert.equal(pairs.minutes[0], 0)
  isNear(pairs.minutes[1], ((0.01 * kilometresPerDegree) / 4) * 60)
})

test('a settlement far from any road has no pair, and the answer says that it is not on the network', () => {
  const map = draw(square, [[[0, 1], primary]])
  const found = pairByRoad(buildNetwork(map, steady), at([0, 0], [3, 3]), at([0, 0]), 999)
  assert.deepEqual([...found.settlementsOn], [1, 0])
  assert.deepEqual([...found.pairs.offsets], [0, 1, 1])
})

test('without any road nobody is on the network', () => {
  const found = pairByRoad(buildNetwork(draw([], []), car), at([0, 0]), at([0, 0]), 999)
  assert.deepEqual([[...found.settlementsOn], [...found.pairs.offsets]], [[0], [0, 0]])
})

test('a ferry crosses in the time it states', () => {
  const map = draw(square, [
    [[0, 1], primary],
    [[1, 2], { route: 'ferry', duration: '00:40' }],
    [[2, 3], primary],
  ])
  const { pairs } = pairByRoad(buildNetwork(map, steady), at([0.1, 0]), at([0.1, 0.1]), 999)
  isNear(pairs.minutes[0], 40)
})

test('a file that is no extract is refused by its name', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'datong-roads-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'roads.osm.pbf')
  await writeFile(file, 'not a map, but long enough to be taken for one')
  await assert.rejects(readRoadMap(file), /roads\.osm\.pbf cannot be read/)
  await assert.rejects(readRoadMap(join(folder, 'missing.pbf')), /missing\.pbf cannot be read/)
})

const sample = new URL('../../../../shared/data/transit-porto-alegre/poa_osm.pbf', import.meta.url).pathname
test('in Porto Alegre a car gets from the market to the bus station in minutes, and on foot it takes longer', {
  skip: !existsSync(sample) && 'the sample data is not here',
}, async () => {
  const map = await readRoadMap(sample)
  const [market, station] = [at([-51.227811, -30.027565]), at([-51.218856, -30.023285])]
  const byCar = pairByRoad(buildNetwork(map, car), market, station, 60).pairs.minutes[0] as number
  const onFoot = pairByRoad(buildNetwork(map, foot), market, station, 60).pairs.minutes[0] as number
  assert.ok(byCar > 1.5 && byCar < 9, `${byCar}`)
  assert.ok(onFoot > 12 && onFoot < 25, `${onFoot}`)
})
