import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chanceAbove, chanceOfAtMost, quantileOfT } from './distribution.ts'
import { isWarned, plants, tally } from './testing-planted.ts'

/** As many runs as are quick; `npm run bench -- truth` does 200 of each. */
const runs = 40

for (const [name, plant] of Object.entries(plants))
  test(`a planted gap of ${name} lies within its interval in 95 of 100 cities, and where none is, none is found as often`, () => {
    const { found, falseGaps } = tally(plant, runs, 1.5)
    // Of 40 at 95 %, fewer than 34 or more than 6 would be worse luck than one in a thousand.
    assert.ok(found >= 34, `${found} of ${runs}`)
    assert.ok(falseGaps <= 6, `${falseGaps} of ${runs}`)
  })

test('a gap that does not grow raises no warning, and one that grows by a tenth each month does', () => {
  const seeds = Array.from({ length: runs }, (_, seed) => seed)
  const warned = (gap: number) => seeds.filter((seed) => isWarned({ seed, gap })).length
  assert.ok(warned(1) <= 2, `${warned(1)} of ${runs}`)
  assert.ok(warned(1.1) >= 36, `${warned(1.1)} of ${runs}`)
})

test('the distributions are those of the tables', () => {
  const isNear = (actual: number, expected: number, apart: number) =>
    assert.ok(Math.abs(actual - expected) <= apart, `${actual}, not ${expected}`)
  isNear(quantileOfT(0.975, 1), 12.706, 5e-4)
  isNear(quantileOfT(0.975, 10), 2.228, 5e-4)
  isNear(quantileOfT(0.995, 30), 2.75, 5e-4)
  isNear(quantileOfT(0.975, 1e7), 1.959964, 1e-6)
  // One degree of freedom is Cauchy's distribution.
  isNear(chanceAbove(1, 1), 0.25, 1e-14)
  isNear(chanceAbove(-1, 1), 0.75, 1e-14)
  isNear(chanceOfAtMost(3, 10, 0.5), 176 / 1024, 1e-14)
  isNear(chanceOfAtMost(0, 40, 0.1), 0.9 ** 40, 1e-14)
  assert.equal(chanceOfAtMost(5, 5, 0.5), 1)
})
