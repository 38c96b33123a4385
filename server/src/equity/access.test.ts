import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { cumulativeOpportunities, minutesToNearest, toPairs } from '#equity'

const folder = join(import.meta.dirname, '../../../../shared/data/equity-reference')
const skip = existsSync(folder) ? false : `the reference vectors are not at ${folder}`

const read = (name: string) =>
  parse(readFileSync(join(folder, name)), { columns: true }) as readonly Readonly<Record<string, string>>[]

function tinyProblem() {
  const triples = read('tiny_od.csv').map((row) => [Number(row.origin), Number(row.dest), Number(row.minutes)] as const)
  const capacities = Float64Array.from(read('tiny_supply.csv'), ({ cap }) => Number(cap))
  return { pairs: toPairs(read('tiny_demand.csv').length, triples), capacities }
}

/** Where the peer gives nothing, for the settlement that reaches nothing, the value is ours. */
function assertColumn(actual: Float64Array, file: string, column: string, whereNothing: number) {
  const expected = read(file).map((row) => (row[column] === '' ? whereNothing : Number(row[column])))
  assert.equal(actual.length, expected.length)
  expected.forEach((value, i) => {
    const ours = actual[i] as number
    assert.ok(ours === value || Math.abs(ours - value) <= 1e-9 * Math.abs(value), `${column}, row ${i}: ${ours}, not ${value}`)
  })
}

test('minutes to the nearest are those of the R package accessibility, and infinite where nothing can be reached', {
  skip,
}, () => {
  const { pairs, capacities } = tinyProblem()
  assertColumn(minutesToNearest(pairs, capacities), 'tiny_expected_r.csv', 'minutes_to_nearest', Number.POSITIVE_INFINITY)
})

test('cumulative opportunities are those of both peers, and zero where nothing can be reached', { skip }, () => {
  const { pairs, capacities } = tinyProblem()
  for (const limit of [30, 60]) {
    const ours = cumulativeOpportunities(pairs, capacities, limit)
    assertColumn(ours, 'tiny_expected_r.csv', `cum${limit}`, 0)
    assertColumn(ours, 'tiny_expected_pysal.csv', `cum${limit}_cap`, 0)
  }
})

test('a facility with a capacity of zero is nobody’s nearest', () => {
  const pairs = toPairs(1, [
    [0, 0, 5],
    [0, 1, 20],
  ])
  assert.deepEqual([...minutesToNearest(pairs, Float64Array.of(0, 3))], [20])
})

test('a negative capacity, negative minutes and an unknown settlement are errors', () => {
  const pairs = toPairs(1, [[0, 0, 5]])
  assert.throws(() => minutesToNearest(pairs, Float64Array.of(-1)), RangeError)
  assert.throws(() => cumulativeOpportunities(pairs, Float64Array.of(Number.NaN), 30), RangeError)
  assert.throws(() => toPairs(1, [[0, 0, -5]]), RangeError)
  assert.throws(() => toPairs(1, [[1, 0, 5]]), RangeError)
})
