import type { AccessInequality } from '#contract'
import { concentrationCurve, concentrationIndex, gini, lorenzCurve, palma, readTenths } from './concentration.ts'
import { decomposeTheil } from './entropy.ts'
import { partsOf } from './gap.ts'
import { atkinson, hoover } from './inequality.ts'
import { buildIndex, findNearest } from './nearest.ts'
import { type AreaOfGap, areaClasses, type Places, type Settlements, type Span } from './places.ts'
import { toUnitVectors } from './sphere.ts'

/**
 * How unequal access is among the residents of some settlements.
 *
 * @param values not a burden, which has no zero to be equal at
 * @param parent the area whose parts inequality lies between, or the region's
 * @returns undefined where nobody has any
 */
export function inequalityOf(
  places: Places,
  values: Float64Array,
  [from, to]: Span,
  parent: AreaOfGap | undefined,
): AccessInequality | undefined {
  const { people, classes } = places.settlements
  const spread = { values: values.subarray(from, to), people: people.subarray(from, to) }
  if (!spread.values.some((value, i) => value > 0 && (spread.people[i] as number) > 0)) return undefined
  const { total, between, within } = decomposeTheil(spread, classes.subarray(from, to), areaClasses.length, 'T')
  const parts = partsOf(places, parent)
  const byArea = decomposeTheil(spread, placesAmong(parts, [from, to]), parts.length, 'T')
  const highestToLowest = palma(spread)
  const remoteness = remotenessOf(places.settlements)?.subarray(from, to)
  return {
    gini: gini(spread),
    theil: { total, between, within },
    ...(parts.length > 1 && { theilByArea: { between: byArea.between, within: byArea.within } }),
    atkinson: atkinson(spread, 0.5),
    hoover: hoover(spread),
    ...(Number.isFinite(highestToLowest) && { palma: highestToLowest }),
    lorenz: readTenths(lorenzCurve(spread)),
    ...(remoteness && {
      byRemoteness: {
        index: concentrationIndex(spread, remoteness),
        curve: readTenths(concentrationCurve(spread, remoteness)),
      },
    }),
  }
}

/** Which of some parts each settlement of a span is in. */
function placesAmong(parts: readonly AreaOfGap[], [from, to]: Span): Uint32Array {
  const groups = new Uint32Array(to - from)
  parts.forEach(({ span }, part) => {
    groups.fill(part, Math.max(0, span[0] - from), Math.max(0, span[1] - from))
  })
  return groups
}

/** The order of settlements by how far the nearest urban one is; undefined where there is none. */
function remotenessOf({ longitudes, latitudes, classes }: Settlements): Float64Array | undefined {
  const urban = classes.map((group) => Number(areaClasses[group] === 'urban'))
  if (!urban.includes(1)) return undefined
  const pick = (all: Float64Array) => all.filter((_, s) => urban[s] === 1)
  const index = buildIndex(toUnitVectors(pick(longitudes), pick(latitudes)))
  return findNearest(index, toUnitVectors(longitudes, latitudes)).squaredDistances
}
