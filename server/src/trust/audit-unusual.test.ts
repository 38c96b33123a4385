import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findUnusual, type Known, type Look, robustScore } from './audit-unusual.ts'

const at = new Date('2026-11-25T02:00:00Z')

const look = (officer: string, person: string, more: Partial<Look> = {}): Look => ({
  at,
  hour: 10,
  officer,
  department: 'health',
  role: 'case-worker',
  person,
  ...more,
})

/** Looks at so many people, one each. */
const looksOf = (officer: string, people: number, more: Partial<Look> = {}) =>
  Array.from({ length: people }, (_, i) => look(officer, `${officer}-person-${i}`, more))

const colleagues = (counts: readonly number[], more: Partial<Look> = {}) =>
  counts.flatMap((count, i) => looksOf(`colleague-${more.department ?? ''}-${i}`, count, more))

const nobody: ReadonlyMap<string, Known> = new Map()
const reasonsOf = (found: ReturnType<typeof findUnusual>, officer: string) =>
  found.find((one) => one.officer === officer)?.reasons ?? []

test('an officer who looks at far more people than colleagues of the same department and role stands out, and they do not', () => {
  const usual = [18, 20, 21, 22, 25, 19]
  const found = findUnusual([...colleagues(usual), ...looksOf('curious', 90)], [], nobody)
  assert.deepEqual(
    found.map(({ officer, reasons }) => [officer, reasons]),
    [['curious', [{ kind: 'many', people: 90, usual: 20.5 }]]],
  )
})

test('looking often at the same few people is not looking at many', () => {
  const often = Array.from({ length: 200 }, (_, i) => look('careful', `person-${i % 5}`))
  assert.deepEqual(findUnusual([...colleagues([18, 20, 21, 22, 25, 19]), ...often], [], nobody), [])
})

test('what is much in one department is usual in another, and among too few colleagues nothing is said', () => {
  const registry = { department: 'registry' }
  const all = [...colleagues([18, 20, 21, 22, 25]), ...colleagues([80, 90, 95, 100, 85, 99], registry)]
  assert.deepEqual(findUnusual([...all, ...looksOf('clerk', 97, registry)], [], nobody), [])
  assert.deepEqual(findUnusual([...colleagues([5, 5]), ...looksOf('alone', 500)], [], nobody), [])
})

test('a small difference among colleagues who are all alike is none', () => {
  assert.deepEqual(findUnusual([...colleagues([10, 10, 10, 10, 10, 10]), ...looksOf('one', 12)], [], nobody), [])
  assert.equal(
    reasonsOf(findUnusual([...colleagues([10, 10, 10, 10, 10, 10]), ...looksOf('one', 40)], [], nobody), 'one').length,
    1,
  )
})

test('looks at people of the same address, or of the same name in the same village, stand out', () => {
  const own: Known = { address: '4 Mill Lane', area: '/1/2/3', familyName: 'Wei' }
  const ask = (person: Known) =>
    reasonsOf(
      findUnusual(
        [look('o', 'p')],
        [],
        new Map([
          ['o', own],
          ['p', person],
        ]),
      ),
      'o',
    )
  assert.deepEqual(ask({ address: '4 Mill Lane', area: '/1/2/3' }), [{ kind: 'neighbours', people: 1, by: 'address' }])
  assert.deepEqual(ask({ area: '/1/2/3', familyName: 'Wei' }), [{ kind: 'neighbours', people: 1, by: 'family-name' }])
  assert.deepEqual(ask({ area: '/1/2/4', familyName: 'Wei' }), [])
  assert.deepEqual(ask({ area: '/1/2/3', familyName: 'Luo' }), [], 'one of the own village is met in any office')
})

test('the own village stands out where most looks are at its people', () => {
  const known = new Map<string, Known>([['o', { area: '/1/2/3' }]])
  for (let i = 0; i < 20; i++) known.set(`o-person-${i}`, { area: i < 8 ? '/1/2/3' : '/1/2/9' })
  assert.deepEqual(reasonsOf(findUnusual(looksOf('o', 12), [], known), 'o'), [{ kind: 'neighbours', people: 8, by: 'area' }])
  assert.deepEqual(reasonsOf(findUnusual(looksOf('o', 20), [], known), 'o'), [])
})

test('looks at night stand out against the own rhythm: not on the night shift, and not without a past', () => {
  const night = looksOf('o', 4, { hour: 2 })
  const byDay = Array.from({ length: 40 }, (_, i) => look('o', `p${i}`, { hour: 9 }))
  const byNight = Array.from({ length: 40 }, (_, i) => look('o', `p${i}`, { hour: i % 2 === 0 ? 23 : 10 }))
  assert.deepEqual(reasonsOf(findUnusual(night, byDay, nobody), 'o'), [{ kind: 'night', looks: 4, usualShare: 0 }])
  assert.deepEqual(findUnusual(night, byNight, nobody), [])
  assert.deepEqual(findUnusual(night, byDay.slice(0, 10), nobody), [])
  assert.deepEqual(findUnusual(night.slice(0, 2), byDay, nobody), [])
})

test('each look at a public figure is told, and who has more reasons comes first', () => {
  const known = new Map<string, Known>([['star', { isPublicFigure: true }]])
  const byDay = Array.from({ length: 40 }, (_, i) => look('b', `p${i}`, { hour: 9 }))
  const looks = [look('a', 'star'), look('b', 'star', { hour: 3 }), look('b', 'p1', { hour: 3 }), look('b', 'p2', { hour: 3 })]
  const found = findUnusual(looks, byDay, known)
  assert.deepEqual(
    found.map(({ officer, reasons }) => [officer, reasons.map(({ kind }) => kind)]),
    [
      ['b', ['night', 'public-figure']],
      ['a', ['public-figure']],
    ],
  )
})

test('the score grows with the value, does not change with the unit, and no single colleague hides an outlier', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 5, maxLength: 30 })
  fc.assert(
    fc.property(counts, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 100 }), (others, value, more) => {
      assert.ok(robustScore(value + more, others) >= robustScore(value, others))
      const [here, scaled] = [
        robustScore(value, others),
        robustScore(
          value * 8,
          others.map((other) => other * 8),
        ),
      ]
      assert.ok(here === scaled || Math.abs(here - scaled) < 1e-9)
    }),
    { numRuns: 100 },
  )
  const alike = [18, 20, 21, 22, 25, 19]
  assert.ok(robustScore(90, [...alike, 5000]) > 3.5)
})
