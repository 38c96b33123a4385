import type { Signal } from './device.ts'
import type { DemoArea } from './divisions.ts'
import type { Facility } from './facilities.ts'
import { cellAt, cellKm, forNeighbours, kmBetween, type Point, pointOf } from './grid.ts'
import type { Land } from './land.ts'
import type { Name } from './names.ts'
import type { Settlement } from './people.ts'
import { type Random, randomFor } from './random.ts'
import type { Gauge } from './river-signal.ts'
import { scatter } from './scatter.ts'
import type { Terrain } from './terrain.ts'

/** Where a device stands and what it measures there. */
export type DeviceSite = { readonly area: DemoArea; readonly point: Point; readonly name: Name; readonly signal: Signal }

/** Car parks at hospitals, offices, shops and markets, and at the sights of a few villages. */
export function parkingSites(seed: number, land: Land): DeviceSite[] {
  const random = randomFor(seed, 'parking')
  const hospitals = random.shuffle(land.facilities.filter((facility) => facility.kind === 'hospital' && isInCity(facility.area)))
  const offices = some(random, land, 'government-counter', (area) => isInCity(area), 9)
  const shops = some(random, land, 'bank', (area) => isInCity(area), 11)
  const seats = land.divisions.towns.filter(isSeat)
  const inSeats = seats.flatMap((seat) => some(random, land, 'market', (area) => area === seat, 1))
  const clinics = seats.flatMap((seat) => some(random, land, 'hospital', (area) => area === seat, 1))
  const markets = some(random, land, 'market', (area) => area.level === 'town' && !isInCity(area) && !isSeat(area), 12)
  const car = { en: 'Car Park', zh: '停车场' }
  const spaces = (least: number, most: number): number => 10 * random.whole(least / 10, most / 10)
  const at = (facility: Facility, use: 'work' | 'shopping' | 'hospital' | 'market', size: number): DeviceSite =>
    site(facility, joined(facility.name, car), { sort: 'parking', use, spaces: size })
  return [
    ...hospitals.slice(0, 8).map((facility) => at(facility, 'hospital', spaces(180, 620))),
    ...offices.map((facility) => at(facility, 'work', spaces(120, 480))),
    ...shops.map((facility, index) => ({
      ...at(facility, 'shopping', spaces(160, 900)),
      name: joined(facility.area.root, { en: `Shopping Car Park ${index + 1}`, zh: `购物停车场${index + 1}` }),
    })),
    ...inSeats.map((facility) => at(facility, 'shopping', spaces(80, 240))),
    ...clinics.map((facility) => at(facility, 'hospital', spaces(60, 160))),
    ...markets.map((facility) => at(facility, 'market', spaces(30, 90))),
    ...sights(random, land).map((village) =>
      site(village, joined(village.area.root, { en: 'Visitors’ Car Park', zh: '游客停车场' }), {
        sort: 'parking',
        use: 'sights',
        spaces: spaces(20, 80),
      }),
    ),
  ].slice(0, 60)
}

export function airSites(seed: number, land: Land): DeviceSite[] {
  const label = { en: 'Air Station', zh: '空气监测站' }
  return stationSites(randomFor(seed, 'air'), land, { towns: 14, villages: 8, subdistricts: 12 }).map(({ area, point }) => {
    const traffic = isInCity(area) ? 1 : isSeat(area) ? 0.65 : area.level === 'town' ? 0.35 : 0.08
    return { area, point, name: joined(area.root, label), signal: { sort: 'air', traffic } }
  })
}

export function weatherSites(seed: number, land: Land): DeviceSite[] {
  const label = { en: 'Weather Station', zh: '气象站' }
  return stationSites(randomFor(seed, 'weather'), land, { towns: 14, villages: 18, subdistricts: 2 }).map(({ area, point }) => ({
    area,
    point,
    name: joined(area.root, label),
    signal: { sort: 'weather' },
  }))
}

/** Gauges along the rivers, the larger ones first. */
export function riverSites(seed: number, land: Land): DeviceSite[] {
  const random = randomFor(seed, 'gauges')
  const { terrain } = land
  const weight = (cell: number): number => ((terrain.drained[cell] ?? 0) < 60 ? 0 : Math.sqrt(terrain.drained[cell] ?? 0))
  const homes = land.settlements.filter((home) => home.area.level === 'village')
  return scatter(random, weight, { count: 25, spacingKm: 6 }).map((cell) => {
    const point = pointOf(cell)
    const { area } = homes.reduce((best, home) => (kmBetween(home.point, point) < kmBetween(best.point, point) ? home : best))
    const gauge: Gauge = {
      ...catchmentOf(terrain, cell),
      drained: terrain.drained[cell] ?? 0,
      dryLevel: random.between(0.5, 1.1) + 0.1 * Math.log(terrain.drained[cell] ?? 1),
    }
    return { area, point, name: joined(area.root, { en: 'River Gauge', zh: '水位站' }), signal: { sort: 'river', gauge } }
  })
}

/** Electricity meters of public buildings, and water meters of the waterworks. */
export function meterSites(seed: number, land: Land): DeviceSite[] {
  const random = randomFor(seed, 'meters')
  const power = { en: 'Power Meter', zh: '电表' }
  const metered = (kind: string, count: number, use: 'hospital' | 'school' | 'office', kw: number): DeviceSite[] =>
    some(random, land, kind, () => true, count).map((facility) =>
      site(facility, joined(facility.name, power), {
        sort: 'power',
        use,
        size: facility.capacity * kw * random.between(0.8, 1.2),
      }),
    )
  const water = random
    .shuffle(land.divisions.towns)
    .slice(0, 40)
    .map((town) => {
      const people = land.settlements.filter((home) => home.area === town).reduce((sum, home) => sum + home.population, 0)
      const name = joined(town.root, { en: 'Waterworks', zh: '自来水厂' })
      return {
        area: town,
        point: beside(random, town.point),
        name,
        signal: { sort: 'water', litresPerWeek: people * 7 * 120 },
      } as const
    })
  return [
    ...metered('hospital', 20, 'hospital', 1.1),
    ...metered('school', 40, 'school', 0.12),
    ...metered('government-counter', 25, 'office', 4),
    ...metered('library', 10, 'office', 0.35),
    ...water,
  ]
}

type Counts = { readonly towns: number; readonly villages: number; readonly subdistricts: number }

function stationSites(random: Random, land: Land, counts: Counts): { area: DemoArea; point: Point }[] {
  const towns = random.shuffle(land.divisions.towns)
  const areas = [
    ...towns.filter(isInCity).slice(0, counts.subdistricts),
    ...towns.filter(isSeat),
    ...towns.filter((town) => !isInCity(town) && !isSeat(town)).slice(0, counts.towns),
    ...random.shuffle(land.divisions.villages).slice(0, counts.villages),
  ]
  return areas.map((area) => ({ area, point: beside(random, area.point) }))
}

/** Villages in the hills or by the sea that people visit. */
function sights(random: Random, land: Land): Settlement[] {
  const isWorthIt = ({ area, point }: Settlement): boolean => {
    const cell = cellAt(point)
    return area.level === 'village' && ((land.terrain.height[cell] ?? 0) > 150 || (land.terrain.coastKm[cell] ?? 9) < 1.6)
  }
  return random.shuffle(land.settlements.filter(isWorthIt)).slice(0, 14)
}

/** The middle of the land whose water passes a gauge, found by walking up the largest river. */
function catchmentOf(terrain: Terrain, gauge: number): Pick<Gauge, 'catchment' | 'catchmentHeight'> {
  let at = gauge
  const steps = Math.round((0.6 * Math.sqrt(terrain.drained[gauge] ?? 0)) / cellKm)
  for (let step = 0; step < steps; step++) {
    let up = -1
    forNeighbours(at, (neighbour) => {
      const flowsHere = terrain.downstream[neighbour] === at
      if (flowsHere && (terrain.drained[neighbour] ?? 0) > (terrain.drained[up] ?? 0)) up = neighbour
    })
    if (up < 0) break
    at = up
  }
  return { catchment: pointOf(at), catchmentHeight: terrain.height[at] ?? 0 }
}

function some(random: Random, land: Land, kind: string, where: (area: DemoArea) => boolean, count: number): Facility[] {
  return random.shuffle(land.facilities.filter((facility) => facility.kind === kind && where(facility.area))).slice(0, count)
}

function site({ area, point }: { area: DemoArea; point: Point }, name: Name, signal: Signal): DeviceSite {
  return { area, point, name, signal }
}

function joined(place: Name, what: Name): Name {
  return { en: `${place.en} ${what.en}`, zh: `${place.zh}${what.zh}` }
}

function beside(random: Random, { x, y }: Point): Point {
  return { x: x + random.between(-0.3, 0.3), y: y + random.between(-0.3, 0.3) }
}

const isInCity = (area: DemoArea): boolean => area.class.startsWith('11')
const isSeat = (area: DemoArea): boolean => area.level === 'town' && area.code.endsWith('101')
