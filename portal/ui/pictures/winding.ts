import type { Outline } from '@datong/server/contract'
import { type GeoPermissibleObjects, geoArea } from 'd3-geo'

type Rings = number[][][]

/**
 * GeoJSON winds outer rings counter-clockwise (RFC 7946 §3.1.6), d3-geo clockwise; a ring the wrong way round means the
 * rest of the globe. Polygons are turned where they would cover more than half of it.
 */
export function windForDrawing(geometry: Outline['geometry']): GeoPermissibleObjects {
  const shape = geometry as unknown as GeoPermissibleObjects
  if (geometry.type === 'Polygon') {
    return turned({ type: 'Polygon', coordinates: geometry.coordinates as Rings })
  }
  if (geometry.type === 'MultiPolygon') {
    const polygons = geometry.coordinates as Rings[]
    return {
      type: 'MultiPolygon',
      coordinates: polygons.map((coordinates) => turned({ type: 'Polygon', coordinates }).coordinates),
    }
  }
  return shape
}

function turned(polygon: { type: 'Polygon'; coordinates: Rings }): { type: 'Polygon'; coordinates: Rings } {
  if (geoArea(polygon) <= 2 * Math.PI) return polygon
  return { type: 'Polygon', coordinates: polygon.coordinates.map((ring) => ring.toReversed()) }
}
