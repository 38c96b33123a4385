import type { Socket } from 'node:net'

/**
 * Ends a connection that announces a packet above a size, before its bytes are gathered: the broker's parser would keep them
 * all, up to 256 MB. Sits on `read`, the one way by which the broker takes bytes from a socket.
 */
export function guardPackets(socket: Socket, largest: number): void {
  const read = socket.read.bind(socket)
  const isTooLarge = measurePackets(largest)
  socket.read = (size) => {
    const chunk: Buffer | null = read(size)
    if (chunk === null || !isTooLarge(chunk)) return chunk
    socket.destroy(new Error(`a packet is larger than ${largest} bytes`))
    return null
  }
}

/** Follows the fixed headers of MQTT (3.1.1, 2.2) through a stream of chunks; true once one announces more than the largest. */
export function measurePackets(largest: number): (chunk: Uint8Array) => boolean {
  let left = 0
  let length = 0
  let factor = 0
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const skipped = Math.min(left, chunk.length - at)
        left -= skipped
        at += skipped
        continue
      }
      const byte = chunk[at++] as number
      if (factor === 0) {
        // The first byte of a packet says its kind; its length follows in groups of seven bits.
        factor = 1
        length = 0
        continue
      }
      length += (byte & 0x7f) * factor
      factor *= 128
      if (length > largest || factor > 128 ** 4) return true
      if (byte < 0x80) {
        left = length
        factor = 0
      }
    }
    return false
  }
}
