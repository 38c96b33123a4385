import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cumulativeOpportunities, type Decay, minutesToKth, minutesToNearest, minutesToReach, toPairs, weigh } from '#equity'

const never = Number.POSITIVE_INFINITY
const steps: Decay = { kind: 'stepped', until: [15, 30, 60], weights: [1, 0.68, 0.22] }

test('a facility with a capacity of zero is nobody’s nearest', () => {
  const pairs = toPairs(1, [
    [0, 0, 5],
    [0, 1, 20],
  ])
  assert.deepEqual([...minutesToNearest(pairs, Float64Array.of(0, 3))], [20])
  assert.deepEqual([...minutesToKth(pairs, Float64Array.of(0, 3), 1)], [20])
  assert.deepEqual([...minutesToKth(pairs, Float64Array.of(0, 3), 2)], [never])
})

const problem = fc.array(fc.tuple(fc.nat(4), fc.nat(7), fc.integer({ min: 0, max: 90 })), { maxLength: 40 })
const someCapacities = fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }).map((all) => Float64Array.from(all))

test('the k-th nearest is the k-th of the minutes in order, and an amount is within reach at its minutes and not before', () => {
  fc.assert(
    fc.property(problem, someCapacities, fc.integer({ min: 1, max: 6 }), (triples, capacities, k) => {
      const pairs = toPairs(5, triples)
      const [kth, nearest, enough] = [
        minutesToKth(pairs, capacities, k),
        minutesToNearest(pairs, capacities),
        minutesToReach(pairs, capacities, k),
      ]
      for (let s = 0; s < 5; s++) {
        const open = triples.filter(([from, to]) => from === s && (capacities[to] as number) > 0).map(([, , minutes]) => minutes)
        open.sort((a, b) => a - b)
        assert.equal(kth[s], open[k - 1] ?? never)
        assert.equal(nearest[s], open[0] ?? never)
      }
      enough.forEach((minutes, s) => {
        if (minutes === never) return
        assert.ok((cumulativeOpportunities(pairs, capacities, minutes)[s] as number) >= k)
        assert.ok((cumulativeOpportunities(pairs, capacities, minutes - 1)[s] as number) < k)
      })
    }),
  )
})

const decays: readonly Decay[] = [
  { kind: 'power', exponent: 1.5, scale: 10, least: 1 },
  { kind: 'exponential', rate: 0.1 },
  { kind: 'gaussian', sigma: 20 },
  { kind: 'gaussian-to-zero', limit: 60 },
  { kind: 'linear', limit: 60 },
  { kind: 'logistic', midpoint: 30, deviation: 5 },
  steps,
]

test('what is farther never weighs more, no weight is negative, and nothing counts beyond the limit', () => {
  fc.assert(
    fc.property(fc.constantFrom(...decays), fc.array(fc.integer({ min: 0, max: 200 })), (decay, minutes) => {
      minutes.sort((a, b) => a - b)
      const pairs = toPairs(
        1,
        minutes.map((time, f) => [0, f, time]),
      )
      const weights = weigh(pairs, decay)
      weights.forEach((weight, p) => {
        assert.ok(weight >= 0 && weight <= (weights[p - 1] ?? never))
      })
      const cut = weigh(pairs, decay, 45)
      cut.forEach((weight, p) => {
        assert.equal(weight, (minutes[p] as number) <= 45 ? weights[p] : 0)
      })
    }),
  )
})

test('at the door a weight is one, and the Gaussian that ends is zero at its end', () => {
  const pairs = toPairs(1, [
    [0, 0, 0],
    [0, 1, 60],
  ])
  for (const decay of decays) if (decay.kind !== 'power') assert.ok(Math.abs((weigh(pairs, decay)[0] as number) - 1) < 1e-12)
  assert.equal(weigh(pairs, { kind: 'gaussian-to-zero', limit: 60 })[1], 0)
})

test('what cannot be is an error: capacities, minutes, settlements, decays', () => {
  const pairs = toPairs(1, [[0, 0, 5]])
  assert.throws(() => minutesToNearest(pairs, Float64Array.of(-1)), RangeError)
  assert.throws(() => cumulativeOpportunities(pairs, Float64Array.of(Number.NaN), 30), RangeError)
  assert.throws(() => minutesToKth(pairs, Float64Array.of(1), 0), RangeError)
  assert.throws(() => toPairs(1, [[0, 0, -5]]), RangeError)
  assert.throws(() => toPairs(1, [[1, 0, 5]]), RangeError)
  assert.throws(() => weigh(pairs, { kind: 'gaussian', sigma: 0 }), RangeError)
  assert.throws(() => weigh(pairs, { kind: 'stepped', until: [30, 15], weights: [1, 0.5] }), RangeError)
  assert.throws(() => weigh(pairs, { kind: 'stepped', until: [30], weights: [1, 0.5] }), RangeError)
})
