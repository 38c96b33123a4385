/** What is available in a place: gathered for the home page and the page of an area. */
import type {
  Area,
  Facility,
  GapOfService,
  GapReport,
  HealthBand,
  Measure,
  ParkingSite,
  ServiceKind,
  Services,
  Station,
} from '@datong/server/contract'
import type { Place } from '../../site/place.ts'
import { around } from './around.ts'

export type KindHere = {
  readonly service: ServiceKind
  readonly count: number
  readonly nearest: Facility | undefined
  /** The way to the nearest, against what is promised to residents of the area's class; undefined where either is unknown. */
  readonly way: { readonly minutes: number; readonly promised: number; readonly isInTime: boolean } | undefined
}

type Method = GapReport['method']

export type AirNow = { readonly station: Station; readonly measure: Measure; readonly band: HealthBand | undefined }

export type Overview = {
  readonly place: Place
  readonly lineage: readonly Area[]
  readonly kinds: readonly KindHere[]
  readonly parking: readonly ParkingSite[]
  readonly air: AirNow | undefined
  readonly weather: Station | undefined
  readonly river: Station | undefined
  readonly gap: GapOfService | undefined
}

export async function loadOverview(services: Services, place: Place): Promise<Overview> {
  const report = await services.gap.report()
  const [lineage, kinds, parking, air, weather, water] = await Promise.all([
    services.region.lineage(place.area.code),
    loadKinds(services, place, report.method),
    around(place, async (where) => (await services.parking.near(where, 3)).sites),
    around(place, (where) => services.environment.near(where, 'air', 1)),
    around(place, (where) => services.environment.near(where, 'weather', 1)),
    around(place, (where) => services.environment.near(where, 'water', 1)),
  ])
  return {
    place,
    lineage,
    kinds,
    parking: parking.found,
    air: air.found[0] && airNow(services, air.found[0]),
    weather: weather.found[0],
    river: water.found[0],
    gap: widestGap(report.services),
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

/** Estimated as the gap itself is, so that a resident and a planner see the same minutes. */
function wayTo(nearest: Facility | undefined, { standard }: ServiceKind, { area }: Place, method: Method): KindHere['way'] {
  if (nearest?.metres === undefined || area.class === undefined) return undefined
  const minutes = ((nearest.metres / 1000) * method.detour * 60) / method.speed[area.class]
  const promised = standard[area.class]
  return { minutes, promised, isInTime: minutes <= promised }
}

async function loadKinds(services: Services, place: Place, method: Method): Promise<readonly KindHere[]> {
  const [info, counts] = await Promise.all([services.region.info(), services.region.countFacilities(place.area.code)])
  const near = place.from
  const close = near ? await services.region.facilities({ near, limit: 200 }) : []
  const kinds: KindHere[] = []
  for (const service of info?.services ?? []) {
    const { kind } = service
    const nearest =
      close.find((facility) => facility.kind === kind) ??
      (near && (await services.region.facilities({ near, kind, limit: 1 }))[0])
    kinds.push({ service, count: counts.get(kind) ?? 0, nearest, way: wayTo(nearest, service, place, method) })
  }
  return kinds
}
