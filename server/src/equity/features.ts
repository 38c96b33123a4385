import type { GapOfSettlement } from '#contract'

/** The settlements as a GeoJSON FeatureCollection (RFC 7946), for maps and for QGIS. */
export function writeFeatures(kind: string, settlements: readonly GapOfSettlement[]): string {
  const features = settlements.map(({ id, position, population, ...rest }) => ({
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: position },
    properties: { service: kind, ...rest, ...(rest.isSuppressed === undefined && { population }) },
  }))
  return JSON.stringify({ type: 'FeatureCollection', features })
}
