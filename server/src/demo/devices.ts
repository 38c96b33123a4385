import type { DemoDevice, Description, Signal, Temper } from './device.ts'
import { airSites, type DeviceSite, meterSites, parkingSites, riverSites, weatherSites } from './device-sites.ts'
import type { DemoArea } from './divisions.ts'
import { cellAt, positionOf } from './grid.ts'
import { type Land, makeLand, usualSeed } from './land.ts'
import { type Random, randomFor } from './random.ts'

type Sort = {
  readonly prefix: string
  readonly kind: string
  readonly decoder: DemoDevice['decoder']
  readonly units: DemoDevice['units']
  /** Shortest and longest seconds between two messages. */
  readonly interval: readonly [number, number]
}

const gas = 'GQ'

/** Every sort of device with the Smart Data Model it feeds and the UN/CEFACT codes of its units. */
const sorts: Readonly<Record<Signal['sort'], Sort>> = {
  parking: { prefix: 'parking', kind: 'OffStreetParking', decoder: 'ngsi-ld', units: {}, interval: [30, 60] },
  air: {
    prefix: 'air',
    kind: 'AirQualityObserved',
    decoder: 'json',
    units: { pm25: gas, pm10: gas, so2: gas, no2: gas, co: gas, o3: gas, temperature: 'CEL' },
    interval: [90, 240],
  },
  river: { prefix: 'river', kind: 'WaterObserved', decoder: 'json', units: { height: 'MTR', flow: 'MQS' }, interval: [150, 300] },
  weather: {
    prefix: 'weather',
    kind: 'WeatherObserved',
    decoder: 'json',
    units: { temperature: 'CEL', relativeHumidity: 'C62', windSpeed: 'MTS', precipitation: 'MMT' },
    interval: [60, 180],
  },
  power: {
    prefix: 'power',
    kind: 'ThreePhaseAcMeasurement',
    decoder: 'json',
    units: { totalActivePower: 'KWT' },
    interval: [120, 300],
  },
  water: {
    prefix: 'water',
    kind: 'WaterConsumptionObserved',
    decoder: 'json',
    units: { waterConsumption: 'LTR' },
    interval: [200, 300],
  },
}

/** About 300 devices of the made-up region: parking, air, river level, weather and meters. */
export function demoDevices(seed = usualSeed, land: Land = makeLand(seed)): DemoDevice[] {
  const random = randomFor(seed, 'devices')
  const byCode = new Map(land.divisions.areas.map((area) => [area.code, area]))
  const sites = [parkingSites, airSites, riverSites, weatherSites, meterSites].flatMap((find) => find(seed, land))
  const counts = new Map<string, number>()
  return sites.map((site, index) => {
    const sort = sorts[site.signal.sort]
    const number = (counts.get(sort.prefix) ?? 0) + 1
    counts.set(sort.prefix, number)
    const id = `${sort.prefix}-${String(number).padStart(3, '0')}`
    return {
      id,
      name: site.name.en,
      kind: sort.kind,
      entity: `urn:ngsi-ld:${sort.kind}:${id}`,
      area: pathOf(byCode, site.area),
      position: positionOf(site.point),
      decoder: sort.decoder,
      units: sort.units,
      describes: describe(site),
      interval: random.whole(...sort.interval),
      signal: site.signal,
      point: site.point,
      height: Math.max(1, land.terrain.height[cellAt(site.point)] ?? 1),
      temper: temperOf(random, index, site.area),
      seeds: { island: seed, own: random.whole(1, 2 ** 30) },
    }
  })
}

/** The NGSI-LD scope of an area: the codes from the top of the region down to it. */
function pathOf(byCode: ReadonlyMap<string, DemoArea>, area: DemoArea): string {
  const above = byCode.get(area.parent ?? '')
  return `${above ? pathOf(byCode, above) : ''}/${area.code}`
}

function describe({ area, name, point, signal }: DeviceSite): Record<string, Description> {
  const common: Record<string, Description> = {
    name: { type: 'LanguageProperty', languageMap: { en: name.en, 'zh-Hans': name.zh } },
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: positionOf(point) } },
    containedInPlace: { type: 'Relationship', object: `urn:ngsi-ld:AdministrativeArea:${area.code}` },
  }
  if (signal.sort === 'parking') return { ...common, totalSpotNumber: { type: 'Property', value: signal.spaces } }
  if (signal.sort !== 'river') return common
  const alert = signal.gauge.dryLevel + 2.1 * signal.gauge.drained ** 0.16
  return { ...common, alertHeight: { type: 'Property', value: Math.round(alert * 10) / 10, unitCode: 'MTR' } }
}

/** Every fiftieth is stuck, every fortieth drifts, a few stammer, and in villages the line is often down. */
function temperOf(random: Random, index: number, area: DemoArea): Temper {
  const isRemote = area.class === '220' || area.class === '210'
  return {
    isStuck: index % 50 === 17,
    driftPerDay: index % 40 === 9 ? random.between(0.012, 0.03) : 0,
    silence: (isRemote ? 0.03 : 0.006) + (index % 37 === 5 ? 0.12 : 0),
    garbage: index % 45 === 23 ? 0.025 : 0.0004,
  }
}
