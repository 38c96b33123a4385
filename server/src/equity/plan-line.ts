import type { Names, PlanCandidate, PlanLine, Position } from '#contract'
import { Invalid, NotFound } from '#kernel'
import { type Places, positionOf } from './places.ts'
import { chordToKilometres, toUnitVectors } from './sphere.ts'

/** A place of a line, and how far along it is. */
export type LinePlace = PlanCandidate & { readonly kilometres: number }

const mostPlaces = 2000
const usualDwell = 0.5
const usualSpacing = 300

/**
 * The places where a line may stop, from its beginning to its end, each with what a stop there takes of the riders' time.
 *
 * @param routeStops the stops of a route of the timetable, in their order
 * @throws Invalid for a line of fewer than two places or of too many, NotFound for a settlement or a route that is not there
 */
export async function layLine(
  places: Places,
  line: PlanLine,
  routeStops: (route: string) => Promise<readonly PlanCandidate[]>,
): Promise<LinePlace[]> {
  const given = await placesOf(places, line, routeStops)
  if (given.length < 2) throw new Invalid('A line has two places at least: where it begins, and where it ends.')
  const named = nameNearby(places)
  const laid: LinePlace[] = []
  let kilometres = 0
  given.forEach((place, i) => {
    const before = given[i - 1]
    if (before !== undefined) {
      const length = apart(before.position, place.position)
      for (const share of sharesBetween(length, line.every)) {
        const at = kilometres + share * length
        const position = between(before.position, place.position, share)
        laid.push({ id: `km-${at.toFixed(3)}`, position, kilometres: at, ...named(position) })
      }
      kilometres += length
    }
    laid.push({ ...named(place.position), ...place, kilometres })
  })
  if (laid.length > mostPlaces)
    throw new Invalid(`The line has ${laid.length} places, more than ${mostPlaces}. Let "every" be more metres.`)
  return laid.map((place) => ({ ...place, cost: line.dwell ?? usualDwell }))
}

/** Sets of places of which one can be a stop at most: each with all that follow it nearer than the spacing. */
export function tooNear(line: readonly LinePlace[], spacing = usualSpacing): Uint32Array[] {
  const sets: Uint32Array[] = []
  let covered = 0
  for (let from = 0; from < line.length; from++) {
    let end = from + 1
    while (end < line.length && isNearer(line[from], line[end], spacing)) end++
    // A set within the one before says nothing new.
    if (end - from > 1 && end > covered) sets.push(Uint32Array.from({ length: end - from }, (_, k) => from + k))
    covered = Math.max(covered, end)
  }
  return sets
}

/** A millimetre nearer is not. */
const isNearer = (a: LinePlace | undefined, b: LinePlace | undefined, metres: number) =>
  ((b?.kilometres ?? 0) - (a?.kilometres ?? 0)) * 1000 < metres - 1e-3

async function placesOf(
  places: Places,
  { points, settlements, route }: PlanLine,
  routeStops: (route: string) => Promise<readonly PlanCandidate[]>,
): Promise<readonly PlanCandidate[]> {
  const ways = [points, settlements, route].filter((way) => way !== undefined)
  if (ways.length !== 1)
    throw new Invalid('Say where the line goes by "points", by "settlements" or by "route": one of the three.')
  if (route !== undefined) return routeStops(route)
  if (points !== undefined) return points.map((position, i) => ({ id: `point-${i + 1}`, position }))
  const at = new Map(places.settlements.ids.map((id, s) => [id, s]))
  if (new Set(settlements).size < (settlements?.length ?? 0)) throw new Invalid('The line goes through a settlement twice.')
  return (settlements ?? []).map((id) => {
    const s = at.get(id)
    if (s === undefined) throw new NotFound(`There is no settlement ${id} in this region.`)
    return { id, position: positionOf(places.settlements, s) }
  })
}

function sharesBetween(kilometres: number, every: number | undefined): number[] {
  const parts = every === undefined ? 1 : Math.ceil((kilometres * 1000) / every)
  return Array.from({ length: Math.max(0, parts - 1) }, (_, k) => (k + 1) / parts)
}

const between = (a: Position, b: Position, share: number): Position => [
  a[0] + share * (b[0] - a[0]),
  a[1] + share * (b[1] - a[1]),
]

function apart(a: Position, b: Position): number {
  const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0] = toUnitVectors(Float64Array.of(a[0], b[0]), Float64Array.of(a[1], b[1]))
  return chordToKilometres((ax - bx) ** 2 + (ay - by) ** 2 + (az - bz) ** 2)
}

/** Nobody names a place by one that is farther off. */
const nearbyKilometres = 3

/** Names of the area of the settlement that is nearest. */
function nameNearby({ settlements, areas }: Places): (position: Position) => { readonly names?: Names } {
  const vectors = toUnitVectors(settlements.longitudes, settlements.latitudes)
  return ([longitude, latitude]) => {
    const [x = 0, y = 0, z = 0] = toUnitVectors(Float64Array.of(longitude), Float64Array.of(latitude))
    let nearest = -1
    let least = Number.POSITIVE_INFINITY
    for (let s = 0; s < settlements.ids.length; s++) {
      const [a, b, c] = [vectors[s * 3] as number, vectors[s * 3 + 1] as number, vectors[s * 3 + 2] as number]
      const chord = (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2
      if (chord >= least) continue
      least = chord
      nearest = s
    }
    const names = areas.get(settlements.areas[nearest] ?? '')?.names
    return names === undefined || chordToKilometres(least) > nearbyKilometres ? {} : { names }
  }
}
