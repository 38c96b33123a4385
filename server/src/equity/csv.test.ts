import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { writeAreasCsv, writeCell } from './csv.ts'

test('no text in a table can run as a formula in a spreadsheet', () => {
  for (const attack of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|’/c calc’!A1', '\r=1'])
    assert.ok(writeCell(attack).replace(/^"/, '').startsWith("'"), attack)
  assert.equal(writeCell(-1), '-1')
})

test('a name with commas, quotes and line breaks comes back whole', () => {
  const name = 'North, "old"\ntown'
  const text = writeAreasCsv('clinic', [{ area: '1', names: { en: name }, population: 4, reached: 0, isSuppressed: true }])
  const [row] = parse(text, { columns: true }) as Record<string, string>[]
  assert.equal(row?.name, name)
  assert.equal(row?.reached, '')
  assert.equal(row?.suppressed, 'true')
})
