import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatsFor } from './formats.ts'

const now = new Date('2026-03-02T12:00:00Z')
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

test('what is at most a week old is told by its age', () => {
  const { ago } = formatsFor('en', 'UTC')
  assert.equal(ago(before(2), now), '2 min ago')
  assert.equal(ago(before(7 * 24 * 60), now), '7 days ago')
})

test('what is older is told by its date, on the calendar of the region', () => {
  assert.equal(formatsFor('en', 'UTC').ago(new Date('2016-12-18T20:30:00Z'), now), '18 December 2016')
  assert.equal(formatsFor('zh-Hans', 'Asia/Shanghai').ago(new Date('2016-12-18T20:30:00Z'), now), '2016年12月19日')
})
