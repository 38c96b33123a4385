import { buildIndex, findNearest } from './nearest.ts'
import { sizesOfComponents } from './road-components.ts'
import type { RoadNetwork } from './road-network.ts'
import type { Profile } from './road-profile.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'

/** Where places lie. */
export type Points = { readonly longitudes: Float64Array; readonly latitudes: Float64Array }

export type Joined = {
  /** The vertex each place is joined to, -1 where it is too far from any. */
  readonly vertices: Int32Array
  /** Between place and vertex. */
  readonly minutes: Float64Array
}

/** Parts of a network with fewer points are a car park or a mistake: nobody is joined to them. */
const leastPoints = 50

/**
 * Joins places to a network: each list to the nearest point from which the profile can get on, and come back.
 *
 * @returns one answer per list, in their order
 */
export function joinToNetwork({ points, arcs }: RoadNetwork, profile: Profile, lists: readonly Points[]): Joined[] {
  const sizes = sizesOfComponents(arcs)
  const good = Uint32Array.from(sizes.keys()).filter((v) => (sizes[v] as number) >= leastPoints)
  const vectors = new Float64Array(good.length * 3)
  good.forEach((v, i) => {
    vectors.set(points.subarray(v * 3, v * 3 + 3), i * 3)
  })
  const index = buildIndex(vectors)
  return lists.map(({ longitudes, latitudes }) => {
    const { origins, squaredDistances } = findNearest(index, toUnitVectors(longitudes, latitudes))
    const kilometres = Float64Array.from(squaredDistances, chordToKilometres)
    const isOn = (i: number) => (origins[i] as number) >= 0 && (kilometres[i] as number) <= profile.furthestOff
    return {
      vertices: origins.map((origin, i) => (isOn(i) ? (good[origin] as number) : -1)),
      minutes: kilometres.map((distance) => (distance / profile.offRoad) * 60),
    }
  })
}
