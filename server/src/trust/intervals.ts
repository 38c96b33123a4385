import { type Entity, name, readHistory } from '#context'
import type { Clock, Db } from '#kernel'

/** How many of its newest readings tell how often something reports. */
const readingsToJudge = 12
const fresh = 10 * 60_000
const mostKept = 20_000

/**
 * Milliseconds between two readings as they usually are: the median, which a pause over night does not change. Undefined for
 * fewer than three readings.
 */
export function usualInterval(times: readonly Date[]): number | undefined {
  if (times.length < 3) return undefined
  const intervals = times.slice(1).map((at, i) => at.getTime() - (times[i] as Date).getTime())
  return intervals.sort((a, b) => a - b)[intervals.length >> 1]
}

/** Finds the usual interval of an attribute (short name) of an entity, and remembers it for ten minutes. */
export function intervalFinder(
  db: Db,
  tenant: string,
  clock: Clock,
): (id: Entity['id'], attribute: string) => Promise<number | undefined> {
  const kept = new Map<string, { readonly until: number; readonly interval: Promise<number | undefined> }>()
  const find = async (id: string, attribute: string) => {
    const samples = await readHistory(db, tenant, { id, attribute: name(attribute), lastN: readingsToJudge })
    return usualInterval(samples.map(({ at }) => at))
  }
  return (id, attribute) => {
    const key = `${id} ${attribute}`
    const now = clock().getTime()
    const known = kept.get(key)
    if (known !== undefined && known.until > now) return known.interval
    if (kept.size >= mostKept) kept.clear()
    const interval = find(id, attribute)
    kept.set(key, { until: now + fresh, interval })
    interval.catch(() => kept.delete(key))
    return interval
  }
}
