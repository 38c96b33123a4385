import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  balanced,
  type Decay,
  huffThreeStep,
  modifiedTwoStep,
  perPerson,
  perPersonByBlocks,
  rationalAgentAccess,
  sliceRows,
  spatialAvailability,
  threeStep,
  toPairs,
  twoStep,
  weigh,
  within,
} from '#equity'

const exponential: Decay = { kind: 'exponential', rate: 0.05 }

const settlements = 6
const facilities = 5
const region = fc
  .record({
    triples: fc.uniqueArray(fc.tuple(fc.nat(settlements - 1), fc.nat(facilities - 1), fc.integer({ min: 0, max: 60 })), {
      selector: ([s, f]) => s * facilities + f,
      maxLength: 30,
    }),
    people: fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: settlements, maxLength: settlements }),
    capacities: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: facilities, maxLength: facilities }),
  })
  .map(({ triples, people, capacities }) => {
    const pairs = toPairs(settlements, triples)
    const weights = weigh(pairs, exponential)
    return { triples, rows: { pairs, weights, people: Float64Array.from(people) }, capacities: Float64Array.from(capacities) }
  })
const methods = [twoStep, modifiedTwoStep, threeStep, huffThreeStep, balanced]
const isNear = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1e-12, Math.abs(expected)), `${actual}, not ${expected}`)
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)

test('what all residents get together is the capacity that anybody can reach, where the method shares all of it', () => {
  fc.assert(
    fc.property(region, ({ triples, rows, capacities }) => {
      const reachable = new Set(triples.map(([, f]) => f))
      const shared = [...reachable].reduce((total, f) => total + (capacities[f] as number), 0)
      for (const method of [twoStep, threeStep])
        isNear(sum(spatialAvailability(perPerson(method, rows, capacities), rows.people)), shared)
      for (const method of [modifiedTwoStep, huffThreeStep])
        assert.ok(sum(spatialAvailability(perPerson(method, rows, capacities), rows.people)) <= shared * (1 + 1e-9))
    }),
  )
})

test('twice the capacity is twice the access, twice the residents half of it', () => {
  fc.assert(
    fc.property(region, fc.constantFrom(...methods), ({ rows, capacities }, method) => {
      const access = perPerson(method, rows, capacities)
      const doubled = capacities.map((capacity) => capacity * 2)
      perPerson(method, rows, doubled).forEach((value, s) => {
        isNear(value, 2 * (access[s] as number))
      })
      perPerson(method, { ...rows, people: rows.people.map((residents) => residents * 2) }, capacities).forEach((value, s) => {
        isNear(value, (access[s] as number) / 2)
      })
    }),
  )
})

test('block by block is the same as at once', () => {
  fc.assert(
    fc.property(region, fc.constantFrom(...methods), fc.nat(settlements), ({ rows, capacities }, method, cut) => {
      const part = (from: number, to: number) => ({
        pairs: sliceRows(rows.pairs, from, to),
        weights: rows.weights,
        people: rows.people.subarray(from, to),
      })
      const blocks = () => [part(0, cut), part(cut, settlements)]
      assert.deepEqual(perPersonByBlocks(method, blocks, capacities, settlements), perPerson(method, rows, capacities))
    }),
  )
})

test('at the equilibrium of rational agents nobody gains by going elsewhere', () => {
  fc.assert(
    fc.property(region, ({ triples, rows, capacities }) => {
      const people = rows.people
      const costs = rationalAgentAccess(rows.pairs, capacities, { people, tau: 60 })
      // The loads that these costs imply: a facility's crowd is at least what its users' costs leave after their way.
      const rho = sum(people) / sum(capacities)
      const crowd = Array.from(capacities, (_, f) =>
        Math.max(0, ...triples.filter(([, to]) => to === f).map(([s, , minutes]) => (costs[s] as number) - minutes / 60)),
      )
      for (const [s, f, minutes] of triples) assert.ok((costs[s] as number) <= minutes / 60 + (crowd[f] as number) + 1e-9)
      const housed = crowd.reduce((total, dense, f) => total + dense * rho * (capacities[f] as number), 0)
      const reaching = [...new Set(triples.map(([s]) => s))].reduce((total, s) => total + (people[s] as number), 0)
      isNear(housed, reaching, 1e-6)
    }),
    { numRuns: 50 },
  )
})

test('settlements without residents get nothing from what only they can reach, and cannot be negative', () => {
  const pairs = toPairs(1, [[0, 0, 5]])
  const weights = weigh(pairs, within(30))
  for (const method of methods)
    assert.deepEqual([...perPerson(method, { pairs, weights, people: Float64Array.of(0) }, Float64Array.of(3))], [0])
  assert.throws(() => perPerson(twoStep, { pairs, weights, people: Float64Array.of(-1) }, Float64Array.of(3)), RangeError)
  assert.throws(() => perPerson(twoStep, { pairs, weights, people: Float64Array.of(1, 2) }, Float64Array.of(3)), RangeError)
  assert.throws(() => rationalAgentAccess(pairs, Float64Array.of(1), { people: Float64Array.of(1), tau: 0 }), RangeError)
})
