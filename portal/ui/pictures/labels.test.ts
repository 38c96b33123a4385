import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeNames } from './labels.ts'

const frame = { width: 400, height: 300 }

test('a name stands beside the points around its place, not over them', () => {
  const points = Array.from({ length: 40 }, (_, i) => [160 + i * 2, 150] as const)
  const [name] = placeNames([{ text: 'Seat', spot: [200, 150] }], points, 16, frame, [])
  assert.ok(name && (name.y < 140 || name.y - 16 > 150), JSON.stringify(name))
})

test('names do not lie over each other, and the first ones come first where there is room for few', () => {
  const names = Array.from({ length: 30 }, (_, i) => ({ text: `Town number ${i}`, spot: [200, 150] as const }))
  const placed = placeNames(names, [], 16, frame, [])
  assert.equal(placed[0]?.text, 'Town number 0')
  assert.ok(placed.length < names.length)
  for (const a of placed) {
    const crossed = placed.filter((b) => b !== a && Math.abs(a.y - b.y) < 16 && Math.abs(a.x - b.x) < 100)
    assert.deepEqual(crossed, [])
  }
})

test('a name for which there is no room near its place is left out, rather than put elsewhere', () => {
  assert.deepEqual(
    placeNames([{ text: 'Hidden', spot: [200, 150] }], [], 16, frame, [{ left: 50, top: 50, right: 350, bottom: 250 }]),
    [],
  )
})
