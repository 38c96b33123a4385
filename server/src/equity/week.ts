import type { GapAsk, GapOfHour } from '#contract'
import { minutesToNearest } from './access.ts'
import { gapOfService } from './gap.ts'
import { weekHours } from './moment.ts'
import { areaClasses, type Places, type Span, type Standard } from './places.ts'
import { none, type ReckoningDeps } from './reckoning.ts'
import { supplyThrough } from './supply.ts'

/** One service through the hours of a usual week: hours in which the same facilities are open are worked out once. */
export async function weekOf(
  { travel, isOpen }: ReckoningDeps,
  places: Places,
  service: Standard,
  span: Span,
  ask: Pick<GapAsk, 'mode' | 'season'>,
): Promise<readonly GapOfHour[]> {
  const facilities = places.facilities.get(service.kind) ?? none
  const known = new Map<string, Pick<GapOfHour, 'open' | 'shares'>>()
  const hours: GapOfHour[] = []
  for (const moment of weekHours) {
    const [supply] = supplyThrough(facilities, [moment], isOpen, new Map())
    if (supply === undefined) continue
    const { capacities } = supply
    const key = capacities.join()
    const found = known.get(key) ?? (await reachWith(capacities))
    known.set(key, found)
    hours.push({ day: moment.day, hour: moment.minute / 60, ...found })
  }
  return hours

  async function reachWith(capacities: Float64Array): Promise<Pick<GapOfHour, 'open' | 'shares'>> {
    const { pairs } = await travel.nearest(places, { ...facilities, capacities }, ask)
    const slices = [{ share: 1, minutes: minutesToNearest(pairs, capacities) }]
    const { rows } = gapOfService(places, service, { slices, methods: new Uint8Array(), unknownHours: 0 }, span)
    const shares = areaClasses.flatMap((name) => {
      const row = rows.find((one) => one.class === name)
      return row?.share === undefined || row.isSuppressed ? [] : [[name, row.share] as const]
    })
    return { open: capacities.filter((capacity) => capacity > 0).length, shares: Object.fromEntries(shares) }
  }
}
