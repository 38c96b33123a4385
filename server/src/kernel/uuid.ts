import { randomFillSync } from 'node:crypto'

const size = 16
/** Asking the system for randomness takes longer than all the rest, so it is asked for many at once. */
const pool = Buffer.alloc(size * 256)
let used = pool.length

function nextBytes(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += size
  return pool.subarray(used - size, used)
}

/** A UUID whose order is the order in time (RFC 9562 §5.7), to the millisecond. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = nextBytes()
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
