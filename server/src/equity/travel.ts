import { buildIndex, findNearest, type SpatialIndex, visitWithin } from './nearest.ts'
import { type Pairs, toPairs } from './pairs.ts'
import { areaClasses, type Facilities, type Settlements, type Travel } from './places.ts'
import { chordToKilometres, kilometresToChord, toUnitVectors } from './sphere.ts'

/**
 * The pair of each settlement and the facility nearest to it that serves anybody: great-circle kilometres × detour ÷ speed,
 * where the speed is that of the settlement's class. A facility with a capacity of zero is passed over.
 *
 * The nearest over ground is the nearest in minutes, because all journeys of a settlement go at one speed.
 *
 * @returns minutes; a settlement has no pair where there is no such facility
 * @see Boscoe, Henry & Zdeb (2012), The Professional Geographer 64(2): straight-line distance × detour against driving time
 */
export function pairWithNearest(settlements: Settlements, facilities: Facilities, travel: Travel): Pairs {
  const { open, index } = indexOpen(facilities)
  const found = findNearest(index, toUnitVectors(settlements.longitudes, settlements.latitudes))
  const triples: [number, number, number][] = []
  found.origins.forEach((origin, s) => {
    if (origin < 0) return
    const kilometres = chordToKilometres(found.squaredDistances[s] as number)
    const speed = travel.speed[areaClasses[settlements.classes[s] as number] ?? 'rural']
    triples.push([s, open[origin] as number, ((kilometres * travel.detour) / speed) * 60])
  })
  return toPairs(settlements.ids.length, triples)
}

/**
 * The pairs of each settlement and every facility that serves anybody within a limit, the limit included, in the same minutes.
 *
 * @param limit minutes
 */
export function pairWithin(settlements: Settlements, facilities: Facilities, travel: Travel, limit: number): Pairs {
  const { open, index } = indexOpen(facilities)
  const vectors = toUnitVectors(settlements.longitudes, settlements.latitudes)
  const triples: [number, number, number][] = []
  for (let s = 0; s < settlements.ids.length; s++) {
    const minutesPerKilometre = (travel.detour / travel.speed[areaClasses[settlements.classes[s] as number] ?? 'rural']) * 60
    const radius = kilometresToChord((limit / minutesPerKilometre) * (1 + 1e-9))
    visitWithin(index, vectors.subarray(s * 3, s * 3 + 3), radius, (origin, squared) => {
      const minutes = chordToKilometres(squared) * minutesPerKilometre
      if (minutes <= limit) triples.push([s, open[origin] as number, minutes])
    })
  }
  return toPairs(settlements.ids.length, triples)
}

function indexOpen(facilities: Facilities): { readonly open: Uint32Array; readonly index: SpatialIndex } {
  const open = Uint32Array.from(facilities.capacities.keys()).filter((f) => (facilities.capacities[f] as number) > 0)
  const pick = (all: Float64Array) => Float64Array.from(open, (f) => all[f] as number)
  return { open, index: buildIndex(toUnitVectors(pick(facilities.longitudes), pick(facilities.latitudes))) }
}
