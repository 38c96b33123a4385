import { findCrossing } from './geometry-crossing.ts'
import { isObject } from './json.ts'

export type Geometry = { readonly type: string; readonly coordinates: unknown }

const maxPositions = 200_000

/** What the coordinates of each kind of GeoJSON geometry (RFC 7946) must look like: why they do not, or undefined. */
const checks: Readonly<Record<string, (coordinates: unknown) => string | undefined>> = {
  Point: checkPosition,
  MultiPoint: listOf(checkPosition, 1),
  LineString: listOf(checkPosition, 2),
  MultiLineString: listOf(listOf(checkPosition, 2), 1),
  Polygon: checkPolygon,
  MultiPolygon: listOf(checkPolygon, 1),
}

export const isGeometryType = (type: unknown): type is string => typeof type === 'string' && Object.hasOwn(checks, type)

/** Whether a value means to be a geometry: the right kind of type, and coordinates. */
export const looksLikeGeometry = (value: unknown): value is Geometry =>
  isObject(value) && isGeometryType(value.type) && 'coordinates' in value

/** Why a value is no GeoJSON geometry in WGS 84, or undefined. */
export function faultyGeometry(value: unknown): string | undefined {
  if (!isObject(value)) return 'is not a GeoJSON geometry'
  const check = isGeometryType(value.type) ? checks[value.type] : undefined
  if (check === undefined) return `is not a GeoJSON geometry of type ${Object.keys(checks).join(', ')}`
  return check(value.coordinates)
}

function checkPosition(position: unknown): string | undefined {
  if (!Array.isArray(position) || position.length < 2 || position.length > 3 || !position.every(Number.isFinite))
    return 'has a position that is not [longitude, latitude]'
  const [longitude, latitude] = position as [number, number]
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) return `has the position [${position}], which is not on Earth`
  return undefined
}

function listOf(check: (item: unknown) => string | undefined, least: number) {
  return (items: unknown): string | undefined => {
    if (!Array.isArray(items) || items.length < least) return `needs at least ${least} item(s) in its coordinates`
    if (items.length > maxPositions) return `has more than ${maxPositions} positions`
    for (const item of items) {
      const fault = check(item)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

function checkRing(ring: unknown): string | undefined {
  const fault = listOf(checkPosition, 4)(ring)
  if (fault !== undefined) return fault
  const [first, last] = [(ring as number[][])[0], (ring as number[][]).at(-1)]
  return first?.[0] === last?.[0] && first?.[1] === last?.[1] ? undefined : 'has a ring that does not end where it begins'
}

function checkPolygon(rings: unknown): string | undefined {
  const fault = listOf(checkRing, 1)(rings)
  if (fault !== undefined) return fault
  const crossing = findCrossing(rings as number[][][])
  return crossing && `has rings that cross or touch themselves, near [${crossing}]`
}
