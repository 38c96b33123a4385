import type { AreaClass } from '#contract'
import type { DemoArea, Divisions } from './divisions.ts'
import { cellAt, kmBetween, type Point } from './grid.ts'
import { type Name, streetNames } from './names.ts'
import { type Random, randomFor } from './random.ts'

export const ageBands = ['0-14', '15-59', '60-79', '80+'] as const
export type AgeBand = (typeof ageBands)[number]

/** Where people live: a neighbourhood of the city, a quarter of a town, or a village. */
export type Settlement = {
  readonly id: string
  readonly area: DemoArea
  readonly class: AreaClass
  readonly point: Point
  readonly name: Name
  readonly population: number
  readonly ages: Readonly<Record<AgeBand, number>>
  /** 0 in the middle of the city, 1 at the far end of the island. */
  readonly remoteness: number
}

/** How China's statistical codes read in the three classes of the gap. */
export const classes: Readonly<Record<string, AreaClass>> = {
  '111': 'urban',
  '112': 'urban',
  '121': 'town',
  '122': 'town',
  '123': 'town',
  '210': 'rural',
  '220': 'rural',
}

const quarterNames: readonly Name[] = [
  { en: 'Old Market', zh: '老街' },
  { en: 'East Gate', zh: '东门' },
  { en: 'West Gate', zh: '西门' },
  { en: 'North Road', zh: '北路' },
  { en: 'South Road', zh: '南路' },
  { en: 'Mill End', zh: '磨坊' },
  { en: 'New Houses', zh: '新居' },
]

/** Settles about two and a half million people: densely in the middle, older and thinner the farther out. */
export function settle(seed: number, divisions: Divisions): Settlement[] {
  const random = randomFor(seed, 'people')
  const streets = streetNames(seed)
  const [region] = divisions.areas
  if (!region) throw new Error('the region has no areas')
  const remote = (point: Point): number => Math.min(1, kmBetween(point, region.point) / 52)
  const towns = divisions.towns.flatMap((town, index) => {
    const remoteness = remote(town.point)
    const plan = quartersOf(random, town, remoteness)
    return Array.from({ length: plan.count }, (_, part) => {
      const isCity = town.class.startsWith('11')
      const quarter = isCity ? (streets.pop() as Name) : (quarterNames[part] as Name)
      const name = isCity ? quarter : { en: `${town.root.en} ${quarter.en}`, zh: `${town.root.zh}${quarter.zh}` }
      const point = part === 0 ? town.point : nearby(random, divisions, index, plan.radiusKm)
      const population = Math.round(plan.people * random.between(0.75, 1.25))
      return settlement({ id: `${town.code}-${part + 1}`, area: town, point, name, population, remoteness, random })
    })
  })
  const villages = divisions.villages.map((village) => {
    const remoteness = remote(village.point)
    const base = village.class === '112' ? 2600 : village.class === '122' ? 1500 : 1280 - 580 * remoteness
    const population = Math.max(60, Math.round(base * Math.exp(0.5 * random.normal() - 0.12)))
    return settlement({
      id: village.code,
      area: village,
      point: village.point,
      name: village.name,
      population,
      remoteness,
      random,
    })
  })
  return [...towns, ...villages]
}

type Quarters = { readonly count: number; readonly people: number; readonly radiusKm: number }

function quartersOf(random: Random, town: DemoArea, remoteness: number): Quarters {
  if (town.class.startsWith('11')) return { count: 10, people: 9_900 - 15_000 * remoteness, radiusKm: 1.5 }
  const isSeat = town.level === 'town' && town.code.endsWith('101')
  if (isSeat) return { count: 7, people: 6200 - 1500 * remoteness, radiusKm: 1.3 }
  if (town.class === '210') return { count: 1, people: 1700 - 700 * remoteness, radiusKm: 0.8 }
  return { count: random.whole(3, 4), people: 2900 - 1200 * remoteness, radiusKm: 1 }
}

/** A point around a town's middle that still lies in the town. */
function nearby(random: Random, divisions: Divisions, town: number, radiusKm: number): Point {
  const middle = (divisions.towns[town] as DemoArea).point
  for (let attempt = 0; attempt < 40; attempt++) {
    const [angle, km] = [random.between(0, 2 * Math.PI), radiusKm * Math.sqrt(random.between(0.08, 1))]
    const point = { x: middle.x + km * Math.cos(angle), y: middle.y + km * Math.sin(angle) }
    if (divisions.townOf[cellAt(point)] === town) return point
  }
  return { x: middle.x + random.between(-0.2, 0.2), y: middle.y + random.between(-0.2, 0.2) }
}

type Draft = Omit<Settlement, 'class' | 'ages'> & { readonly random: Random }

function settlement({ random, ...draft }: Draft): Settlement {
  const areaClass = classes[draft.area.class] ?? 'rural'
  return { ...draft, class: areaClass, ages: agesOf(random, areaClass, draft.remoteness, draft.population) }
}

/** The young move to the city; those who stay grow old. */
function agesOf(random: Random, areaClass: AreaClass, remoteness: number, population: number): Record<AgeBand, number> {
  const age = { urban: 0, town: 0.35, rural: 0.7 + 0.5 * remoteness }[areaClass] + 0.12 * random.normal()
  const shares = [0.15 - 0.035 * age, 0.66 - 0.15 * age, 0.16 + 0.14 * age, 0.03 + 0.045 * age].map((share) =>
    Math.max(0.01, share),
  )
  const total = shares.reduce((sum, share) => sum + share, 0)
  const [young = 0, , old = 0, oldest = 0] = shares.map((share) => Math.round((share / total) * population))
  return { '0-14': young, '15-59': population - young - old - oldest, '60-79': old, '80+': oldest }
}
