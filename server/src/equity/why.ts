import { shapley } from './shapley.ts'

/** The factors that a model of access is made of. */
export const whyFactors = ['distance', 'capacity', 'hours', 'digital', 'eligibility', 'language'] as const
export type KnownFactor = (typeof whyFactors)[number]

/**
 * Access of settlements, taken apart: its value is
 * eligibility × ((1 − online) × distance × capacity × hours × language + online × spread × digital).
 */
export type TakenApart = {
  readonly people: Float64Array
  /** How many facilities are near, each discounted by the way to it. */
  readonly distance: Float64Array
  /** Capacity per 1,000 residents of these facilities, on average; NaN where none is near. */
  readonly capacity: Float64Array
  /** Part of the week for which that capacity is open; NaN where none is near. All 1 where nothing is known of hours. */
  readonly hours: Float64Array
  /** Part of the residents who are served in a language they speak, by what is near; 1 where none is. Missing where nothing is known. */
  readonly language?: Float64Array
  /** Part of the residents who are entitled to the service; missing where nothing is known. */
  readonly eligibility?: Float64Array
  /** Part of the residents who can use the service at a distance; undefined where nothing is known, or nothing is given so. */
  readonly digital?: Float64Array
  /** The part of its capacity that is given at a distance. */
  readonly online: number
  /** Capacity per 1,000 residents of the whole region who can use it at a distance: they share that part. */
  readonly spread: number
}

export type Levels = Readonly<Record<KnownFactor, number>> & {
  /** Eligibility among those who can use it at a distance: replaced together with that among those who have it near. */
  readonly eligibilityOnline: number
}

/** The levels of a group of residents: put into the formula, they give its mean access. 0 for what nothing near tells of. */
export function levelsOf(parts: TakenApart, members: readonly number[]): Levels {
  let [people, near, supply, open, spoken, entitled, able, ableEntitled] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (const s of members) {
    const residents = parts.people[s] as number
    const distance = parts.distance[s] as number
    const eligible = parts.eligibility?.[s] ?? 1
    const online = residents * (parts.digital?.[s] ?? 0)
    people += residents
    able += online
    ableEntitled += online * eligible
    if (distance === 0) continue
    const supplied = residents * distance * (parts.capacity[s] as number)
    const opened = supplied * (parts.hours[s] as number)
    const served = opened * (parts.language?.[s] ?? 1)
    near += residents * distance
    supply += supplied
    open += opened
    spoken += served
    entitled += served * eligible
  }
  const per = (whole: number, of: number) => (of === 0 ? 0 : whole / of)
  return {
    distance: per(near, people),
    capacity: per(supply, near),
    hours: per(open, supply),
    language: per(spoken, open),
    eligibility: per(entitled, spoken),
    digital: per(able, people),
    eligibilityOnline: per(ableEntitled, able),
  }
}

export const accessFrom = ({ online, spread }: TakenApart, levels: Levels): number => {
  const { distance, capacity, hours, language, eligibility, digital, eligibilityOnline } = levels
  const inPlace = (1 - online) * distance * capacity * hours * language * eligibility
  return inPlace + online * spread * digital * eligibilityOnline
}

/**
 * What each factor adds to what a group of residents lacks against the city: the mean, over all orders, of what its access gains
 * when that factor alone is made as it is in the city. Where nothing is near, the rest is taken as in the city, so that it is the way
 * that counts.
 *
 * @returns one number per factor; they add up to the city's access minus that of the group
 */
export function decomposeGap(
  parts: TakenApart,
  members: readonly number[],
  city: Levels,
  factors: readonly KnownFactor[],
): number[] {
  const bitOf = (factor: KnownFactor) => (factors.includes(factor) ? 1 << factors.indexOf(factor) : 0)
  const bits = Object.fromEntries(whyFactors.map((factor) => [factor, bitOf(factor)])) as Record<KnownFactor, number>
  const people = members.reduce((sum, s) => sum + (parts.people[s] as number), 0)
  return shapley(factors.length, (set) => {
    let total = 0
    for (const s of members) {
      const isNear = (parts.distance[s] as number) > 0
      const own = (factor: KnownFactor, value: number) => ((set & bits[factor]) !== 0 ? city[factor] : value)
      const eligible = parts.eligibility?.[s] ?? 1
      const levels = {
        distance: own('distance', parts.distance[s] as number),
        capacity: own('capacity', isNear ? (parts.capacity[s] as number) : city.capacity),
        hours: own('hours', isNear ? (parts.hours[s] as number) : city.hours),
        language: own('language', isNear ? (parts.language?.[s] ?? 1) : city.language),
        eligibility: own('eligibility', eligible),
        digital: own('digital', parts.digital?.[s] ?? 0),
        eligibilityOnline: (set & bits.eligibility) !== 0 ? city.eligibilityOnline : eligible,
      }
      total += (parts.people[s] as number) * accessFrom(parts, levels)
    }
    return total / people
  })
}
