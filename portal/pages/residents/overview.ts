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
} from '@datong/server/contract'
import type { Place } from '../../site/place.ts'
import { around } from './around.ts'

export type KindHere = { readonly service: ServiceKind; readonly count: number; readonly nearest: Facility | undefined }

export type AirNow = { readonly station: Station; readonly measure: Measure; readonly band: HealthBand | undefined }

export type Overview = {
  readonly place: Place
  readonly lineage: readonly Area[]
  readonly kinds: readonly KindHere[]
  readonly parking: readonly ParkingSite[]
  readonly air: AirNow | undefined
  readonly weather: Station | undefined
  readonly gap: GapOfService | undefined
}

export async function loadOverview(services: Services, place: Place): Promise<Overview> {
  const [lineage, kinds, parking, air, weather, report] = await Promise.all([
    services.region.lineage(place.area.code),
    loadKinds(services, place),
    around(place, async (where) => (await services.parking.near(where, 3)).sites),
    around(place, (where) => services.environment.near(where, 'air', 1)),
    around(place, (where) => services.environment.near(where, 'weather', 1)),
    services.gap.report(),
  ])
  return {
    place,
    lineage,
    kinds,
    parking: parking.found,
    air: air.found[0] && airNow(services, air.found[0]),
    weather: weather.found[0],
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

async function loadKinds(services: Services, place: Place): Promise<readonly KindHere[]> {
  const [info, counts] = await Promise.all([services.region.info(), services.region.countFacilities(place.area.code)])
  const near = place.from
  const close = near ? await services.region.facilities({ near, limit: 200 }) : []
  const kinds: KindHere[] = []
  for (const service of info?.services ?? []) {
    const { kind } = service
    const nearest =
      close.find((facility) => facility.kind === kind) ??
      (near && (await services.region.facilities({ near, kind, limit: 1 }))[0])
    kinds.push({ service, count: counts.get(kind) ?? 0, nearest })
  }
  return kinds
}
