import { buildIndex, findNearest, type SpatialIndex } from './nearest.ts'
import type { Arcs } from './road-arcs.ts'
import { sizesOfComponents } from './road-components.ts'
import type { Profile } from './road-profile.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'

/** Where places lie. */
export type Points = { readonly longitudes: Float64Array; readonly latitudes: Float64Array }

/** The vertices of a network from which one can get on, and come back. */
export type Entrances = { readonly vertices: Uint32Array; readonly index: SpatialIndex }

export type Joined = {
  /** The vertex each place is joined to, -1 where it is too far from any. */
  readonly vertices: Int32Array
  /** Between place and vertex. */
  readonly minutes: Float64Array
}

/** Parts of a network with fewer points are a car park or a mistake: nobody is joined to them. */
const leastPoints = 50

/** @param points three coordinates per vertex, on the unit sphere */
export function findEntrances(points: Float64Array, arcs: Arcs): Entrances {
  const sizes = sizesOfComponents(arcs)
  const vertices = Uint32Array.from(sizes.keys()).filter((v) => (sizes[v] as number) >= leastPoints)
  const vectors = new Float64Array(vertices.length * 3)
  vertices.forEach((v, i) => {
    vectors.set(points.subarray(v * 3, v * 3 + 3), i * 3)
  })
  return { vertices, index: buildIndex(vectors) }
}

/** Joins each place to the entrance nearest to it over ground. */
export function joinPlaces({ vertices, index }: Entrances, profile: Profile, { longitudes, latitudes }: Points): Joined {
  const { origins, squaredDistances } = findNearest(index, toUnitVectors(longitudes, latitudes))
  const kilometres = Float64Array.from(squaredDistances, chordToKilometres)
  const isOn = (i: number) => (origins[i] as number) >= 0 && (kilometres[i] as number) <= profile.furthestOff
  return {
    vertices: origins.map((origin, i) => (isOn(i) ? (vertices[origin] as number) : -1)),
    minutes: kilometres.map((distance) => (distance / profile.offRoad) * 60),
  }
}
