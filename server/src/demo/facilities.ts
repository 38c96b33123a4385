import type { AreaClass } from '#contract'
import type { DemoArea } from './divisions.ts'
import { cellAt, kmBetween, type Point, pointOf } from './grid.ts'
import type { Name } from './names.ts'
import { classes, type Settlement } from './people.ts'
import { type Random, randomFor } from './random.ts'
import type { Road } from './roads.ts'
import { type ServiceKind, serviceKinds } from './service-kinds.ts'

export type Facility = {
  readonly id: string
  readonly kind: string
  readonly area: DemoArea
  readonly point: Point
  readonly name: Name
  readonly capacity: number
  /** OpenStreetMap `opening_hours`. */
  readonly hours: string
}

/** Puts services where people live, and bus stops beside the roads. */
export function provide(seed: number, settlements: readonly Settlement[], roads: readonly Road[]): Facility[] {
  const byArea = [...Map.groupBy(settlements, (settlement) => settlement.area).entries()]
  return serviceKinds.flatMap((kind) => {
    const random = randomFor(seed, `facilities ${kind.kind}`)
    const sites = byArea.flatMap(([area, homes]) => sitesIn(random, kind, area, homes))
    const all = kind.kind === 'bus-stop' ? [...sites, ...roadsideStops(random, settlements, roads)] : sites
    return named(random, kind, all)
  })
}

type Site = { readonly area: DemoArea; readonly point: Point }

function sitesIn(random: Random, kind: ServiceKind, area: DemoArea, homes: readonly Settlement[]): Site[] {
  const count = byChance(random, expectedIn(kind, area, homes))
  const homesInTurn = random.shuffle(homes)
  return Array.from({ length: count }, (_, index) => {
    const { point } = homesInTurn[index % homesInTurn.length] as Settlement
    const aside = area.level === 'village' ? 0.12 : 0.35
    return { area, point: { x: point.x + random.between(-aside, aside), y: point.y + random.between(-aside, aside) } }
  })
}

function expectedIn(kind: ServiceKind, area: DemoArea, homes: readonly Settlement[]): number {
  const people = homes.reduce((sum, home) => sum + home.population, 0)
  if (area.class.startsWith('11')) return people / kind.residents
  if (area.level === 'village') {
    const remoteness = homes[0]?.remoteness ?? 0
    return kind.expected.village * Math.min(3, (people / 900) ** 0.8) * (1.35 - 0.7 * remoteness)
  }
  if (area.code.endsWith('101')) return kind.expected.seat
  return area.class === '210' ? kind.expected.township : kind.expected.town
}

/** 2.3 is two, and with a chance of 0.3 three. */
function byChance(random: Random, expected: number): number {
  return Math.floor(expected) + (random.next() < expected % 1 ? 1 : 0)
}

/** Buses run on highways and main roads and seldom turn into a lane: a village far from the road has no stop. */
function roadsideStops(random: Random, settlements: readonly Settlement[], roads: readonly Road[]): Site[] {
  const served = roads.filter((road) => road.rank !== 'lane').flatMap((road) => road.way)
  const taken = new Set<number>()
  return settlements.flatMap(({ area, point, population }) => {
    if (area.level !== 'village') return []
    const distance = (cell: number): number => kmBetween(pointOf(cell), point)
    const nearest = served.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best), served[0] ?? 0)
    const isServed = distance(nearest) < 1.3 ? random.next() < 0.8 : random.next() < Math.min(0.3, population / 7000)
    const stop = distance(nearest) < 1.3 ? nearest : cellAt(point)
    if (!isServed || taken.has(stop)) return []
    taken.add(stop)
    return [{ area, point: pointOf(stop) }]
  })
}

function named(random: Random, kind: ServiceKind, sites: readonly Site[]): Facility[] {
  const counts = Map.groupBy(sites, (site) => site.area)
  const numbers = new Map<DemoArea, number>()
  return sites.map(({ area, point }, index) => {
    const number = (numbers.get(area) ?? 0) + 1
    numbers.set(area, number)
    const isOnly = counts.get(area)?.length === 1
    const { en, zh } = kind.facility
    const areaClass: AreaClass = classes[area.class] ?? 'rural'
    const [least, most] = kind.capacity[areaClass]
    return {
      id: `${kind.kind}-${String(index + 1).padStart(4, '0')}`,
      kind: kind.kind,
      area,
      point,
      name: {
        en: `${area.root.en} ${en}${isOnly ? '' : ` ${number}`}`,
        zh: `${area.root.zh}${isOnly ? '' : `第${number}`}${zh}`,
      },
      capacity: random.whole(least, most),
      hours: kind.hours[areaClass],
    }
  })
}
