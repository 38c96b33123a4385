/** How a group of residents is served: see the fields of `GapRow` in the contract. */
export type Reach = {
  readonly population: number
  readonly reached: number
  readonly share?: number
  readonly meanMinutes?: number
  readonly medianMinutes?: number
  readonly unreachable: number
}

/**
 * Who of some settlements reaches a facility within the standard, and how far it is for them.
 *
 * The mean and the median weigh by residents and cover those for whom a facility exists; the rest are counted in
 * `unreachable`, and in `population`, so that the share falls for them. The median is the lower weighted median: the
 * fewest minutes within which half of them are.
 *
 * @param people residents per settlement
 * @param minutes to the nearest facility, per settlement; `Infinity` where none exists
 * @param standards minutes promised, per settlement; exactly the standard is within it
 * @see Edgeworth (1888), Philosophical Magazine 25: weighted median
 */
export function measureReach(people: Float64Array, minutes: Float64Array, standards: Float64Array): Reach {
  let population = 0
  let reached = 0
  let unreachable = 0
  let travelled = 0
  for (let i = 0; i < people.length; i++) {
    const residents = people[i] as number
    const time = minutes[i] as number
    population += residents
    if (time <= (standards[i] as number)) reached += residents
    if (time === Number.POSITIVE_INFINITY) unreachable += residents
    else travelled += residents * time
  }
  const served = population - unreachable
  return {
    population,
    reached,
    unreachable,
    ...(population > 0 && { share: reached / population }),
    ...(served > 0 && { meanMinutes: travelled / served, medianMinutes: weightedMedian(minutes, people, served) }),
  }
}

/** Minutes to the nearest facility per settlement, through a share of the time that is asked about. */
export type Slice = { readonly share: number; readonly minutes: Float64Array }

/**
 * Reach over a time: residents reached and unreachable are means over it, and so is the share; the mean of the minutes weighs
 * each resident by how long a facility can be reached. The median is told of a single moment only.
 */
export function measureReachOver(people: Float64Array, slices: readonly Slice[], standards: Float64Array): Reach {
  const [only] = slices
  if (only !== undefined && slices.length === 1) return measureReach(people, only.minutes, standards)
  let [population, reached, unreachable, travelled, served] = [0, 0, 0, 0, 0]
  for (const { share, minutes } of slices) {
    const reach = measureReach(people, minutes, standards)
    const residents = reach.population - reach.unreachable
    population = reach.population
    reached += share * reach.reached
    unreachable += share * reach.unreachable
    served += share * residents
    travelled += share * residents * (reach.meanMinutes ?? 0)
  }
  return {
    population,
    reached,
    unreachable,
    ...(population > 0 && { share: reached / population }),
    ...(served > 0 && { meanMinutes: travelled / served }),
  }
}

/** @param total the residents for whom minutes are finite, more than zero */
function weightedMedian(minutes: Float64Array, people: Float64Array, total: number): number {
  const order = Uint32Array.from({ length: minutes.length }, (_, i) => i)
  order.sort((a, b) => (minutes[a] as number) - (minutes[b] as number) || a - b)
  let before = 0
  for (const i of order) {
    before += people[i] as number
    if (before >= total / 2) return minutes[i] as number
  }
  throw new RangeError('the residents do not add up to their total')
}
