import type { Position } from '#contract'
import { Invalid } from '#kernel'
import { minutesToNearest } from './access.ts'
import type { Places, Standard } from './places.ts'
import type { Goals, Travel } from './travel-service.ts'
import { shareAble } from './virtual.ts'

/** Kind of the facilities that are public points with a connection and an assistant. */
const kioskKind = 'kiosk'
/** Minutes on foot to a kiosk that is within reach, unless the region says otherwise. */
const usualHelperMinutes = 30

/** Minutes on foot to a point that is within reach. */
export const helperMinutesOf = ({ helperMinutes = usualHelperMinutes }: Places): number => helperMinutes

/**
 * Shares of residents who can use services at a distance, by settlement; undefined where the pack says nothing of it.
 *
 * @param more points besides those that there are
 */
export async function ableOf(
  travel: Travel,
  places: Places,
  more: readonly { readonly id: string; readonly position: Position }[] = [],
): Promise<Float64Array | undefined> {
  const { digital } = places
  if (digital === undefined) return undefined
  const kiosks = kiosksOf(places, more)
  const isNear = new Uint8Array(places.settlements.ids.length)
  if (kiosks.ids.length > 0) {
    const { pairs } = await travel.nearest(places, kiosks, { mode: 'foot' })
    minutesToNearest(pairs, kiosks.capacities).forEach((minutes, s) => {
      isNear[s] = Number(minutes <= helperMinutesOf(places))
    })
  }
  return shareAble(digital, isNear)
}

/** Settlements in which there is a kiosk, facilities that are one, and whatever comes besides. */
function kiosksOf(
  { digital, settlements, facilities }: Places,
  more: readonly { readonly id: string; readonly position: Position }[],
): Goals {
  const homes = [...settlements.ids.keys()].filter((s) => (digital?.kiosks[s] ?? 0) > 0)
  const own = facilities.get(kioskKind)
  const join = (ours: Float64Array, others: Float64Array | undefined, along: 0 | 1) =>
    Float64Array.from([...homes.map((s) => ours[s] as number), ...(others ?? []), ...more.map(({ position }) => position[along])])
  const ids = [...homes.map((s) => settlements.ids[s] as string), ...(own?.ids ?? []), ...more.map(({ id }) => id)]
  return {
    ids,
    longitudes: join(settlements.longitudes, own?.longitudes, 0),
    latitudes: join(settlements.latitudes, own?.latitudes, 1),
    capacities: new Float64Array(ids.length).fill(1),
  }
}

/** @throws {Invalid} for a service that is not given at a distance, or where nobody knows who could use it */
export async function requireOnline(travel: Travel, places: Places, service: Standard): Promise<Float64Array> {
  if (!service.online)
    throw new Invalid(`${service.kind} is not given at a distance: region.json names no part of its capacity in "online".`)
  const able = await ableOf(travel, places)
  if (able !== undefined) return able
  throw new Invalid('Nobody knows who can use services at a distance: the region pack has no digital.csv.')
}
