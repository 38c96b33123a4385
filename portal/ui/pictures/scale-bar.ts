import type { Position } from '@datong/server/contract'
import { geoDistance } from 'd3-geo'

/** Mean radius of the Earth in kilometres (IUGG). */
const earth = 6371.0088

export type ScaleBar = { readonly km: number; readonly width: number }

/** A round number of kilometres and how wide it is drawn, at most `most` wide; from two points and their distance in the drawing. */
export function scaleBar(a: Position, b: Position, drawn: number, most: number): ScaleBar {
  const perKm = drawn / (geoDistance([...a], [...b]) * earth)
  const km = [500, 200, 100, 50, 20, 10, 5, 2, 1].find((length) => length * perKm <= most) ?? 0.5
  return { km, width: Math.round(km * perKm) }
}
