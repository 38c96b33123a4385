import type { PlanCandidate } from '#contract'
import type { Pairs } from './pairs.ts'
import { type Places, positionOf } from './places.ts'
import type { Goals } from './travel-service.ts'

/** Every settlement of the span is a place where a site could be. */
export function settlementsOf(places: Places, [from, to]: readonly [number, number]): PlanCandidate[] {
  return places.settlements.ids.slice(from, to).map((id, k) => {
    const names = places.areas.get(places.settlements.areas[from + k] as string)?.names
    return { id, position: positionOf(places.settlements, from + k), ...(names !== undefined && { names }) }
  })
}

/** Candidates as places one may want to go to. */
export function goalsOf(candidates: readonly PlanCandidate[]): Goals {
  return {
    ids: candidates.map(({ id }) => id),
    longitudes: Float64Array.from(candidates, ({ position }) => position[0]),
    latitudes: Float64Array.from(candidates, ({ position }) => position[1]),
    capacities: new Float64Array(candidates.length).fill(1),
  }
}

/** The rows of some settlements only, in their order. */
export function keepRows({ offsets, facilities, minutes }: Pairs, rows: Uint32Array): Pairs {
  const kept = new Uint32Array(rows.length + 1)
  rows.forEach((s, row) => {
    kept[row + 1] = (kept[row] as number) + (offsets[s + 1] as number) - (offsets[s] as number)
  })
  const count = kept[rows.length] as number
  const pairs = { offsets: kept, facilities: new Uint32Array(count), minutes: new Float64Array(count) }
  rows.forEach((s, row) => {
    const [from, end] = [offsets[s] as number, offsets[s + 1] as number]
    pairs.facilities.set(facilities.subarray(from, end), kept[row])
    pairs.minutes.set(minutes.subarray(from, end), kept[row])
  })
  return pairs
}
