import type { Moment } from './moment.ts'
import type { Facilities } from './places.ts'

/**
 * Whether opening hours, as they are written, hold at a minute of the week (0 = Monday); undefined where they cannot be evaluated.
 * Who puts the node together gives it: the lens on places knows how hours are written, this module does not.
 */
export type IsOpen = (hours: string, day: number, minute: number) => boolean | undefined

/** Free places that facilities last told of themselves, by id. */
export type LiveState = ReadonlyMap<string, number>

/** Supply through a time: what is open, for which share of it. */
export type Supply = {
  /** Of the time; those of all slices add up to 1. */
  readonly share: number
  /** Per facility: its capacity (now, its free places where it tells them), 0 while it is shut. */
  readonly capacities: Float64Array
}

/**
 * What of some facilities serves anybody, moment by moment; moments with the same supply are one slice. A facility of which nobody
 * knows when it is open counts as open.
 *
 * @param live what facilities said of themselves lately: it counts at moments that are now
 */
export function supplyThrough(
  { ids, capacities, hours }: Facilities,
  moments: readonly Moment[],
  isOpen: IsOpen,
  live: LiveState,
): readonly Supply[] {
  const ways = [...new Set(hours.filter((written) => written !== undefined))]
  const slices = new Map<string, { times: number; readonly capacities: Float64Array }>()
  for (const { day, minute, isNow } of moments) {
    const shut = new Set(ways.filter((written) => isOpen(written, day, minute) === false))
    // Few ways of writing hours make many facilities: which of them are shut is all that tells moments apart.
    const key = ways.map((written) => Number(shut.has(written))).join('')
    const known = slices.get(key)
    if (known !== undefined) {
      known.times++
      continue
    }
    const supplied = capacities.map((capacity, f) => {
      if (shut.has(hours[f] ?? '')) return 0
      return isNow ? (live.get(ids[f] ?? '') ?? capacity) : capacity
    })
    slices.set(key, { times: 1, capacities: supplied })
  }
  return [...slices.values()].map((slice) => ({ share: slice.times / moments.length, capacities: slice.capacities }))
}

/** Facilities of which nobody knows when they are open. */
export function countUnknownHours({ hours }: Facilities, isOpen: IsOpen): number {
  return hours.reduce((count, written) => count + Number(written === undefined || isOpen(written, 0, 0) === undefined), 0)
}
