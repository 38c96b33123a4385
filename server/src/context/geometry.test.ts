import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testPool } from '#testing'
import { faultyGeometry } from './geometry.ts'

const position = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
const ring = fc.array(position, { minLength: 3, maxLength: 7 }).map((positions) => [...positions, positions[0]])

test('a ring is refused where PostGIS says that it has no inside, and nowhere else', async () => {
  const pool = await testPool()
  const rings = fc.sample(ring, { numRuns: 1500, seed: 7 })
  const polygons = rings.map((positions) => JSON.stringify({ type: 'Polygon', coordinates: [positions] }))
  const rows = await pool.query<{ valid: boolean }>(
    `select st_isvalid(g) as valid
     from unnest($1::text[]) with ordinality p(text, at) cross join lateral st_geomfromgeojson(p.text) g order by at`,
    [polygons],
  )
  let [right, wrong] = [0, 0]
  for (const [index, { valid }] of rows.entries()) {
    const polygon = JSON.parse(polygons[index] as string)
    assert.equal(faultyGeometry(polygon) === undefined, valid, polygons[index])
    if (valid) right += 1
    else wrong += 1
  }
  assert.ok(right > 100 && wrong > 100, `${right} right and ${wrong} wrong`)
})

test('holes may touch their shell in a point, and not cross it', () => {
  const shell = [
    [0, 0],
    [9, 0],
    [9, 9],
    [0, 9],
    [0, 0],
  ]
  const holes = (hole: number[][]) => faultyGeometry({ type: 'Polygon', coordinates: [shell, hole] })
  assert.equal(
    holes([
      [1, 1],
      [1, 2],
      [2, 2],
      [1, 1],
    ]),
    undefined,
  )
  assert.equal(
    holes([
      [0, 3],
      [2, 4],
      [2, 2],
      [0, 3],
    ]),
    undefined,
  )
  assert.match(
    holes([
      [1, 1],
      [12, 2],
      [2, 2],
      [1, 1],
    ]) ?? '',
    /cross/,
  )
  const circle = Array.from({ length: 20_000 }, (_, at) => [Math.cos((at * Math.PI) / 1e4), Math.sin((at * Math.PI) / 1e4)])
  assert.equal(faultyGeometry({ type: 'MultiPolygon', coordinates: [[[...circle, circle[0]]]] }), undefined)
})
