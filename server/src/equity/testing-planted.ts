import type { AreaClass, Estimate } from '#contract'
import { minutesToNearest } from './access.ts'
import { summarise } from './access-summary.ts'
import { createRandom } from './bootstrap.ts'
import { perPerson } from './catchment.ts'
import { twoStep } from './catchment-methods.ts'
import { weigh, within } from './decay.ts'
import { divide, logOfMean } from './estimate.ts'
import { gapOfService } from './gap.ts'
import { toPairs } from './pairs.ts'
import { areaClasses, type Facilities, type Places, type Settlements, type Standard } from './places.ts'
import { pairWithNearest, visitPairsWithin } from './travel-line.ts'
import { figuresOf } from './use-figures.ts'
import { gather, type WaitingFact } from './use-gather.ts'
import { type GapByMonth, warnOfGrowth } from './use-trend.ts'

/** A figure of a city whose truth is known, because the city was made to have it, and what is found of it. */
export type Found = { readonly truth: number; readonly estimate: Estimate | undefined }

/** By how much the countryside is worse off than the city, in each respect; 1 is no gap. */
export type Plant = { readonly seed: number; readonly gap: number }

type Both<Value> = { readonly urban: Value; readonly rural: Value }
type City = { readonly places: Places; readonly service: Standard }

const travel = { detour: 1.3, speed: { urban: 20, town: 25, rural: 30 } }
const kilometresPerDegree = (Math.PI / 180) * 6371.0088
const homes: Both<number> = { urban: 80, rural: 120 }

/**
 * A city and its countryside: catchments far from each other, each with one facility, and a settlement anywhere in the disc around
 * it, with any number of residents.
 *
 * @param radius of the discs in km: the mean way is two thirds of it
 * @param capacity of a facility per expected resident, half to one and a half times
 */
function makeCity(seed: number, radius: Both<number>, capacity: Both<number>): City {
  const random = createRandom(seed)
  const each = (['urban', 'rural'] as const).flatMap((name) =>
    Array.from({ length: homes[name] }, (_, i) => makeHome(random, name, i, radius[name], capacity[name])),
  )
  const settlements: Settlements = {
    ids: each.map(({ id }) => id),
    areas: each.map(() => 'all'),
    longitudes: Float64Array.from(each, ({ home }) => home[0]),
    latitudes: Float64Array.from(each, ({ home }) => home[1]),
    people: Float64Array.from(each, ({ people }) => people),
    classes: Uint8Array.from(each, ({ name }) => areaClasses.indexOf(name)),
  }
  const facilities: Facilities = {
    ids: each.map(({ id }) => id),
    longitudes: Float64Array.from(each, ({ facility }) => facility[0]),
    latitudes: Float64Array.from(each, ({ facility }) => facility[1]),
    capacities: Float64Array.from(each, (one) => one.capacity),
    hours: each.map(() => undefined),
  }
  const service: Standard = { kind: 'clinic', names: { en: 'Clinic' }, standard: { urban: 15, town: 15, rural: 15 } }
  const places: Places = {
    ...{ version: 1, timeZone: 'UTC', travel, files: new Map(), services: [service], areas: new Map(), settlements },
    facilities: new Map([['clinic', facilities]]),
    shares: new Map(),
  }
  return { places, service }
}

/** Residents of a home on average: what capacity is planned by. */
const meanPeople = 20 * ((Math.exp(3) - 1) / 3)

function makeHome(random: () => number, name: 'urban' | 'rural', i: number, radius: number, capacity: number) {
  const latitude = name === 'urban' ? 0 : 3
  const facility = [i, latitude] as const
  const way = (radius * Math.sqrt(random())) / kilometresPerDegree
  const angle = 2 * Math.PI * random()
  const home = [i + (way * Math.cos(angle)) / Math.cos((latitude * Math.PI) / 180), latitude + way * Math.sin(angle)] as const
  const people = 20 * Math.exp(3 * random())
  return { id: `${name}-${i}`, name, facility, home, people, capacity: capacity * meanPeople * (0.5 + random()) }
}

const even: Both<number> = { urban: 1, rural: 1 }
const whole = ({ settlements }: Places) => [0, settlements.ids.length] as const

function gapOfCity({ places, service }: City) {
  const facilities = places.facilities.get('clinic') as Facilities
  const minutes = minutesToNearest(pairWithNearest(places.settlements, facilities, travel), facilities.capacities)
  const travelled = { slices: [{ share: 1, minutes }], methods: new Uint8Array(minutes.length), unknownHours: 0 }
  return gapOfService(places, service, travelled, whole(places))
}

const toFound = (
  truth: number,
  value: number | undefined,
  interval?: { readonly low: number; readonly high: number },
): Found => ({
  truth,
  estimate: value === undefined || interval === undefined ? undefined : { value, ...interval },
})

/** Minutes of the countryside ÷ those of the city. */
export function plantDistance({ seed, gap }: Plant): Found {
  const radius = { urban: 6, rural: (6 * gap * travel.speed.rural) / travel.speed.urban }
  const { minutesRuralToUrban, minutesInterval } = gapOfCity(makeCity(seed, radius, even))
  return toFound(gap, minutesRuralToUrban, minutesInterval)
}

/** Residents within the standard, of the countryside ÷ of the city, where 15 minutes reach half of the city's disc. */
export function plantReach({ seed, gap }: Plant): Found {
  const within15 = (name: 'urban' | 'rural') => (15 * travel.speed[name]) / 60 / travel.detour
  const radius = { urban: within15('urban') * Math.SQRT2, rural: within15('rural') * Math.sqrt(2 * gap) }
  const { ruralToUrban, interval } = gapOfCity(makeCity(seed, radius, even))
  return toFound(1 / gap, ruralToUrban, interval)
}

/** Capacity per resident by the two-step floating catchment. */
export function plantSupply({ seed, gap }: Plant): Found {
  const { places } = makeCity(seed, { urban: 3, rural: 3 }, { urban: 0.002, rural: 0.002 / gap })
  const { settlements } = places
  const facilities = places.facilities.get('clinic') as Facilities
  const triples: [number, number, number][] = []
  visitPairsWithin(settlements, facilities, travel, 60, (s, f, minutes) => triples.push([s, f, minutes]))
  const pairs = toPairs(settlements.ids.length, triples)
  const rows = { pairs, weights: weigh(pairs, within(60)), people: settlements.people }
  const { ruralToUrban, interval } = summarise(places, perPerson(twoStep, rows, facilities.capacities), whole(places), false)
  return toFound(1 / gap, ruralToUrban, interval)
}

/** How a planted service was used: exponential waits, and cases that end with an answer by chance. */
function useOf({ seed, gap }: Plant) {
  const random = createRandom(seed)
  const paths = ['/r/a/v', '/r/a/w', '/r/b/x', '/r/b']
  const ages = ['0-59', '60-79', '80+']
  const waits: number[] = []
  const facts = Array.from({ length: 700 }, (_, id): WaitingFact => {
    const name: AreaClass = random() < 0.5 ? 'urban' : 'rural'
    const isRural = name === 'rural'
    waits.push(-10 * (isRural ? gap : 1) * Math.log(1 - random()))
    return {
      ...{ id, service: 'permit', class: name, age: ages[Math.floor(random() ** 2 * 3)] ?? null },
      path: paths[Math.floor(random() * paths.length)] ?? '',
      channel: random() < 0.6 ? 'web' : random() < 0.8 ? 'counter' : 'helper',
      isCompleted: random() < 0.9 / (isRural ? gap : 1),
    }
  })
  const batches = gather(facts, random).map((batch) => ({
    ...batch,
    ...{ month: '2026-01', cases: batch.facts.length, marks: null, waits: batch.facts.map((id) => waits[id] ?? 0) },
  }))
  return figuresOf('permit', batches).told.gaps[0]
}

export const plantWaiting = (plant: Plant): Found => ({ truth: plant.gap, estimate: useOf(plant)?.meanDays })
export const plantMedianWaiting = (plant: Plant): Found => ({ truth: plant.gap, estimate: useOf(plant)?.medianDays })
export const plantCompletion = (plant: Plant): Found => ({ truth: 1 / plant.gap, estimate: useOf(plant)?.completed })

/** Whether twelve months of waiting for five services raise any warning, where the gap is multiplied by so much each month. */
export function isWarned({ seed, gap }: Plant): boolean {
  const random = createRandom(seed)
  const waits = (mean: number) => Float64Array.from({ length: 40 }, () => -mean * Math.log(1 - random()))
  const gaps = Array.from(
    { length: 5 },
    (): GapByMonth => ({
      figure: 'waiting',
      months: Array.from({ length: 12 }, (_, month) => {
        const ratio = divide(logOfMean(waits(10 * gap ** month)), logOfMean(waits(10)))
        return { month: `${month}`, ...(ratio && { ratio }) }
      }),
    }),
  )
  return warnOfGrowth(gaps).some((warning) => warning !== undefined)
}

export const plants = {
  distance: plantDistance,
  reach: plantReach,
  supply: plantSupply,
  waiting: plantWaiting,
  'median waiting': plantMedianWaiting,
  completion: plantCompletion,
}

export type Tally = { readonly found: number; readonly falseGaps: number; readonly missed: number }

/** Of some runs: in how many the interval holds the planted gap; and, where none is planted, in how many it says that there is one. */
export function tally(plant: (plant: Plant) => Found, runs: number, gap: number): Tally {
  let [found, falseGaps, missed] = [0, 0, 0]
  for (let seed = 1; seed <= runs; seed++) {
    const planted = plant({ seed, gap })
    const { estimate, truth } = planted
    if (estimate !== undefined && estimate.low <= truth && truth <= estimate.high) found++
    if (estimate !== undefined && estimate.low <= 1 && 1 <= estimate.high) missed++
    const none = plant({ seed: seed + 100_000, gap: 1 }).estimate
    if (none === undefined || none.low > 1 || none.high < 1) falseGaps++
  }
  return { found, falseGaps, missed }
}
