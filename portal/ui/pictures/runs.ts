export type Point = { readonly at: Date; readonly value: number }

/** Splits a line where readings are missing, so that a gap is drawn as a gap and never bridged. */
export function splitRuns(points: readonly Point[], step: number): readonly (readonly Point[])[] {
  const runs: Point[][] = []
  let last: Point | undefined
  for (const point of points) {
    if (last && point.at.getTime() - last.at.getTime() <= step * 1.5) runs.at(-1)?.push(point)
    else runs.push([point])
    last = point
  }
  return runs
}
