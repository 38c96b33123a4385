import type { GapService } from '#contract'
import type { Pool } from '#kernel'
import { areaClasses, type Places, type Span } from './places.ts'
import { measureReach } from './reach.ts'
import { keepSnapshot } from './snapshot.ts'
import { isWithheld } from './suppression.ts'

/** One service, in the order of the settlements. */
type ReachedOf = { readonly minutes: Float64Array; readonly isReached: Uint8Array }

/** Who reaches what at one version of the region, computed for the first who asks. */
export type Reached = {
  readonly places: Places
  readonly settlements: (kind: string) => Promise<ReachedOf>
  /** Of an area with all below it; missing where it is withheld. */
  readonly populationOf: (area: string) => { readonly population?: number; readonly suppressed?: true }
  readonly reachOf: (area: string, kind: string) => Promise<Readonly<Record<string, number | boolean>>>
}

export function keepReached({ pool, gap }: { readonly pool: Pool; readonly gap: GapService }): () => Promise<Reached> {
  return keepSnapshot(pool, (places): Reached => {
    const kept = new Map<string, Promise<ReachedOf>>()
    const settlements = (kind: string): Promise<ReachedOf> => {
      const known = kept.get(kind)
      if (known !== undefined) return known
      const made = readReached(gap, places, kind)
      kept.set(kind, made)
      made.catch(() => kept.delete(kind))
      return made
    }
    const spanOf = (area: string): Span => places.areas.get(area)?.span ?? [0, 0]
    return {
      places,
      settlements,
      populationOf: (area) => {
        const people = places.settlements.people.subarray(...spanOf(area))
        if (isWithheld(people)) return { suppressed: true }
        return { population: people.reduce((sum, residents) => sum + residents, 0) }
      },
      reachOf: async (area, kind) => tellReach(places, await settlements(kind), spanOf(area), kind),
    }
  })
}

/** By id, since a region that is being imported may be newer where the gap is computed than it is here. */
async function readReached(gap: GapService, places: Places, kind: string): Promise<ReachedOf> {
  const rows = new Map((await gap.settlements(kind)).map((row) => [row.id, row]))
  const { ids } = places.settlements
  return {
    minutes: Float64Array.from(ids, (id) => rows.get(id)?.minutes ?? Number.POSITIVE_INFINITY),
    isReached: Uint8Array.from(ids, (id) => (rows.get(id)?.isReached ? 1 : 0)),
  }
}

function tellReach(places: Places, { minutes }: ReachedOf, [from, to]: Span, kind: string): Record<string, number | boolean> {
  const people = places.settlements.people.subarray(from, to)
  if (isWithheld(people)) return { suppressed: true }
  const standard = places.services.find((service) => service.kind === kind)?.standard
  const promised = Float64Array.from(
    places.settlements.classes.subarray(from, to),
    (group) => standard?.[areaClasses[group] ?? 'rural'] ?? 0,
  )
  const reach = measureReach(people, minutes.subarray(from, to), promised)
  const { population, reached, share, meanMinutes, medianMinutes, unreachable } = reach
  return {
    population,
    reached,
    unreachable,
    ...(share !== undefined && { share }),
    ...(meanMinutes !== undefined && { mean_minutes: meanMinutes }),
    ...(medianMinutes !== undefined && { median_minutes: medianMinutes }),
  }
}
