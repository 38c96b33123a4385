import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import Pbf from 'pbf'
import type { Report } from './pack-fault.ts'
import type { FileFacts } from './pack-file.ts'

const file = 'roads.osm.pbf'
const fix = 'Download the extract again, in the format .osm.pbf with zlib blobs (the usual one of Geofabrik and of osmium).'
/** The most that a header and a block may hold (OSM wiki, PBF Format). */
const [mostHeader, mostBlob] = [64 * 1024, 32 * 2 ** 20]

/**
 * Walks over the blocks of an OpenStreetMap extract without unpacking them: a file that is cut off or something else is told from
 * a whole one, and its header says from when it is.
 *
 * @see https://wiki.openstreetmap.org/wiki/PBF_Format
 */
export async function checkRoads(path: string, report: Report): Promise<FileFacts | undefined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    let blocks = 0
    let facts: FileFacts = {}
    for (let at = 0; at < size; blocks++) {
      const head = await readHead(handle, at, size)
      if (head === undefined) {
        const message = blocks === 0 ? 'This is no OpenStreetMap extract.' : `The file breaks off after ${at} of ${size} bytes.`
        report({ severity: 'error', file, message, fix })
        return undefined
      }
      if (blocks === 0) {
        if (head.type !== 'OSMHeader') {
          report({ severity: 'error', file, message: 'This is no OpenStreetMap extract.', fix })
          return undefined
        }
        facts = await readFacts(await readBytes(handle, head.from, head.length))
      }
      at = head.from + head.length
    }
    if (blocks > 1) return { blocks: blocks - 1, ...facts }
    report({ severity: 'error', file, message: 'The extract has a header and nothing else.', fix })
    return undefined
  } finally {
    await handle.close()
  }
}

type Head = { readonly type: string; readonly from: number; readonly length: number }

async function readHead(handle: FileHandle, at: number, size: number): Promise<Head | undefined> {
  const length = at + 4 <= size ? (await readBytes(handle, at, 4)).readUInt32BE() : 0
  if (length === 0 || length > mostHeader || at + 4 + length > size) return undefined
  const bytes = await readBytes(handle, at + 4, length)
  try {
    const head = { type: '', length: -1 }
    readFields(bytes, (tag, pbf) => {
      if (tag === 1) head.type = pbf.readString()
      if (tag === 3) head.length = pbf.readVarint()
    })
    const from = at + 4 + length
    return head.length >= 0 && head.length <= mostBlob && from + head.length <= size ? { ...head, from } : undefined
  } catch {
    // Bytes that are no protocol buffer are no head of a block, which is what the caller reports.
    return undefined
  }
}

function readFields(bytes: Uint8Array, onField: (tag: number, pbf: Pbf) => void): void {
  new Pbf(bytes).readFields((tag, _, pbf) => {
    if (pbf !== undefined) onField(tag, pbf)
  }, undefined)
}

async function readBytes(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  await handle.read(bytes, 0, length, at)
  return bytes
}

/** From the header block: when the extract was up to date. Not every program writes it. */
async function readFacts(blob: Buffer): Promise<FileFacts> {
  const parts: { raw?: Uint8Array; packed?: Uint8Array } = {}
  readFields(blob, (tag, pbf) => {
    if (tag === 1) parts.raw = pbf.readBytes()
    if (tag === 3) parts.packed = pbf.readBytes()
  })
  const block = parts.raw ?? (parts.packed && (await promisify(inflate)(parts.packed).catch(() => undefined)))
  if (block === undefined) return {}
  let seconds = 0
  readFields(block, (tag, pbf) => {
    if (tag === 32) seconds = pbf.readVarint()
  })
  return seconds > 0 ? { date: new Date(seconds * 1000).toISOString().slice(0, 10) } : {}
}
