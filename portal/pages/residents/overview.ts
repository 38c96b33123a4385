/** What is available in a place: gathered for the home page and the page of an area. */
import type {
  Area,
  Facility,
  GapOfService,
  HealthBand,
  Measure,
  ParkingSite,
  ServiceKind,
  Services,
  Station,
  TravelMethod,
  WaysFrom,
  WayToKind,
} from '@datong/server/contract'
import type { Place } from '../../site/place.ts'
import { around } from './around.ts'

export type KindHere = {
  readonly service: ServiceKind
  readonly count: number
  /** The one that is nearest on the way there; where none can be got to, the nearest on the map. */
  readonly nearest: Facility | undefined
  /** The way to the nearest, against what is promised to residents of the area's class; undefined where either is unknown. */
  readonly way: { readonly minutes: number; readonly promised: number; readonly isInTime: boolean } | undefined
  /** There are some, but no way leads to any. */
  readonly isCutOff: boolean
}

/** How people get there, and what is known of it. */
export type TravelHere = Pick<WaysFrom, 'mode' | 'isWaiting'> & { readonly by: readonly TravelMethod[] }

export type AirNow = { readonly station: Station; readonly measure: Measure; readonly band: HealthBand | undefined }

export type Overview = {
  readonly place: Place
  readonly lineage: readonly Area[]
  readonly kinds: readonly KindHere[]
  /** Undefined where ways are not told: the place is too large for that to mean anything. */
  readonly travel: TravelHere | undefined
  readonly parking: readonly ParkingSite[]
  readonly air: AirNow | undefined
  readonly weather: Station | undefined
  readonly river: Station | undefined
  readonly gap: GapOfService | undefined
  /** Travel is still being worked out, so that there is no gap to show yet. */
  readonly isGapComing: boolean
}

export async function loadOverview(services: Services, place: Place): Promise<Overview> {
  const [report, lineage, { kinds, travel }, parking, air, weather, water] = await Promise.all([
    services.gap.latest(),
    services.region.lineage(place.area.code),
    loadKinds(services, place),
    around(place, async (where) => (await services.parking.near(where, 3)).sites),
    around(place, (where) => services.environment.near(where, 'air', 1)),
    around(place, (where) => services.environment.near(where, 'weather', 1)),
    around(place, (where) => services.environment.near(where, 'water', 1)),
  ])
  return {
    place,
    lineage,
    kinds,
    travel,
    parking: parking.found,
    air: air.found[0] && airNow(services, air.found[0]),
    weather: weather.found[0],
    river: water.found[0],
    gap: report && widestGap(report.services),
    isGapComing: report === undefined,
  }
}

/** The measure that a health band speaks of, the worst first: what a resident has to know of a station. */
export function airNow(services: Services, station: Station): AirNow | undefined {
  const order: readonly (HealthBand | undefined)[] = [
    'extremely-poor',
    'very-poor',
    'poor',
    'moderate',
    'fair',
    'good',
    undefined,
  ]
  const [worst] = station.measures
    .map((measure) => ({ station, measure, band: services.environment.band(measure) }))
    .sort((a, b) => order.indexOf(a.band) - order.indexOf(b.band))
  return worst
}

/** The service in which the countryside is furthest behind. */
export function widestGap(services: readonly GapOfService[]): GapOfService | undefined {
  return services
    .filter((service) => service.ruralToUrban !== undefined)
    .sort((a, b) => (a.ruralToUrban ?? 1) - (b.ruralToUrban ?? 1))[0]
}

async function loadKinds(services: Services, place: Place): Promise<Pick<Overview, 'kinds' | 'travel'>> {
  const { region } = services
  const near = place.from
  const [info, counts, found] = await Promise.all([
    region.info(),
    region.countFacilities(place.area.code),
    near && services.gap.ways(near),
  ])
  const ids = found?.ways.flatMap(({ facility }) => facility ?? []) ?? []
  const goals = near && ids.length > 0 ? await region.facilities({ near, ids, limit: ids.length }) : []
  const kindHere = async (service: ServiceKind): Promise<KindHere> => {
    const { kind } = service
    const to = found?.ways.find((one) => one.kind === kind)
    const goal = goals.find(({ id }) => id === to?.facility)
    const nearest = goal ?? (near && (await region.facilities({ near, kind, limit: 1 }))[0])
    const isCutOff = nearest !== undefined && goal === undefined
    return { service, count: counts.get(kind) ?? 0, nearest, way: goal && wayTo(to, service, place), isCutOff }
  }
  const kinds = await Promise.all((info?.services ?? []).map(kindHere))
  return { kinds, travel: found && { ...found, by: [...new Set(found.ways.flatMap(({ by }) => by ?? []))] } }
}

/** Minutes as the gap itself has them, so that a resident and a planner see the same. */
function wayTo(way: WayToKind | undefined, { standard }: ServiceKind, { area }: Place): KindHere['way'] {
  if (way?.minutes === undefined || area.class === undefined) return undefined
  const promised = standard[area.class]
  return { minutes: way.minutes, promised, isInTime: way.minutes <= promised }
}
