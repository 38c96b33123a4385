import type { Position } from '#contract'

/** Mean radius of the Earth in metres (IUGG). */
const radius = 6371008.8

/** Great-circle metres between two WGS 84 positions (haversine; within 0.6 % of the ellipsoid's). */
export function metresBetween([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const rad = Math.PI / 180
  const h =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(h)))
}
