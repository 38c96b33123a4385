import { deflateSync } from 'node:zlib'
import Pbf from 'pbf'

type Tags = Readonly<Record<string, string>>

/**
 * `roads.osm.pbf` for roads that are no map's: nodes by their places in the list, ways over them.
 *
 * @param at from when they are
 * @see https://wiki.openstreetmap.org/wiki/PBF_Format
 */
export function roadsFile(
  nodes: readonly (readonly [longitude: number, latitude: number])[],
  ways: readonly (readonly [readonly number[], Tags])[],
  at: Date,
): Buffer {
  const strings = ['', ...new Set(ways.flatMap(([, tags]) => Object.entries(tags).flat()))]
  const numbers = new Map(strings.map((text, number) => [text, number]))
  const numberOf = (text: string) => numbers.get(text) ?? 0
  const header = new Pbf()
  header.writeStringField(4, 'OsmSchema-V0.6')
  header.writeVarintField(32, at.getTime() / 1000)
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
          way?.writePackedVarint(2, Object.keys(tags).map(numberOf))
          way?.writePackedVarint(3, Object.values(tags).map(numberOf))
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
