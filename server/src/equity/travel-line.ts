import { buildIndex, findNearest, type SpatialIndex, visitWithin } from './nearest.ts'
import { type Pairs, toPairs } from './pairs.ts'
import { areaClasses, type Facilities, type Settlements } from './places.ts'
import { chordToKilometres, kilometresToChord, toUnitVectors } from './sphere.ts'
import type { TravelSettings } from './travel-settings.ts'

type Line = Pick<TravelSettings, 'detour' | 'speed'>
type From = Pick<Settlements, 'longitudes' | 'latitudes' | 'classes'>
type To = Pick<Facilities, 'longitudes' | 'latitudes' | 'capacities'>

/**
 * The pair of each settlement and the facility nearest to it that serves anybody: great-circle kilometres × detour ÷ speed,
 * where the speed is that of the settlement's class. A facility with a capacity of zero is passed over.
 *
 * The nearest over ground is the nearest in minutes, because all journeys of a settlement go at one speed.
 *
 * @returns minutes; a settlement has no pair where there is no such facility
 * @see Boscoe, Henry & Zdeb (2012), The Professional Geographer 64(2): straight-line distance × detour against driving time
 */
export function pairWithNearest(settlements: From, facilities: To, line: Line): Pairs {
  const { open, index } = indexOpen(facilities)
  const found = findNearest(index, toUnitVectors(settlements.longitudes, settlements.latitudes))
  const triples: [number, number, number][] = []
  found.origins.forEach((origin, s) => {
    if (origin < 0) return
    const kilometres = chordToKilometres(found.squaredDistances[s] as number)
    triples.push([s, open[origin] as number, kilometres * minutesPerKilometre(settlements, line, s)])
  })
  return toPairs(settlements.longitudes.length, triples)
}

/**
 * Calls back with each settlement and every facility that serves anybody within a limit, the limit included, in the same minutes.
 *
 * @param limit minutes
 */
export function visitPairsWithin(
  settlements: From,
  facilities: To,
  line: Line,
  limit: number,
  found: (settlement: number, facility: number, minutes: number) => void,
): void {
  const { open, index } = indexOpen(facilities)
  const vectors = toUnitVectors(settlements.longitudes, settlements.latitudes)
  for (let s = 0; s < settlements.longitudes.length; s++) {
    const each = minutesPerKilometre(settlements, line, s)
    const radius = kilometresToChord((limit / each) * (1 + 1e-9))
    visitWithin(index, vectors.subarray(s * 3, s * 3 + 3), radius, (origin, squared) => {
      const minutes = chordToKilometres(squared) * each
      if (minutes <= limit) found(s, open[origin] as number, minutes)
    })
  }
}

/** Over ground along a straight line with its detour, for residents of a settlement. */
export const minutesPerKilometre = ({ classes }: Pick<From, 'classes'>, { detour, speed }: Line, s: number): number =>
  (detour * 60) / speed[areaClasses[classes[s] as number] ?? 'rural']

function indexOpen(facilities: To): { readonly open: Uint32Array; readonly index: SpatialIndex } {
  const open = Uint32Array.from(facilities.capacities.keys()).filter((f) => (facilities.capacities[f] as number) > 0)
  const pick = (all: Float64Array) => Float64Array.from(open, (f) => all[f] as number)
  return { open, index: buildIndex(toUnitVectors(pick(facilities.longitudes), pick(facilities.latitudes))) }
}
