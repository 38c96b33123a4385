import { defaultInstance, type Entity, findEntity, name, readHistory, saidBy } from '#context'
import type { Forecast } from '#contract'
import { type Clock, type Db, NotFound } from '#kernel'
import { forecast } from './forecast.ts'
import type { Reading } from './series.ts'

/** How long a forecast is repeated before it is made anew. */
const fresh = 5 * 60_000
const weeksOfHistory = 12
const tenant = ''

/**
 * Forecasts of the car parks in the context, each kept for five minutes.
 *
 * @param zone the IANA time zone whose clock the region lives by
 * @returns a function of a site's id @throws NotFound, from that function, when there is no such car park
 */
export function createForecasts(
  db: Db,
  { clock, zone }: { readonly clock: Clock; readonly zone: () => Promise<string> },
): (id: string) => Promise<Forecast> {
  const kept = new Map<string, { readonly until: number; readonly made: Promise<Forecast> }>()
  const make = async (id: string, now: Date): Promise<Forecast> => {
    const entity = await findEntity(db, tenant, id)
    if (!entity?.types.includes(name('OffStreetParking'))) throw new NotFound(`There is no car park ${id}.`)
    const total = numberOf(entity, 'totalSpotNumber')
    if (total === undefined) return { ok: false, reason: 'no-capacity' }
    const history = await readFree(db, entity, total, now)
    if (history.length === 0 && isMeasured(entity)) return { ok: false, reason: 'stale' }
    return forecast(history, total, now, await zone())
  }
  return (id) => {
    const now = clock()
    for (const [other, { until }] of kept) if (until <= now.getTime()) kept.delete(other)
    const known = kept.get(id)
    if (known !== undefined) return known.made
    const made = make(id, now)
    kept.set(id, { until: now.getTime() + fresh, made })
    made.catch(() => kept.delete(id))
    return made
  }
}

/** True where a reading is known at all: with none in the weeks of history, the newest is older than they are. */
function isMeasured(entity: Entity): boolean {
  return numberOf(entity, 'availableSpotNumber') !== undefined || numberOf(entity, 'occupiedSpotNumber') !== undefined
}

/** Free spaces as measured, or what was not occupied, never below zero. */
async function readFree(db: Db, entity: Entity, total: number, now: Date): Promise<Reading[]> {
  const isAvailable = numberOf(entity, 'availableSpotNumber') !== undefined
  const attribute = name(isAvailable ? 'availableSpotNumber' : 'occupiedSpotNumber')
  const from = new Date(now.getTime() - weeksOfHistory * 7 * 24 * 3_600_000)
  const samples = await readHistory(db, tenant, { id: entity.id, attribute, from, to: new Date(now.getTime() + 1) })
  return samples.flatMap(({ at, number }) =>
    number === undefined ? [] : [{ at, free: Math.max(0, isAvailable ? number : total - number) }],
  )
}

function numberOf(entity: Entity, attribute: string): number | undefined {
  const instance = defaultInstance(entity.attributes[name(attribute)])
  const value = instance && saidBy(instance)
  return typeof value === 'number' ? value : undefined
}
