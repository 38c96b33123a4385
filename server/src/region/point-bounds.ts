import type { Position } from '#contract'
import type { Bounds } from './pack-cells.ts'

/**
 * Where the bulk of a set of points lies: along each axis, the quartiles widened by three times the distance between them
 * (Tukey's outer fences). What lies beyond is "far out" and worth a look; it need not be wrong.
 *
 * @see Tukey (1977), Exploratory Data Analysis, 2D
 */
export function boundsOf(positions: readonly Position[]): Bounds | undefined {
  if (positions.length === 0) return undefined
  const [west, east] = fences(positions.map(([longitude]) => longitude))
  const [south, north] = fences(positions.map(([, latitude]) => latitude))
  return [Math.max(-180, west), Math.max(-90, south), Math.min(180, east), Math.min(90, north)]
}

/** Never tighter than 0.05 degrees around the quartiles, so that a handful of close points do not shut out their neighbours. */
function fences(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b)
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
  const reach = Math.max(3 * (upper - lower), 0.05)
  return [round(lower - reach), round(upper + reach)]
}

/** With linear interpolation between the two nearest ranks. */
function quantile(sorted: readonly number[], share: number): number {
  const rank = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0]
  return below + (above - below) * (rank % 1)
}

const round = (degrees: number): number => Math.round(degrees * 10_000) / 10_000
