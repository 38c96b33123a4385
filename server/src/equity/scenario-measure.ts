import type { ScenarioMeasure } from '#contract'
import { minutesToKth, minutesToNearest } from './access.ts'
import { perPerson } from './catchment.ts'
import { twoStep } from './catchment-methods.ts'
import { gini, lorenzCurve, readTenths } from './concentration.ts'
import { type Decay, weigh } from './decay.ts'
import { decomposeTheil, theilT } from './entropy.ts'
import type { Pairs } from './pairs.ts'
import { areaClasses, type Places } from './places.ts'
import { measureReach } from './reach.ts'
import type { Changed, Standing } from './scenario-changes.ts'
import { weekdays } from './scenario-changes.ts'
import type { IsOpen } from './supply.ts'
import type { Goals, Travel, TravelAsk } from './travel-service.ts'

/** Beyond so many minutes, or the standard where that is more, no second facility and no capacity is looked for. */
const usualLimit = 120
const steps: Decay = { kind: 'stepped', until: [15, 30, 60], weights: [1, 0.68, 0.22] }

/** What every settlement of the region has, before or after. */
export type State = {
  /** Minutes to the nearest, whatever the day; `Infinity` where there is none. */
  readonly minutes: Float64Array
  readonly secondNearest: Float64Array
  /** Capacity per resident within reach (E2SFCA with steps of 15, 30 and 60 minutes). */
  readonly capacity: Float64Array
  /** Of each day of the week, Monday first: 1 where something that is open then is within the standard. */
  readonly days: readonly Uint8Array[]
}

/** Measures the facilities as they are before and after. @returns the two states, and what travel could not use */
export async function measureStates(
  places: Places,
  facilities: readonly Changed[],
  standards: Float64Array,
  { travel, isOpen, ask }: { readonly travel: Travel; readonly isOpen: IsOpen; readonly ask: TravelAsk },
): Promise<{ readonly before: State; readonly after: State; readonly faults: readonly string[] }> {
  const then = facilities.flatMap(({ id, before }) => (before === undefined ? [] : [{ id, standing: before }]))
  // A facility that has moved stands in both places, and in neither twice.
  const moved = facilities.flatMap(({ id, before, after }) => {
    if (after === undefined || after.position === before?.position) return []
    return [{ id: `${id} after`, standing: after }]
  })
  const goals = goalsOf([...then, ...moved])
  const limit = standards.reduce((most, minutes) => Math.max(most, minutes), usualLimit)
  const { pairs, faults } = await travel.within(places, goals, ask, limit)
  const isAfter = new Set(
    facilities.filter(({ after, before }) => after !== undefined && after.position === before?.position).map(({ id }) => id),
  )
  const standingAfter = new Map(facilities.map(({ id, after }) => [id, after]))
  const before = [...then.map(({ standing }) => standing), ...moved.map(() => undefined)]
  const after = [
    ...then.map(({ id }) => (isAfter.has(id) ? standingAfter.get(id) : undefined)),
    ...moved.map(({ standing }) => standing),
  ]
  const stateOf = (standings: readonly (Standing | undefined)[]) =>
    measureState(places, { goals, pairs, standings, standards, travel, isOpen, ask })
  return { before: await stateOf(before), after: await stateOf(after), faults }
}

function goalsOf(all: readonly { readonly id: string; readonly standing: Standing }[]): Goals {
  return {
    ids: all.map(({ id }) => id),
    longitudes: Float64Array.from(all, ({ standing }) => standing.position[0]),
    latitudes: Float64Array.from(all, ({ standing }) => standing.position[1]),
    capacities: new Float64Array(all.length).fill(1),
  }
}

type Situation = {
  readonly goals: Goals
  readonly pairs: Pairs
  readonly standings: readonly (Standing | undefined)[]
  readonly standards: Float64Array
  readonly travel: Travel
  readonly isOpen: IsOpen
  readonly ask: TravelAsk
}

async function measureState(
  places: Places,
  { goals, pairs, standings, standards, travel, isOpen, ask }: Situation,
): Promise<State> {
  const capacities = Float64Array.from(standings, (standing) => standing?.capacity ?? 0)
  const nearest = await travel.nearest(places, { ...goals, capacities }, ask)
  const { people } = places.settlements
  const rows = { pairs, weights: weigh(pairs, steps), people }
  return {
    minutes: minutesToNearest(nearest.pairs, capacities),
    secondNearest: minutesToKth(pairs, capacities, 2),
    capacity: perPerson(twoStep, rows, capacities),
    days: weekdays.map((name, day) => {
      const open = capacities.map((capacity, f) => (isThere(standings[f], name, day, isOpen) ? capacity : 0))
      const minutes = minutesToNearest(pairs, open)
      return Uint8Array.from(minutes, (time, s) => Number(time <= (standards[s] as number)))
    }),
  }
}

/** Whether a facility is open at any half hour of a day; of which nobody knows when it is open, that counts as open. */
function isThere(standing: Standing | undefined, name: (typeof weekdays)[number], day: number, isOpen: IsOpen): boolean {
  if (standing === undefined) return false
  if (standing.days !== undefined) return standing.days.includes(name)
  const { openingHours } = standing
  if (openingHours === undefined) return true
  return Array.from({ length: 48 }, (_, half) => isOpen(openingHours, day, half * 30)).some((open) => open !== false)
}

export type Figures = Partial<Record<ScenarioMeasure, number>>

/** Every measure of some settlements. @param isWhole of all classes together, so that they can be set against each other */
export function figuresOf(places: Places, state: State, standards: Float64Array, chosen: Uint32Array, isWhole: boolean): Figures {
  const pick = (values: Float64Array) => Float64Array.from(chosen, (s) => values[s] as number)
  const people = pick(places.settlements.people)
  const classes = Uint8Array.from(chosen, (s) => places.settlements.classes[s] as number)
  const minutes = pick(state.minutes)
  const { population, reached, share, meanMinutes, medianMinutes } = measureReach(people, minutes, pick(standards))
  const second = measureReach(people, pick(state.secondNearest), pick(standards)).meanMinutes
  const spread = { values: pick(state.capacity), people }
  const had = spread.values.reduce((sum, value, i) => sum + value * (people[i] as number), 0)
  const days = state.days.reduce(
    (sum, day) => sum + chosen.reduce((all, s, i) => all + (day[s] as number) * (people[i] as number), 0),
    0,
  )
  return {
    reached,
    ...(share !== undefined && { share }),
    ...(meanMinutes !== undefined && { meanMinutes }),
    ...(medianMinutes !== undefined && { medianMinutes }),
    ...(second !== undefined && { secondNearest: second }),
    ...(population > 0 && { capacityPerThousand: (had / population) * 1000, daysReached: days / population }),
    ...(had > 0 && { gini: gini(spread), theil: theilT(spread) }),
    ...(had > 0 && isWhole && { theilBetween: decomposeTheil(spread, classes, areaClasses.length, 'T').between }),
    ...(isWhole && ratioOf(people, classes, minutes, pick(standards))),
  }
}

/** Shares of the whole that the lowest 0, 10 … 100 % of residents have; undefined where nobody has any. */
export function lorenzOf(places: Places, state: State, chosen: Uint32Array): readonly number[] | undefined {
  const pick = (values: Float64Array) => Float64Array.from(chosen, (s) => values[s] as number)
  const spread = { values: pick(state.capacity), people: pick(places.settlements.people) }
  if (!spread.values.some((value, i) => value > 0 && (spread.people[i] as number) > 0)) return undefined
  return readTenths(lorenzCurve(spread))
}

/** Rural share reached ÷ urban share reached. */
function ratioOf(people: Float64Array, classes: Uint8Array, minutes: Float64Array, standards: Float64Array): Figures {
  const shareOf = (name: (typeof areaClasses)[number]) => {
    const isIn = (_: number, i: number) => classes[i] === areaClasses.indexOf(name)
    return measureReach(people.filter(isIn), minutes.filter(isIn), standards.filter(isIn)).share
  }
  const [rural, urban] = [shareOf('rural'), shareOf('urban')]
  return rural === undefined || urban === undefined || urban === 0 ? {} : { ruralToUrban: rural / urban }
}
