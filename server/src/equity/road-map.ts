import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { OSMTransform } from 'osm-pbf-parser-node'
import type { Tags } from './road-tags.ts'

/** The roads and ferries of an OpenStreetMap extract, before anybody in particular moves on them. */
export type RoadMap = {
  readonly longitudes: Float64Array
  readonly latitudes: Float64Array
  /** Way `w` goes over the points `points[offsets[w]]` up to `points[offsets[w + 1]]`. */
  readonly offsets: Uint32Array
  readonly points: Uint32Array
  readonly ways: readonly Tags[]
  /** Points with something on them: lights, barriers. */
  readonly tagged: ReadonlyMap<number, Tags>
}

type Item =
  | { readonly type: 'node'; readonly id: number; readonly lon: number; readonly lat: number; readonly tags?: Tags }
  | { readonly type: 'way'; readonly id: number; readonly refs: readonly number[]; readonly tags?: Tags }
  | { readonly type: 'relation' }

const access = ['access', 'vehicle', 'motor_vehicle', 'motorcar', 'motorcycle', 'foot']
const limits = ['maxspeed', 'maxspeed:forward', 'maxspeed:backward']
const ofWays = ['highway', 'route', 'duration', 'oneway', 'junction', 'surface', 'area', ...limits, ...access]
const ofPoints = ['highway', 'barrier', ...access]

/**
 * Reads an extract twice, for its ways and then for the points they go over, so that only these are ever in memory. A way that
 * leaves the extract is cut where it does.
 *
 * @param file in OpenStreetMap's PBF format with zlib blobs, as Geofabrik, Osmium and Overpass's exporters write it
 * @throws an Error that names the file when it is not such a file
 */
export async function readRoadMap(file: string): Promise<RoadMap> {
  const ways: { readonly refs: readonly number[]; readonly tags: Tags }[] = []
  await readItems(file, { node: false, way: ofWays, relation: false }, (item) => {
    if (item.type !== 'way' || item.tags === undefined || item.tags.area === 'yes') return
    if (item.tags.highway !== undefined || item.tags.route === 'ferry') ways.push({ refs: item.refs, tags: item.tags })
  })
  const ids = Float64Array.from(new Set(ways.flatMap(({ refs }) => refs))).sort()
  const longitudes = new Float64Array(ids.length).fill(Number.NaN)
  const latitudes = new Float64Array(ids.length)
  const tagged = new Map<number, Tags>()
  await readItems(file, { node: ofPoints, way: false, relation: false }, (item) => {
    if (item.type !== 'node') return
    const at = findId(ids, item.id)
    if (at < 0) return
    longitudes[at] = item.lon
    latitudes[at] = item.lat
    if (item.tags?.highway !== undefined || item.tags?.barrier !== undefined) tagged.set(at, item.tags)
  })
  return { longitudes, latitudes, tagged, ...cutWays(ways, ids, longitudes) }
}

type Filter = { readonly node: string[] | false; readonly way: string[] | false; readonly relation: false }

async function readItems(file: string, withTags: Filter, onItem: (item: Item) => void): Promise<void> {
  try {
    await pipeline(createReadStream(file), new OSMTransform({ withTags }), async (batches: AsyncIterable<Item[]>) => {
      for await (const batch of batches) for (const item of batch) onItem(item)
    })
  } catch (error) {
    throw new Error(`${file} cannot be read as OpenStreetMap PBF: ${(error as Error).message}`, { cause: error })
  }
}

function cutWays(
  ways: readonly { readonly refs: readonly number[]; readonly tags: Tags }[],
  ids: Float64Array,
  longitudes: Float64Array,
): Pick<RoadMap, 'offsets' | 'points' | 'ways'> {
  const points: number[] = []
  const offsets = [0]
  const tags: Tags[] = []
  const end = (way: Tags) => {
    if (points.length - (offsets.at(-1) as number) < 2) points.length = offsets.at(-1) as number
    else {
      offsets.push(points.length)
      tags.push(way)
    }
  }
  for (const way of ways) {
    for (const ref of way.refs) {
      const at = findId(ids, ref)
      if (Number.isNaN(longitudes[at])) end(way.tags)
      else points.push(at)
    }
    end(way.tags)
  }
  return { offsets: Uint32Array.from(offsets), points: Uint32Array.from(points), ways: tags }
}

/** Binary search; -1 where it is not there. Ids are whole numbers beyond 32 bits. */
function findId(ids: Float64Array, id: number): number {
  let low = 0
  let high = ids.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = ids[middle] as number
    if (found === id) return middle
    if (found < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}
