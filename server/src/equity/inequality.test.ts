import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bootstrap } from './bootstrap.ts'
import {
  concentrationCurve,
  concentrationIndex,
  erreygersIndex,
  generalisedConcentration,
  gini,
  lorenzCurve,
  palma,
  wagstaffIndex,
} from './concentration.ts'
import { decomposeTheil, generalisedEntropy, theilL, theilT } from './entropy.ts'
import { atkinson, coefficientOfVariation, fgt, herfindahl, hoover, kolm, wolfson } from './inequality.ts'
import { meanOf, ratioOfMeans, type Spread } from './spread.ts'
import { assertSame, readReference, skip } from './testing-reference.ts'

test('every figure of inequality is that of its peers', { skip }, () => {
  const rows = readReference('inequality_input.csv')
  const numbers = (column: string) => Float64Array.from(rows, (row) => Number(row[column]))
  const [values, weights, ranks] = [numbers('y'), numbers('weight'), numbers('rank_var')]
  const each: Spread = { values, people: values.map(() => 1) }
  const all: Spread = { values, people: weights }
  const above: Spread = { values: values.map((value) => (value > 8 ? 1 : 0)), people: each.people }
  const groups = Uint8Array.from(rows, ({ group }) => (group === 'urban' ? 0 : 1))
  const [plain, weighted] = [decomposeTheil(each, groups, 2, 'T'), decomposeTheil(all, groups, 2, 'T')]
  const [city, country] = weighted.groups
  const concentration = concentrationIndex(each, ranks)
  const weightedConcentration = concentrationIndex(all, ranks)
  const aboveConcentration = concentrationIndex(above, ranks)
  const ours: Record<string, number | undefined> = {
    gini: gini(each),
    theil_T: theilT(each),
    theil_between: plain.between,
    theil_within: plain.within,
    'hoover(schutz.distance)': hoover(each),
    wolfson: wolfson(each),
    ineq_gini: gini(each),
    'ineq_gini_corrected_n/(n-1)': (gini(each) * values.length) / (values.length - 1),
    ineq_theil_T_param0: theilT(each),
    ineq_theil_L_param1: theilL(each),
    'ineq_RS(hoover)': hoover(each),
    'ineq_var.coeff': coefficientOfVariation(each),
    'ineq_entropy_0.5': generalisedEntropy(each, 0.5),
    ineq_kolm_1: kolm(each, 1),
    ineq_herfindahl: herfindahl(each),
    rineq_CI_unweighted: concentration,
    rineq_CI_weighted: weightedConcentration,
    rineq_CIg_weighted: generalisedConcentration(weightedConcentration, meanOf(all)),
    rineq_CI_unweighted_linreg_delta: concentration,
    'rineq_CIw_wagstaff_unweighted(y>8)': wagstaffIndex(aboveConcentration, meanOf(above)),
    'rineq_CIc_erreygers_unweighted(y>8)': erreygersIndex(aboveConcentration, meanOf(above)),
    ipea_gini_weighted: gini(all),
    ipea_theil_T_weighted: theilT(all),
    ipea_theil_between_group_weighted: weighted.between,
    ipea_theil_within_group_weighted: weighted.within,
    ipea_theil_total_weighted: weighted.total,
    ipea_theil_within_rural: country?.within,
    ipea_theil_within_urban: city?.within,
    ipea_theil_between_rural: country?.between,
    ipea_theil_between_urban: city?.between,
    ipea_concentration_weighted: weightedConcentration,
  }
  for (const aversion of [0.25, 0.5, 1, 2]) {
    ours[`atkinson_${aversion}`] = atkinson(each, aversion)
    ours[`ineq_atkinson_${aversion}`] = atkinson(each, aversion)
  }
  for (const line of [5, 10]) for (const alpha of [0, 1, 2]) ours[`ipea_fgt${alpha}_${line}`] = fgt(all, line, alpha)
  for (const file of ['inequality_expected_pysal.csv', 'inequality_expected_r.csv'])
    for (const { measure = '', value = '' } of readReference(file)) {
      const figure = ours[measure]
      assert.ok(figure !== undefined, measure)
      assertSame(figure, value, measure)
    }
})

const people = fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 900 }), fc.nat(2)), {
  minLength: 2,
  maxLength: 30,
})
const toSpread = (rows: readonly (readonly [number, number, number])[]) => ({
  spread: { values: Float64Array.from(rows, ([value]) => value), people: Float64Array.from(rows, ([, residents]) => residents) },
  groups: Uint8Array.from(rows, ([, , group]) => group),
})
const isNear = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`)
const relative: Readonly<Record<string, (spread: Spread) => number>> = {
  gini,
  theilT,
  theilL,
  hoover,
  atkinson: (spread) => atkinson(spread, 0.5),
  variation: coefficientOfVariation,
  palma: (spread) => palma(spread),
}

test('who has the same is equal, twice as much for everybody changes nothing, and neither does twice everybody', () => {
  fc.assert(
    fc.property(people, fc.constantFrom(...Object.keys(relative)), (rows, name) => {
      const { spread } = toSpread(rows)
      const of = relative[name] as (spread: Spread) => number
      isNear(of({ ...spread, values: spread.values.map(() => 7) }), name === 'palma' ? 1 : 0)
      isNear(of({ ...spread, values: spread.values.map((value) => value * 2) }), of(spread))
      isNear(of(toSpread([...rows, ...rows]).spread), of(spread))
      isNear(of(toSpread(rows.toReversed()).spread), of(spread))
    }),
  )
})

test('between and within add up to the whole, for either Theil', () => {
  fc.assert(
    fc.property(people, fc.constantFrom('T' as const, 'L' as const), (rows, index) => {
      const { spread, groups } = toSpread(rows)
      const { total, between, within } = decomposeTheil(spread, groups, 3, index)
      isNear(total, between + within)
      assert.ok(between >= -1e-12 && within >= -1e-12)
    }),
  )
})

test('the Lorenz curve goes from nothing to everything, never above the diagonal, and the Gini is twice what lies between', () => {
  fc.assert(
    fc.property(people, (rows) => {
      const { spread } = toSpread(rows)
      const curve = lorenzCurve(spread)
      assert.deepEqual(curve[0], [0, 0])
      curve.at(-1)?.forEach((end) => {
        isNear(end, 1)
      })
      let area = 0
      curve.forEach(([x, y], i) => {
        assert.ok(y <= x + 1e-12)
        const [x0, y0] = curve[i - 1] ?? [0, 0]
        area += ((x - x0) * (y + y0)) / 2
      })
      isNear(1 - 2 * area, gini(spread))
    }),
  )
})

test('what grows with the rank is concentrated, what falls with it likewise below zero, and equal ranks are no order', () => {
  const spread = { values: Float64Array.of(1, 2, 3), people: Float64Array.of(10, 10, 10) }
  const up = concentrationIndex(spread, Float64Array.of(1, 2, 3))
  assert.ok(up > 0)
  isNear(concentrationIndex(spread, Float64Array.of(3, 2, 1)), -up)
  isNear(concentrationIndex(spread, Float64Array.of(5, 5, 5)), 0)
  assert.deepEqual(concentrationCurve(spread, Float64Array.of(5, 5, 5)), [
    [0, 0],
    [1, 1],
  ])
})

test('who has nothing is counted: the region is as unequal as it can be for those who mind, and nobody is dropped', () => {
  const spread = { values: Float64Array.of(0, 4), people: Float64Array.of(50, 50) }
  assert.equal(gini(spread), 0.5)
  assert.equal(theilL(spread), Number.POSITIVE_INFINITY)
  isNear(theilT(spread), Math.log(2))
  assert.equal(atkinson(spread, 1), 1)
  assert.equal(atkinson(spread, 2), 1)
  assert.equal(fgt(spread, 2, 0), 0.5)
  assert.equal(ratioOfMeans(spread, Uint8Array.of(1, 0), 1, 0), 0)
  assert.ok(Number.isNaN(ratioOfMeans(spread, Uint8Array.of(1, 0), 0, 1)))
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => gini({ values: Float64Array.of(wrong), people: Float64Array.of(1) }), RangeError)
})

test('an interval is the same for the same seed, and holds the truth about as often as it says', () => {
  const groups = new Uint8Array(60)
  let seed = 1
  const uniform = () => {
    seed = (seed * 48271) % 2147483647
    return seed / 2147483647
  }
  let held = 0
  for (let run = 0; run < 200; run++) {
    const values = Float64Array.from({ length: 60 }, () => uniform() + uniform() + uniform())
    const mean = (drawn: Uint32Array) => drawn.reduce((sum, i) => sum + (values[i] as number), 0) / drawn.length
    const options = { seed: run, resamples: 200, level: 0.9 }
    const interval = bootstrap(groups, mean, options)
    if (run === 0) assert.deepEqual(bootstrap(groups, mean, options), interval)
    if (interval !== undefined && interval.low <= 1.5 && interval.high >= 1.5) held += 1
  }
  assert.ok(held > 165 && held < 194, `${held} of 200`)
  assert.equal(
    bootstrap(groups, () => Number.NaN, { seed: 1, resamples: 10, level: 0.9 }),
    undefined,
  )
})
