import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Position } from '#contract'
import { fromWgs84, toWgs84 } from './coordinates.ts'
import { metresBetween } from './distance.ts'

const inChina = fc.tuple(
  fc.double({ min: 74, max: 135, noNaN: true }),
  fc.double({ min: 18, max: 53, noNaN: true }),
) as fc.Arbitrary<Position>
const anywhere = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -85, max: 85, noNaN: true }),
) as fc.Arbitrary<Position>

for (const system of ['GCJ-02', 'BD-09'] as const) {
  test(`${system} and back is the same place within 1e-7 degrees`, () => {
    fc.assert(
      fc.property(inChina, (position) => {
        const back = toWgs84(fromWgs84(position, system), system)
        assert.ok(Math.abs(back[0] - position[0]) < 1e-7 && Math.abs(back[1] - position[1]) < 1e-7)
      }),
      { numRuns: 2000 },
    )
  })
}

test('GCJ-02 moves a place in China by 17 to 700 metres', () => {
  fc.assert(
    fc.property(inChina, (position) => {
      const metres = metresBetween(position, fromWgs84(position, 'GCJ-02'))
      assert.ok(metres > 17 && metres < 701, `${metres} m`)
    }),
  )
})

test('outside the rectangle of the formula GCJ-02 is WGS 84', () => {
  fc.assert(
    fc.property(anywhere, (position) => {
      const [longitude, latitude] = position
      fc.pre(longitude < 71.9 || longitude > 137.9 || latitude < 0.8 || latitude > 55.9)
      assert.deepEqual(fromWgs84(position, 'GCJ-02'), position)
      assert.deepEqual(toWgs84(position, 'GCJ-02'), position)
    }),
  )
})

test('the pairs published beside the formulas are reproduced to a millimetre', () => {
  const tiananmen: Position = [116.404, 39.915]
  const isNear = (actual: Position, expected: Position) => assert.ok(metresBetween(actual, expected) < 0.001, `${actual}`)
  isNear(fromWgs84(tiananmen, 'GCJ-02'), [116.41024449916938, 39.91640428150164])
  isNear(toWgs84([116.41036949371029, 39.92133699351021], 'BD-09'), toWgs84(tiananmen, 'GCJ-02'))
})
