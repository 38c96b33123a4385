/** A balanced k-d tree without nodes: points in the order of the tree, the median of each part in its middle. */
export type SpatialIndex = {
  /** Three coordinates per point. */
  readonly points: Float64Array
  /** The place of each point in the array the index was built from. */
  readonly origins: Uint32Array
  /** The axis each point splits its part on. */
  readonly axes: Uint8Array
}

export type Nearest = {
  /** Place of the nearest point in the indexed array, -1 where it is empty. */
  readonly origins: Int32Array
  /** `Infinity` where there is no point at all. */
  readonly squaredDistances: Float64Array
}

/**
 * Builds the tree in O(n log² n), splitting each part on its widest axis.
 *
 * @param points three coordinates per point
 * @see Bentley (1975), Communications of the ACM 18(9)
 */
export function buildIndex(points: Float64Array): SpatialIndex {
  const count = points.length / 3
  const origins = Uint32Array.from({ length: count }, (_, i) => i)
  const axes = new Uint8Array(count)
  const split = (low: number, high: number): void => {
    if (high - low < 2) return
    const axis = widestAxis(points, origins, low, high)
    origins.subarray(low, high).sort((a, b) => (points[a * 3 + axis] as number) - (points[b * 3 + axis] as number))
    const middle = (low + high) >> 1
    axes[middle] = axis
    split(low, middle)
    split(middle + 1, high)
  }
  split(0, count)
  const ordered = new Float64Array(points.length)
  origins.forEach((origin, i) => {
    ordered.set(points.subarray(origin * 3, origin * 3 + 3), i * 3)
  })
  return { points: ordered, origins, axes }
}

/** The nearest indexed point to each query, in O(log n) each for points that are spread as places are. */
export function findNearest({ points, origins, axes }: SpatialIndex, queries: Float64Array): Nearest {
  const count = queries.length / 3
  const found = new Int32Array(count).fill(-1)
  const squaredDistances = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  const query = new Float64Array(3)
  let best = Number.POSITIVE_INFINITY
  let bestAt = -1

  const visit = (low: number, high: number): void => {
    if (low >= high) return
    const middle = (low + high) >> 1
    const squared = squaredDistance(points, middle, query)
    if (squared < best) {
      best = squared
      bestAt = middle
    }
    const axis = axes[middle] as number
    const beyond = (query[axis] as number) - (points[middle * 3 + axis] as number)
    visit(beyond < 0 ? low : middle + 1, beyond < 0 ? middle : high)
    if (beyond * beyond < best) visit(beyond < 0 ? middle + 1 : low, beyond < 0 ? high : middle)
  }

  for (let i = 0; i < count; i++) {
    query.set(queries.subarray(i * 3, i * 3 + 3))
    best = Number.POSITIVE_INFINITY
    bestAt = -1
    visit(0, origins.length)
    if (bestAt < 0) continue
    found[i] = origins[bestAt] as number
    squaredDistances[i] = best
  }
  return { origins: found, squaredDistances }
}

/**
 * Calls back for each indexed point within a distance of one query.
 *
 * @param found gets the point's place in the indexed array
 */
export function visitWithin(
  { points, origins, axes }: SpatialIndex,
  query: Float64Array,
  squaredRadius: number,
  found: (origin: number, squaredDistance: number) => void,
): void {
  const visit = (low: number, high: number): void => {
    if (low >= high) return
    const middle = (low + high) >> 1
    const squared = squaredDistance(points, middle, query)
    if (squared <= squaredRadius) found(origins[middle] as number, squared)
    const axis = axes[middle] as number
    const beyond = (query[axis] as number) - (points[middle * 3 + axis] as number)
    if (beyond < 0 || beyond * beyond <= squaredRadius) visit(low, middle)
    if (beyond >= 0 || beyond * beyond <= squaredRadius) visit(middle + 1, high)
  }
  visit(0, origins.length)
}

function squaredDistance(points: Float64Array, i: number, query: Float64Array): number {
  const dx = (points[i * 3] as number) - (query[0] as number)
  const dy = (points[i * 3 + 1] as number) - (query[1] as number)
  const dz = (points[i * 3 + 2] as number) - (query[2] as number)
  return dx * dx + dy * dy + dz * dz
}

function widestAxis(points: Float64Array, origins: Uint32Array, low: number, high: number): number {
  let widest = 0
  let width = -1
  for (let axis = 0; axis < 3; axis++) {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (let i = low; i < high; i++) {
      const value = points[(origins[i] as number) * 3 + axis] as number
      if (value < least) least = value
      if (value > most) most = value
    }
    if (most - least > width) {
      width = most - least
      widest = axis
    }
  }
  return widest
}
