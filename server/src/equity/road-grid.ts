import { cellToLatLng, gridDisk } from 'h3-js'
import { buildIndex, findNearest } from './nearest.ts'
import { listArcs } from './road-arcs.ts'
import { findEntrances } from './road-join.ts'
import type { RoadNetwork } from './road-network.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'

/** What covers the land, by cells of one resolution of the H3 grid. */
export type Land = ReadonlyMap<string, string>

/**
 * A network that also goes where there are no roads: from cell to neighbouring cell of the land that lies further from any road
 * than places are joined to one, and from its edge to the nearest road. A cell is crossed at the speed of its cover.
 *
 * @param speeds km/h by land cover; what is missing or 0 cannot be crossed
 * @see Weiss et al. (2018), Nature 553: travel time over a friction surface; Sahr, White & Kimerling (2003), Cartography and
 * Geographic Information Science 30(2): hexagons, whose neighbours are all equally far
 */
export function withLand(network: RoadNetwork, land: Land, speeds: ReadonlyMap<string, number>): RoadNetwork {
  const passable = [...land].filter(([, cover]) => (speeds.get(cover) ?? 0) > 0).map(([cell]) => cell)
  const centres = passable.map((cell) => cellToLatLng(cell))
  const vectors = toUnitVectors(
    Float64Array.from(centres, ([, longitude]) => longitude),
    Float64Array.from(centres, ([latitude]) => latitude),
  )
  const { origins, squaredDistances } = findNearest(network.entrances.index, vectors)
  const toRoad = Float64Array.from(squaredDistances, chordToKilometres)
  const isOff = toRoad.map((kilometres) => Number(kilometres > network.profile.furthestOff))
  const roads = network.points.length / 3
  const numbers = new Map<string, number>()
  passable.forEach((cell, c) => {
    if (isOff[c] === 1) numbers.set(cell, numbers.size)
  })
  const kept = passable.flatMap((_, c) => (isOff[c] === 1 ? [c] : []))
  const points = new Float64Array(network.points.length + kept.length * 3)
  points.set(network.points)
  kept.forEach((c, k) => {
    points.set(vectors.subarray(c * 3, c * 3 + 3), (roads + k) * 3)
  })

  const list = listArcs()
  for (let v = 0; v < roads; v++)
    for (let a = network.arcs.offsets[v] as number; a < (network.arcs.offsets[v + 1] as number); a++)
      list.add(v, network.arcs.heads[a] as number, network.arcs.minutes[a] as number)
  const speedOf = (cell: string) => speeds.get(land.get(cell) ?? '') ?? 0
  kept.forEach((c, k) => {
    const cell = passable[c] as string
    const speed = speedOf(cell)
    let isEdge = false
    for (const other of gridDisk(cell, 1)) {
      const head = numbers.get(other)
      if (head === k) continue
      if (head === undefined) {
        // A neighbour that is land but belongs to a road: here one may get on.
        isEdge ||= speedOf(other) > 0
        continue
      }
      const half = kilometresBetween(points, roads + k, roads + head) / 2
      list.add(roads + k, roads + head, (half / speed + half / speedOf(other)) * 60)
    }
    const nearest = origins[c] as number
    if (!isEdge || nearest < 0) return
    const road = network.entrances.vertices[nearest] as number
    const minutes = ((toRoad[c] as number) / speed) * 60
    list.add(roads + k, road, minutes)
    list.add(road, roads + k, minutes)
  })
  const arcs = list.toArcs(roads + kept.length)
  return { profile: network.profile, points, arcs, entrances: findEntrances(points, arcs), roads: network.roads }
}

/** A network of no roads at all, for land to be added to. */
export function noRoads(profile: RoadNetwork['profile']): RoadNetwork {
  const points = new Float64Array()
  return {
    profile,
    points,
    arcs: listArcs().toArcs(0),
    entrances: { vertices: new Uint32Array(), index: buildIndex(points) },
    roads: 0,
  }
}

function kilometresBetween(points: Float64Array, a: number, b: number): number {
  let squared = 0
  for (let k = 0; k < 3; k++) squared += ((points[a * 3 + k] as number) - (points[b * 3 + k] as number)) ** 2
  return chordToKilometres(squared)
}
