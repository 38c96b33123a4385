import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { measurePackets } from './mqtt-guard.ts'

/** A PUBLISH with so many bytes after its fixed header. */
function packet(length: number): Uint8Array {
  const header = [0x30]
  let left = length
  do {
    header.push((left % 128) + (left >= 128 ? 128 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Uint8Array.of(...header, ...new Uint8Array(length).fill(0xff))
}

test('packets up to the largest pass, and the first above it is found, however the bytes are cut', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 400 }), (lengths, cut, largest) => {
      const isTooLarge = measurePackets(largest)
      const bytes = Buffer.concat(lengths.map(packet))
      let found = false
      for (let at = 0; at < bytes.length && !found; at += cut) found = isTooLarge(bytes.subarray(at, at + cut))
      assert.equal(
        found,
        lengths.some((length) => length > largest),
      )
    }),
  )
})
