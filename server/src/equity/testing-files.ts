import { crc32, deflateSync } from 'node:zlib'
import Pbf from 'pbf'
import type { Tags } from './road-tags.ts'

/** An OpenStreetMap extract: nodes by their places in the list, ways over them. */
export function roadsFile(
  nodes: readonly (readonly [longitude: number, latitude: number])[],
  ways: readonly (readonly [readonly number[], Tags])[],
): Buffer {
  const strings = ['', ...new Set(ways.flatMap(([, tags]) => Object.entries(tags).flat()))]
  const header = new Pbf()
  header.writeStringField(4, 'OsmSchema-V0.6')
  header.writeVarintField(32, Date.UTC(2026, 9, 30) / 1000)
  const block = new Pbf()
  const writeStrings = (_: unknown, table?: Pbf) => {
    for (const text of strings) table?.writeBytesField(1, Buffer.from(text))
  }
  block.writeMessage(1, writeStrings, undefined)
  block.writeMessage(
    2,
    (_, group) => {
      nodes.forEach(([longitude, latitude], id) => {
        const write = (_: unknown, node?: Pbf) => {
          node?.writeSVarintField(1, id + 1)
          node?.writeSVarintField(8, Math.round(latitude * 1e7))
          node?.writeSVarintField(9, Math.round(longitude * 1e7))
        }
        group?.writeMessage(1, write, undefined)
      })
    },
    undefined,
  )
  block.writeMessage(
    2,
    (_, group) => {
      ways.forEach(([points, tags], id) => {
        const write = (_: unknown, way?: Pbf) => {
          way?.writeVarintField(1, id + 1)
          way?.writePackedVarint(
            2,
            Object.keys(tags).map((key) => strings.indexOf(key)),
          )
          way?.writePackedVarint(
            3,
            Object.values(tags).map((value) => strings.indexOf(value)),
          )
          way?.writePackedSVarint(
            8,
            points.map((point, i) => point - (i === 0 ? -1 : (points[i - 1] as number))),
          )
        }
        group?.writeMessage(3, write, undefined)
      })
    },
    undefined,
  )
  return Buffer.concat([blob('OSMHeader', header.finish()), blob('OSMData', block.finish())])
}

function blob(type: string, bytes: Uint8Array): Buffer {
  const body = new Pbf()
  body.writeVarintField(2, bytes.length)
  body.writeBytesField(3, deflateSync(bytes))
  const data = body.finish()
  const head = new Pbf()
  head.writeStringField(1, type)
  head.writeVarintField(3, data.length)
  const header = head.finish()
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  return Buffer.concat([length, header, data])
}

/** A zip of texts, stored as they are. */
export function zipFile(texts: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(texts)) {
    const [file, bytes] = [Buffer.from(name), Buffer.from(text)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(file.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, file, bytes])
    const offset = Buffer.alloc(14)
    offset.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, offset, file]))
    parts.push(local)
    at += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end])
}
