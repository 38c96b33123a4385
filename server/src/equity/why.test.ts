import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shapley } from './shapley.ts'
import { accessFrom, decomposeGap, levelsOf, type TakenApart, whyFactors } from './why.ts'

const isNear = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9 * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`)
const worths = (factors: number) =>
  fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2 ** factors, maxLength: 2 ** factors })

test('contributions add up, the same for those who do the same, nothing for who does nothing, and a product is parted by hand', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }).chain((n) => fc.tuple(fc.constant(n), worths(n))),
      ([factors, worth]) => {
        const parts = shapley(factors, (set) => worth[set] ?? 0)
        isNear(
          parts.reduce((sum, part) => sum + part, 0),
          (worth[2 ** factors - 1] ?? 0) - (worth[0] ?? 0),
        )
        const [first, second] = shapley(2, (set) => [0, 1, 1, worth[1] ?? 0][set] ?? 0)
        isNear(first ?? 0, second ?? 1)
        isNear(shapley(factors + 1, (set) => worth[set & (2 ** factors - 1)] ?? 0)[factors] ?? 1, 0)
      },
    ),
  )
  // 2 × 3 against 5 × 7: the first alone adds 9 or 21, the second 8 or 20.
  assert.deepEqual(
    shapley(2, (set) => ((set & 1) !== 0 ? 5 : 2) * ((set & 2) !== 0 ? 7 : 3)),
    [15, 14],
  )
  assert.throws(() => shapley(21, () => 0), RangeError)
})

const settlement = fc.record({
  people: fc.integer({ min: 1, max: 900 }),
  distance: fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 9, noNaN: true })),
  capacity: fc.double({ min: 0.1, max: 5, noNaN: true }),
  hours: fc.double({ min: 0.05, max: 1, noNaN: true }),
  digital: fc.double({ min: 0, max: 1, noNaN: true }),
  eligibility: fc.double({ min: 0.1, max: 1, noNaN: true }),
  language: fc.double({ min: 0.1, max: 1, noNaN: true }),
})
const region = fc.array(settlement, { minLength: 2, maxLength: 12 }).map((all): TakenApart => {
  const of = (field: 'people' | 'distance' | 'digital' | 'eligibility' | 'language') =>
    Float64Array.from(all, (one) => one[field])
  const near = (field: 'capacity' | 'hours') => Float64Array.from(all, (one) => (one.distance > 0 ? one[field] : Number.NaN))
  return {
    ...{ people: of('people'), distance: of('distance'), digital: of('digital') },
    ...{ eligibility: of('eligibility'), language: of('language') },
    ...{ capacity: near('capacity'), hours: near('hours'), online: 0.3, spread: 1.2 },
  }
})
const indices = ({ people }: TakenApart) => [...people.keys()]

test('the levels of residents put into the formula are their mean access', () => {
  fc.assert(
    fc.property(region, (parts) => {
      const members = indices(parts)
      const people = members.reduce((sum, s) => sum + (parts.people[s] as number), 0)
      const mean = members.reduce((sum, s) => {
        const near = parts.distance[s] as number
        const supply = near === 0 ? 0 : near * (parts.capacity[s] as number) * (parts.hours[s] as number)
        const here = supply * (parts.language?.[s] ?? 1)
        const whole = 0.7 * here + 0.3 * 1.2 * (parts.digital?.[s] ?? 0)
        return sum + (parts.people[s] as number) * (parts.eligibility?.[s] ?? 1) * whole
      }, 0)
      isNear(accessFrom(parts, levelsOf(parts, members)), mean / people)
    }),
  )
})

test('what the factors add is all of the gap, and who is as the city but for one factor lacks by that alone', () => {
  fc.assert(
    fc.property(region, fc.constantFrom(...whyFactors), (parts, only) => {
      const members = indices(parts)
      const half = members.slice(0, Math.ceil(members.length / 2))
      const city = levelsOf(parts, members.slice(half.length))
      const adds = decomposeGap(parts, half, city, whyFactors)
      isNear(
        adds.reduce((sum, add) => sum + add, 0),
        accessFrom(parts, city) - accessFrom(parts, levelsOf(parts, half)),
      )
      const each = { distance: 2, capacity: 1.5, hours: 0.5, digital: 0.6, language: 0.9, eligibility: 0.8 }
      const toLevels = (one: typeof each) => ({ ...one, eligibilityOnline: one.eligibility })
      const [whole, less] = [toLevels(each), toLevels({ ...each, [only]: each[only] / 3 })]
      const alone: TakenApart = {
        ...{ people: Float64Array.of(50), online: 0.3, spread: 1.2 },
        ...{ distance: Float64Array.of(less.distance), capacity: Float64Array.of(less.capacity) },
        ...{ hours: Float64Array.of(less.hours), digital: Float64Array.of(less.digital) },
        ...{ language: Float64Array.of(less.language), eligibility: Float64Array.of(less.eligibility) },
      }
      decomposeGap(alone, [0], whole, whyFactors).forEach((add, i) => {
        if (whyFactors[i] === only) isNear(add, accessFrom(alone, whole) - accessFrom(alone, less))
        else isNear(add, 0)
      })
    }),
  )
})

test('where nothing is near, it is the way that counts, and not what nobody can judge', () => {
  const parts: TakenApart = {
    ...{ people: Float64Array.of(10, 90), distance: Float64Array.of(0, 2), capacity: Float64Array.of(Number.NaN, 3) },
    ...{ hours: Float64Array.of(Number.NaN, 0.5), online: 0, spread: 1 },
  }
  assert.deepEqual(decomposeGap(parts, [0], levelsOf(parts, [1]), ['distance', 'capacity', 'hours']), [3, 0, 0])
})
