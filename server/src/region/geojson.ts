import type { Position } from '#contract'

type Nested = Position | readonly Nested[]

/** A GeoJSON geometry (RFC 7946 §3.1) other than a collection. */
export type Geometry = { readonly type: string; readonly coordinates: Nested }

/** The geometry with every position moved. */
export function moveGeometry(geometry: Geometry, move: (position: Position) => Position): Geometry {
  return { type: geometry.type, coordinates: moveNested(geometry.coordinates, move) }
}

function moveNested(nested: Nested, move: (position: Position) => Position): Nested {
  return isPosition(nested) ? move([nested[0], nested[1]]) : nested.map((inner) => moveNested(inner, move))
}

function isPosition(nested: Nested): nested is Position {
  return typeof nested[0] === 'number'
}

const depths: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}

/** Whether a value is a geometry whose coordinates are nested as its type asks, close where they must, and lie on the Earth. */
export function isGeometry(value: unknown): value is Geometry {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('coordinates' in value)) return false
  const depth = depths[String(value.type)]
  if (depth === undefined || !isNested(value.coordinates, depth)) return false
  const polygons = { Polygon: [value.coordinates], MultiPolygon: value.coordinates }[String(value.type)] as Ring[][] | undefined
  return (polygons ?? []).flat().every(isClosed)
}

type Ring = readonly Position[]

/** RFC 7946 §3.1.6: four or more positions, the last the same as the first. */
function isClosed(ring: Ring): boolean {
  const [first, last] = [ring[0], ring.at(-1)]
  return ring.length >= 4 && first?.[0] === last?.[0] && first?.[1] === last?.[1]
}

function isNested(value: unknown, depth: number): boolean {
  if (!Array.isArray(value)) return false
  if (depth > 0) return value.every((inner) => isNested(inner, depth - 1))
  const [longitude, latitude] = value
  return typeof longitude === 'number' && typeof latitude === 'number' && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
}
