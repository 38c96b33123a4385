import type { GapAsk, GapOfHour } from '#contract'
import { minutesToNearest } from './access.ts'
import { gapOfService } from './gap.ts'
import { type Moment, toWhen, weekHours } from './moment.ts'
import { areaClasses, type Places, type Span, type Standard } from './places.ts'
import { none, type ReckoningDeps } from './reckoning.ts'
import { supplyThrough } from './supply.ts'
import { modeOf } from './travel-service.ts'
import type { Departure } from './travel-task.ts'

/**
 * One service through the hours of a usual week. Hours in which the same facilities are open are worked out once, except by bus:
 * there each hour is one of setting out by its own timetable.
 *
 * @param onHour is told after each hour how many are done
 */
export async function weekOf(
  { travel, isOpen }: ReckoningDeps,
  places: Places,
  service: Standard,
  span: Span,
  ask: Pick<GapAsk, 'mode' | 'season'>,
  onHour: (done: number) => void = () => undefined,
): Promise<readonly GapOfHour[]> {
  const facilities = places.facilities.get(service.kind) ?? none
  const isByBus = modeOf(places, ask.mode) === 'bus'
  const known = new Map<string, Pick<GapOfHour, 'open' | 'shares'>>()
  const hours: GapOfHour[] = []
  for (const moment of weekHours) {
    const [supply] = supplyThrough(facilities, [moment], isOpen, new Map())
    if (supply === undefined) continue
    const { capacities } = supply
    const departure = isByBus ? departureAt(moment) : undefined
    const key = JSON.stringify([capacities.join(), departure])
    const found = known.get(key) ?? (await reachWith(capacities, departure))
    known.set(key, found)
    hours.push({ day: moment.day, hour: moment.minute / 60, ...found })
    onHour(hours.length)
  }
  return hours

  async function reachWith(
    capacities: Float64Array,
    departure: Departure | undefined,
  ): Promise<Pick<GapOfHour, 'open' | 'shares'>> {
    const { pairs } = await travel.nearest(places, { ...facilities, capacities }, { ...ask, departure })
    const slices = [{ share: 1, minutes: minutesToNearest(pairs, capacities) }]
    const { rows } = gapOfService(places, service, { slices, methods: new Uint8Array(), unknownHours: 0 }, span)
    const shares = areaClasses.flatMap((name) => {
      const row = rows.find((one) => one.class === name)
      return row?.share === undefined || row.isSuppressed ? [] : [[name, row.share] as const]
    })
    return { open: capacities.filter((capacity) => capacity > 0).length, shares: Object.fromEntries(shares) }
  }
}

const departureAt = (moment: Moment): Departure => ({ ...toWhen(moment).departure, percentile: 50 })
