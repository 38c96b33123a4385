import type { ParkingSite } from '#contract'
import { type EntityView, namesIn, numberIn, positionIn } from '#trust'

/** No reading is missed before this, however often a site reports. */
const leastPatience = 10 * 60_000
/** How many of its usual intervals a site may be silent. */
const patience = 3

/**
 * A car park as its newest reading shows it.
 *
 * @param usual milliseconds between two readings of the site; undefined where too few are known to say
 */
export function toSite(view: EntityView, usual: number | undefined, now: Date): ParkingSite {
  const total = numberIn(view, 'totalSpotNumber')
  const occupied = numberIn(view, 'occupiedSpotNumber')
  const free = freeSpaces(numberIn(view, 'availableSpotNumber'), occupied, total)
  const measured = view.facts.occupiedSpotNumber ?? view.facts.availableSpotNumber
  const observedAt = measured?.observedAt
  const quality = measured?.about.quality
  const position = positionIn(view)
  return {
    id: view.id,
    names: namesIn(view),
    isStale: isStale(observedAt, usual, now),
    ...(position !== undefined && { position }),
    ...(total !== undefined && { total }),
    ...(occupied !== undefined && { occupied }),
    ...(free !== undefined && { free }),
    ...(observedAt !== undefined && { observedAt }),
    ...(typeof quality === 'string' && { flag: quality }),
    ...(view.metres !== undefined && { metres: view.metres }),
  }
}

/** As measured, or what is not occupied; more cars than spaces leave none free. */
export function freeSpaces(available?: number, occupied?: number, total?: number): number | undefined {
  if (available !== undefined) return Math.max(0, available)
  return occupied === undefined || total === undefined ? undefined : Math.max(0, total - occupied)
}

/** Silent for longer than three of its usual intervals; where these are unknown, for a day. Never heard of is stale. */
export function isStale(observedAt: Date | undefined, usual = 8 * 3_600_000, now: Date): boolean {
  return observedAt === undefined || now.getTime() - observedAt.getTime() > Math.max(leastPatience, patience * usual)
}
