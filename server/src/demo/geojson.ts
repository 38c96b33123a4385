import type { Position } from '#contract'
import type { Divisions } from './divisions.ts'
import { type Point, pointOf, positionOf } from './grid.ts'
import type { Land } from './land.ts'
import { relaxed, simplified } from './lines.ts'
import { outlinesOf } from './outlines.ts'
import { riverFrom, type Terrain } from './terrain.ts'

type Feature = { readonly type: 'Feature'; readonly properties: object; readonly geometry: object }
type Collection = { readonly type: 'FeatureCollection'; readonly features: readonly Feature[] }

/** Heights in metres from which the land is drawn as hills. */
const hillBands = [180, 420, 700]

/** Boundaries of the region, the counties and the towns, by `code`; neighbours share their points exactly. */
export function boundariesOf(divisions: Divisions): Collection {
  const { towns, townOf } = divisions
  const codes: string[] = []
  const labelsBy = (codeOf: (town: number) => string): Int32Array =>
    townOf.map((town) => {
      if (town < 0) return -1
      const code = codeOf(town)
      return codes.includes(code) ? codes.indexOf(code) : codes.push(code) - 1
    })
  const [region] = divisions.areas
  const layers = [
    labelsBy(() => region?.code ?? ''),
    labelsBy((town) => towns[town]?.parent ?? ''),
    labelsBy((town) => towns[town]?.code ?? ''),
  ]
  const features = layers.flatMap((labels) =>
    [...outlinesOf(labels, townOf)].map(([label, rings]) => feature({ code: codes[label] }, multiPolygon(rings))),
  )
  return { type: 'FeatureCollection', features }
}

/** What is drawn under a map: `kind` is `hill` (with its `height`), `river`, `road` (with its `rank`) or `lane`. */
export function featuresOf({ terrain, roads }: Land): Collection {
  const hills = hillBands.flatMap((height) => {
    const [rings] = outlinesOf(Int32Array.from(terrain.height, (metres) => (metres >= height ? 0 : -1))).values()
    return rings ? [feature({ kind: 'hill', height }, multiPolygon(rings.filter((ring) => Math.abs(areaOf(ring)) > 2)))] : []
  })
  const rivers = riversOf(terrain).map((way) => {
    const drains = Math.max(...way.map((cell) => terrain.drained[cell] ?? 0))
    return feature({ kind: 'river', drains: Math.round(drains) }, lineString(way, 0.06))
  })
  const ways = roads.map(({ rank, way }) =>
    rank === 'lane' ? feature({ kind: 'lane' }, lineString(way, 0.15)) : feature({ kind: 'road', rank }, lineString(way, 0.1)),
  )
  return { type: 'FeatureCollection', features: [...hills, ...rivers, ...ways] }
}

/** Each river from its spring to the sea or to the longer river it joins. */
function riversOf(terrain: Terrain): number[][] {
  const isRiver = (cell: number): boolean => (terrain.drained[cell] ?? 0) >= riverFrom
  const fed = new Set<number>()
  const wet = [...terrain.drained.keys()].filter(isRiver)
  for (const cell of wet) fed.add(terrain.downstream[cell] ?? -1)
  const courses = wet.filter((cell) => !fed.has(cell)).map((spring) => courseFrom(terrain, spring))
  const drawn = new Set<number>()
  return courses
    .sort((a, b) => b.length - a.length)
    .map((course) => {
      const meets = course.findIndex((cell) => drawn.has(cell))
      const own = meets < 0 ? course : course.slice(0, meets + 1)
      for (const cell of own) drawn.add(cell)
      return own
    })
    .filter((course) => course.length > 3)
}

function courseFrom(terrain: Terrain, spring: number): number[] {
  const course: number[] = []
  for (let cell = spring; cell >= 0; cell = terrain.downstream[cell] ?? -1) course.push(cell)
  return course
}

function feature(properties: object, geometry: object): Feature {
  return { type: 'Feature', properties, geometry }
}

function lineString(way: readonly number[], toleranceKm: number): object {
  const line = simplified(relaxed(way.map(pointOf)), toleranceKm)
  return { type: 'LineString', coordinates: line.map(drawn) }
}

/** Rings turned into polygons with their holes (RFC 7946 §3.1.6: the outer ring anticlockwise). */
function multiPolygon(rings: readonly (readonly Point[])[]): object {
  const solid = rings.filter((ring) => ring.length > 3)
  const outer = solid.filter((ring) => areaOf(ring) > 0).map((ring) => ({ ring, holes: [] as (readonly Point[])[] }))
  for (const hole of solid.filter((ring) => areaOf(ring) < 0)) {
    const around = outer.filter(({ ring }) => contains(ring, hole[0] as Point))
    around.sort((a, b) => areaOf(a.ring) - areaOf(b.ring))[0]?.holes.push(hole)
  }
  const coordinates = outer.map(({ ring, holes }) => [ring, ...holes].map((points) => points.map(drawn)))
  return coordinates.length === 1 ? { type: 'Polygon', coordinates: coordinates[0] } : { type: 'MultiPolygon', coordinates }
}

function areaOf(ring: readonly Point[]): number {
  return ring.reduce(
    (sum, { x, y }, i) => sum + (x * (ring[i + 1] ?? (ring[0] as Point)).y - (ring[i + 1] ?? (ring[0] as Point)).x * y) / 2,
    0,
  )
}

function contains(ring: readonly Point[], { x, y }: Point): boolean {
  return ring.reduce((inside, a, i) => {
    const b = ring[i + 1] ?? (ring[0] as Point)
    return a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x ? !inside : inside
  }, false)
}

/** Four decimals, about ten metres, are enough for drawing. */
function drawn(point: Point): Position {
  const [longitude, latitude] = positionOf(point)
  return [Math.round(longitude * 1e4) / 1e4, Math.round(latitude * 1e4) / 1e4]
}
