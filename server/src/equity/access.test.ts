import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  balancingTime,
  cumulativeOpportunities,
  type Decay,
  gravity,
  intervalOpportunities,
  minutesToKth,
  minutesToNearest,
  minutesToReach,
  toPairs,
  weigh,
} from '#equity'
import { assertColumn, skip, tinyProblem } from './testing-reference.ts'

const fromR = 'tiny_expected_r.csv'
const fromPySal = 'tiny_expected_pysal.csv'
const never = Number.POSITIVE_INFINITY
const steps: Decay = { kind: 'stepped', until: [15, 30, 60], weights: [1, 0.68, 0.22] }

test('minutes to the nearest, to an amount and to a balance are those of the R package accessibility, infinite where there is none', {
  skip,
}, () => {
  const { pairs, capacities, people } = tinyProblem()
  assertColumn(minutesToNearest(pairs, capacities), fromR, 'minutes_to_nearest', never)
  assertColumn(minutesToReach(pairs, capacities, 20), fromR, 'minutes_to_reach_20_capacity_units', never)
  const balance = balancingTime(pairs, capacities, { people, needed: 0.01, increment: 1 })
  assertColumn(balance, fromR, 'balancing_cost_pop_div100', never)
})

test('cumulative opportunities are those of both peers, and zero where nothing can be reached', { skip }, () => {
  const { pairs, capacities } = tinyProblem()
  for (const limit of [30, 60]) {
    const ours = cumulativeOpportunities(pairs, capacities, limit)
    assertColumn(ours, fromR, `cum${limit}`)
    assertColumn(ours, fromPySal, `cum${limit}_cap`)
  }
  const mean = intervalOpportunities(pairs, capacities, { from: 20, to: 40, step: 1 })
  assertColumn(mean.map(Math.trunc), fromR, 'cuminterval_20_40_mean')
})

test('gravity is that of both peers with every decay', { skip }, () => {
  const { pairs, capacities } = tinyProblem()
  const of = (decay: Decay) => gravity(pairs, capacities, weigh(pairs, decay))
  assertColumn(of({ kind: 'exponential', rate: 0.05 }), fromR, 'gravity_exp05')
  assertColumn(of({ kind: 'power', exponent: 1, scale: 1, least: 1 }), fromR, 'gravity_power1')
  assertColumn(of({ kind: 'linear', limit: 60 }), fromR, 'gravity_linear60')
  assertColumn(of({ kind: 'logistic', midpoint: 30, deviation: 5 }), fromR, 'gravity_logistic_30_5')
  assertColumn(of(steps), fromR, 'gravity_stepped')
  assertColumn(of({ kind: 'power', exponent: 1, scale: 60, least: 1 }), fromPySal, 'gravity_inv60_cap')
  assertColumn(of({ kind: 'gaussian', sigma: 20 }), fromPySal, 'gauss20_cap')
})

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
