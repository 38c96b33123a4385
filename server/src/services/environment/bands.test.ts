import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBand } from './index.ts'

test('the bands of the European Air Quality Index begin and end where its table says', () => {
  const bandsOf = (name: string, values: readonly number[]) => values.map((value) => findBand({ name, value }))
  const all = ['good', 'fair', 'moderate', 'poor', 'very-poor', 'extremely-poor']
  assert.deepEqual(bandsOf('pm25', [5, 15, 50, 90, 140, 141]), all)
  assert.deepEqual(bandsOf('pm25', [0, 6, 16, 51, 91, 999]), all)
  assert.deepEqual(bandsOf('pm10', [15, 45, 120, 195, 270, 271]), all)
  assert.deepEqual(bandsOf('no2', [10, 25, 60, 100, 150, 151]), all)
  assert.deepEqual(bandsOf('o3', [60, 100, 120, 160, 180, 181]), all)
  assert.deepEqual(bandsOf('so2', [20, 40, 125, 190, 275, 276]), all)
})

test('units are respected, and what the index does not cover has no band', () => {
  assert.equal(findBand({ name: 'pm25', value: 0.1, unitCode: 'GP' }), 'very-poor')
  assert.equal(findBand({ name: 'no2', value: 40, unitCode: '59' }), undefined)
  assert.equal(findBand({ name: 'co', value: 400, unitCode: 'GQ' }), undefined)
  assert.equal(findBand({ name: 'pm25', value: -3 }), undefined)
  assert.equal(findBand({ name: 'toString', value: 3 }), undefined)
})
