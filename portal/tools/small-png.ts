/** Makes a screenshot small: the 255 colours it has most of, kept as an indexed PNG (PNG, 3rd edition, §11.2.3). */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const most = 255

/** @param png eight bits a channel, red, green and blue with or without alpha, not interlaced, as browsers write it */
export function toIndexed(png: Buffer): Buffer {
  const parts = chunksOf(png)
  const head = parts.find(({ type }) => type === 'IHDR')?.data
  if (head === undefined) throw new Error('A PNG begins with its header')
  const [width, height, channels] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 6 ? 4 : 3]
  const data = inflateSync(Buffer.concat(parts.filter(({ type }) => type === 'IDAT').map((part) => part.data)))
  const pixels = coloursOf(data, width, height, channels)
  const palette = paletteOf(pixels)
  const indexed = Buffer.alloc((width + 1) * height)
  const nearest = nearestIn(palette)
  pixels.forEach((colour, i) => {
    indexed[i + Math.floor(i / width) + 1] = nearest(colour)
  })
  head.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(indexed, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunksOf(png: Buffer): { readonly type: string; readonly data: Buffer }[] {
  const found = []
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    found.push({ type: png.toString('latin1', at + 4, at + 8), data: Buffer.from(png.subarray(at + 8, at + 8 + length)) })
    at += length + 12
  }
  return found
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

/** Undoes the filters of the lines (§9) and packs each pixel into one number; alpha is taken as opaque. */
function coloursOf(data: Buffer, width: number, height: number, channels: number): Uint32Array {
  const pixels = new Uint32Array(width * height)
  const stride = width * channels
  let above = new Uint8Array(stride)
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]
    const line = new Uint8Array(data.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)))
    for (let i = 0; i < stride; i++) {
      const [a, b, c] = [line[i - channels] ?? 0, above[i] ?? 0, above[i - channels] ?? 0]
      const guesses = [0, a, b, (a + b) >> 1, paeth(a, b, c)]
      line[i] = (line[i] ?? 0) + (guesses[filter ?? 0] ?? 0)
    }
    for (let x = 0; x < width; x++) {
      const [red = 0, green = 0, blue = 0] = line.subarray(x * channels, x * channels + 3)
      pixels[y * width + x] = (red << 16) | (green << 8) | blue
    }
    above = line
  }
  return pixels
}

function paeth(a: number, b: number, c: number): number {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
  if (toA <= toB && toA <= toC) return a
  return toB <= toC ? b : c
}

function paletteOf(pixels: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([colour]) => colour)
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  const distance = (a: number, b: number) =>
    ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2
  return (colour) => {
    let index = known.get(colour)
    if (index === undefined) {
      index = palette.reduce((best, one, i) => (distance(one, colour) < distance(palette[best] ?? 0, colour) ? i : best), 0)
      known.set(colour, index)
    }
    return index
  }
}
