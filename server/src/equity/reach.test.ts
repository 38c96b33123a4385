import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { measureReach } from '#equity'

const never = Number.POSITIVE_INFINITY
const settlement = fc.record({
  people: fc.nat(5000),
  minutes: fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0, max: 300, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(never) },
  ),
  standard: fc.constantFrom(15, 30, 60),
})
type Settlement = { people: number; minutes: number; standard: number }

const reachOf = (settlements: readonly Settlement[]) =>
  measureReach(
    Float64Array.from(settlements, ({ people }) => people),
    Float64Array.from(settlements, ({ minutes }) => minutes),
    Float64Array.from(settlements, ({ standard }) => standard),
  )

test('residents for whom no facility exists lower the share and are left out of the minutes', () => {
  const reach = reachOf([
    { people: 100, minutes: 10, standard: 15 },
    { people: 200, minutes: 15, standard: 15 },
    { people: 300, minutes: 40, standard: 15 },
    { people: 400, minutes: never, standard: 15 },
  ])
  assert.deepEqual(reach, {
    population: 1000,
    reached: 300,
    unreachable: 400,
    share: 0.3,
    meanMinutes: (100 * 10 + 200 * 15 + 300 * 40) / 600,
    medianMinutes: 15,
  })
})

test('nobody living there has no share and no minutes', () => {
  assert.deepEqual(reachOf([{ people: 0, minutes: 10, standard: 15 }]), { population: 0, reached: 0, unreachable: 0 })
  assert.deepEqual(reachOf([]), { population: 0, reached: 0, unreachable: 0 })
})

test('the share is from 0 to 1, the median is somebody’s minutes, and the parts add up to the whole', () => {
  fc.assert(
    fc.property(fc.array(settlement), fc.nat(20), (settlements, cut) => {
      const whole = reachOf(settlements)
      const parts = [reachOf(settlements.slice(0, cut)), reachOf(settlements.slice(cut))] as const
      assert.ok(whole.share === undefined || (whole.share >= 0 && whole.share <= 1))
      if (whole.medianMinutes !== undefined) assert.ok(settlements.some(({ minutes }) => minutes === whole.medianMinutes))
      for (const field of ['population', 'reached', 'unreachable'] as const)
        assert.equal(whole[field], parts[0][field] + parts[1][field])
    }),
  )
})

test('another facility never lowers reach', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(settlement, fc.double({ min: 0, max: 300, noNaN: true }))), (pairs) => {
      const before = reachOf(pairs.map(([here]) => here))
      const after = reachOf(pairs.map(([here, other]) => ({ ...here, minutes: Math.min(here.minutes, other) })))
      assert.ok(after.reached >= before.reached && after.unreachable <= before.unreachable)
    }),
  )
})
