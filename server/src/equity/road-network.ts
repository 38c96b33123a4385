import { type Arcs, listArcs } from './road-arcs.ts'
import { type Entrances, findEntrances } from './road-join.ts'
import type { RoadMap } from './road-map.ts'
import type { Profile } from './road-profile.ts'
import { isBarred, speedsOf, statedMinutes, type Tags } from './road-tags.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'

/** Where a profile can go, and how long it takes. */
export type RoadNetwork = {
  readonly profile: Profile
  /** Three coordinates per vertex, on the unit sphere. */
  readonly points: Float64Array
  readonly arcs: Arcs
  readonly entrances: Entrances
  /** How many of the vertices are on roads: those after them are land. */
  readonly roads: number
}

/** Kilometres between two points on a road, at most: places are joined to points, so that this is how fine they are joined. */
const finest = 0.1

/**
 * The network of one profile: points of the map, and further ones where these are far apart. Turn restrictions are ignored.
 * A light costs its wait on the way into it; a barrier that stops the profile cuts the way there.
 */
export function buildNetwork(map: RoadMap, profile: Profile): RoadNetwork {
  const list = listArcs()
  const mapped = toUnitVectors(map.longitudes, map.latitudes)
  const added: number[] = []
  const barred = new Set([...map.tagged].filter(([, tags]) => isBarred(tags, profile)).map(([point]) => point))
  const lights = new Set([...map.tagged].filter(([, tags]) => hasLights(tags)).map(([point]) => point))
  const wait = (point: number) => (lights.has(point) ? profile.secondsAtLights / 60 : 0)
  const count = map.longitudes.length

  const addPoint = (a: number, b: number, share: number): number => {
    const at = (k: number) => (mapped[a * 3 + k] as number) * (1 - share) + (mapped[b * 3 + k] as number) * share
    const length = Math.hypot(at(0), at(1), at(2))
    added.push(at(0) / length, at(1) / length, at(2) / length)
    return count + added.length / 3 - 1
  }

  const addSegment = (a: number, b: number, kilometres: number, [along, against]: readonly [number, number]) => {
    const parts = Math.max(1, Math.ceil(kilometres / finest))
    let tail = a
    for (let part = 1; part <= parts; part++) {
      const head = part === parts ? b : addPoint(a, b, part / parts)
      if (along > 0) list.add(tail, head, ((kilometres / parts) * 60) / along + (part === parts ? wait(b) : 0))
      if (against > 0) list.add(head, tail, ((kilometres / parts) * 60) / against + (part === 1 ? wait(a) : 0))
      tail = head
    }
  }

  map.ways.forEach((tags, w) => {
    const points = map.points.subarray(map.offsets[w], map.offsets[w + 1])
    const lengths = Float64Array.from({ length: points.length - 1 }, (_, i) =>
      kilometresBetween(mapped, points[i] as number, points[i + 1] as number),
    )
    const speeds = scheduled(tags, speedsOf(tags, profile), lengths)
    if (speeds[0] === 0 && speeds[1] === 0) return
    lengths.forEach((kilometres, i) => {
      const [a, b] = [points[i] as number, points[i + 1] as number]
      if (!barred.has(a) && !barred.has(b)) addSegment(a, b, kilometres, speeds)
    })
  })
  const points = new Float64Array(mapped.length + added.length)
  points.set(mapped)
  points.set(added, mapped.length)
  const arcs = list.toArcs(points.length / 3)
  return { profile, points, arcs, entrances: findEntrances(points, arcs), roads: points.length / 3 }
}

function kilometresBetween(points: Float64Array, a: number, b: number): number {
  let squared = 0
  for (let k = 0; k < 3; k++) squared += ((points[a * 3 + k] as number) - (points[b * 3 + k] as number)) ** 2
  return chordToKilometres(squared)
}

const hasLights = ({ highway }: Tags) => highway?.split(';').includes('traffic_signals') ?? false

/** A ferry with a stated duration goes as fast as it says. */
function scheduled(tags: Tags, speeds: readonly [number, number], lengths: Float64Array): readonly [number, number] {
  const minutes = statedMinutes(tags)
  if (tags.route !== 'ferry' || minutes === undefined) return speeds
  const speed = (lengths.reduce((sum, length) => sum + length, 0) / minutes) * 60
  return [speeds[0] > 0 ? speed : 0, speeds[1] > 0 ? speed : 0]
}
