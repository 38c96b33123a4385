import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { toPairs } from './pairs.ts'

const folder = join(import.meta.dirname, '../../../../shared/data/equity-reference')

/** Why a test on the reference vectors is skipped, or false. */
export const skip = existsSync(folder) ? false : `the reference vectors are not at ${folder}`

/** @param hasHeader false for a bare matrix, whose columns are numbered */
export const readReference = (name: string, hasHeader = true) =>
  parse(readFileSync(join(folder, name)), { columns: hasHeader }) as unknown as readonly Readonly<Record<string, string>>[]

export function tinyProblem() {
  const triples = readReference('tiny_od.csv').map((row) => [Number(row.origin), Number(row.dest), Number(row.minutes)] as const)
  const demand = readReference('tiny_demand.csv')
  return {
    pairs: toPairs(demand.length, triples),
    capacities: Float64Array.from(readReference('tiny_supply.csv'), ({ cap }) => Number(cap)),
    people: Float64Array.from(demand, ({ pop }) => Number(pop)),
  }
}

/** To 1e-9 of the value, or to the last digit that the peer printed. */
export function assertSame(actual: number, expected: string, what: string, tolerance = 1e-9): void {
  const value = Number(expected)
  const digits = expected.replace(/^-?0*\.?0*/, '').replace('.', '').length
  const printed = digits >= 11 && digits <= 12 ? 1.01 * 10 ** -digits : 0
  const apart = Math.abs(actual - value)
  assert.ok(actual === value || apart <= Math.max(tolerance, printed) * Math.abs(value), `${what}: ${actual}, not ${expected}`)
}

/** Where the peer gives nothing, for the settlement that reaches nothing, the value is ours. */
export function assertColumn(actual: Float64Array, file: string, column: string, whereNothing = 0, tolerance = 1e-9): void {
  const expected = readReference(file).map((row) => row[column] as string)
  assert.equal(actual.length, expected.length)
  assert.ok(expected.some((value) => value !== ''))
  expected.forEach((value, s) => {
    assertSame(actual[s] as number, value === '' ? String(whereNothing) : value, `${column}, row ${s}`, tolerance)
  })
}
