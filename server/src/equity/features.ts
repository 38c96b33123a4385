import type { GapOfSettlement } from '#contract'
import { tellSettlement } from './tell.ts'

/** The settlements as a GeoJSON FeatureCollection (RFC 7946), for maps and for QGIS. */
export function writeFeatures(kind: string, settlements: readonly GapOfSettlement[]): string {
  const features = settlements.map(tellSettlement).map(({ id, position, ...properties }) => ({
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: position },
    properties: { service: kind, ...properties },
  }))
  return JSON.stringify({ type: 'FeatureCollection', features })
}
