import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildIndex, findNearest } from './nearest.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'

const place = fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }))
const vectors = (places: readonly (readonly [number, number])[]) =>
  toUnitVectors(
    Float64Array.from(places, ([longitude]) => longitude),
    Float64Array.from(places, ([, latitude]) => latitude),
  )

/** The haversine formula, written out. */
function haversine([lon1, lat1]: readonly [number, number], [lon2, lat2]: readonly [number, number]): number {
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2
  const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180)
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(half(lat2 - lat1) + cos(lat1) * cos(lat2) * half(lon2 - lon1))))
}

test('the nearest is as near as looking at every point finds it, at the poles and across the date line too', () => {
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 1, maxLength: 60 }),
      fc.array(place, { minLength: 1, maxLength: 10 }),
      (points, asked) => {
        const { squaredDistances } = findNearest(buildIndex(vectors(points)), vectors(asked))
        asked.forEach((from, i) => {
          const expected = Math.min(...points.map((to) => haversine(from, to)))
          assert.ok(Math.abs(chordToKilometres(squaredDistances[i] as number) - expected) < 1e-6 * (1 + expected))
        })
      },
    ),
  )
})

test('points at one place and no points at all are searched as well', () => {
  const same = vectors(Array.from({ length: 1000 }, () => [106.6, 26.6] as const))
  assert.equal(findNearest(buildIndex(same), same).squaredDistances[0], 0)
  const nothing = findNearest(buildIndex(new Float64Array()), same)
  assert.equal(nothing.origins[0], -1)
  assert.equal(chordToKilometres(nothing.squaredDistances[0] as number), Number.POSITIVE_INFINITY)
})
