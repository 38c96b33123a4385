import type { Position } from '#contract'
import { roadsFile } from '#region'
import { kmBetween, type Point, pointOf, positionOf } from './grid.ts'
import type { Land } from './land.ts'
import type { RoadRank } from './roads.ts'

const tagsOf: Readonly<Record<RoadRank, Readonly<Record<string, string>>>> = {
  highway: { highway: 'trunk' },
  main: { highway: 'secondary' },
  lane: { highway: 'unclassified', surface: 'gravel' },
}

/** When the roads were laid, for all that anybody knows. */
const surveyed = new Date('2026-01-01T00:00:00Z')

/** The roads of the island as an OpenStreetMap extract; a street leads from every settlement to the nearest of them. */
export function roadFileOf({ roads, settlements }: Pick<Land, 'roads' | 'settlements'>): Buffer {
  const nodes: Position[] = []
  const nodeOf = new Map<number, number>()
  const node = (cell: number): number => {
    const known = nodeOf.get(cell)
    if (known !== undefined) return known
    nodeOf.set(cell, nodes.length)
    return nodes.push(positionOf(pointOf(cell))) - 1
  }
  const ways = roads.map(({ rank, way }) => [way.map(node), tagsOf[rank]] as const)
  const onRoads = [...nodeOf.keys()].map((cell) => ({ cell, point: pointOf(cell) }))
  const streets = settlements.map(({ point }) => {
    const { cell } = nearestTo(point, onRoads)
    return [[nodes.push(positionOf(point)) - 1, node(cell)], { highway: 'residential' }] as const
  })
  return roadsFile(nodes, [...ways, ...streets], surveyed)
}

type Placed = { readonly cell: number; readonly point: Point }

function nearestTo(point: Point, all: readonly Placed[]): Placed {
  const [first] = all
  if (first === undefined) throw new Error('the island has no roads')
  return all.reduce((best, one) => (kmBetween(one.point, point) < kmBetween(best.point, point) ? one : best), first)
}
