import type { ScenarioMeasure } from '#contract'
import { minutesToKth, minutesToNearest } from './access.ts'
import { perPerson } from './catchment.ts'
import { twoStep } from './catchment-methods.ts'
import { gini, lorenzCurve, readTenths } from './concentration.ts'
import { usualSteps, weigh } from './decay.ts'
import { decomposeTheil, theilT } from './entropy.ts'
import type { Pairs } from './pairs.ts'
import { areaClasses, type Places } from './places.ts'
import { measureReach } from './reach.ts'
import type { Changed, Standing } from './scenario-changes.ts'
import { weekdays } from './scenario-changes.ts'
import type { IsOpen } from './supply.ts'
import type { Goals, Travel, TravelAsk } from './travel-service.ts'
import { jointAccess, virtualTwoStep } from './virtual.ts'

/** Beyond so many minutes, or the standard where that is more, no second facility and no capacity is looked for. */
const usualLimit = 120

/** What every settlement of the region has, before or after. */
export type State = {
  /** Minutes to the nearest, whatever the day; `Infinity` where there is none. */
  readonly minutes: Float64Array
  readonly secondNearest: Float64Array
  /** Capacity per resident within reach (E2SFCA with steps of 15, 30 and 60 minutes). */
  readonly capacity: Float64Array
  /** Of each day of the week, Monday first: 1 where something that is open then is within the standard. */
  readonly days: readonly Uint8Array[]
  /** Of a service that is given at a distance, too: the share that can use it so, and capacity per resident in both ways. */
  readonly online?: { readonly able: Float64Array; readonly joint: Float64Array }
}

/** The part of a service's capacity that is given at a distance, and who can use it before and after. */
export type Online = { readonly part: number; readonly before: Float64Array; readonly after: Float64Array }

/** Measures the facilities as they are before and after. @returns the two states, and what travel could not use */
export async function measureStates(
  places: Places,
  facilities: readonly Changed[],
  standards: Float64Array,
  {
    travel,
    isOpen,
    ask,
    online,
  }: { readonly travel: Travel; readonly isOpen: IsOpen; readonly ask: TravelAsk; readonly online?: Online },
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
  const stateOf = (standings: readonly (Standing | undefined)[], when: 'before' | 'after') =>
    measureState(places, {
      ...{ goals, pairs, standings, standards, travel, isOpen, ask },
      ...(online && { online: { part: online.part, able: online[when] } }),
    })
  return { before: await stateOf(before, 'before'), after: await stateOf(after, 'after'), faults }
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
  readonly online?: { readonly part: number; readonly able: Float64Array }
}

async function measureState(
  places: Places,
  { goals, pairs, standings, standards, travel, isOpen, ask, online }: Situation,
): Promise<State> {
  const capacities = Float64Array.from(standings, (standing) => standing?.capacity ?? 0)
  const nearest = await travel.nearest(places, { ...goals, capacities }, ask)
  const { people } = places.settlements
  const rows = { pairs, weights: weigh(pairs, usualSteps), people }
  const capacity = perPerson(twoStep, rows, capacities)
  return {
    minutes: minutesToNearest(nearest.pairs, capacities),
    secondNearest: minutesToKth(pairs, capacities, 2),
    capacity,
    ...(online && { online: { able: online.able, joint: jointWith(online, capacity, capacities, people) } }),
    days: weekdays.map((name, day) => {
      const open = capacities.map((capacity, f) => (isThere(standings[f], name, day, isOpen) ? capacity : 0))
      const minutes = minutesToNearest(pairs, open)
      return Uint8Array.from(minutes, (time, s) => Number(time <= (standards[s] as number)))
    }),
  }
}

/** What is not given at a distance is shared as all would be. */
function jointWith(
  { part, able }: NonNullable<Situation['online']>,
  capacity: Float64Array,
  capacities: Float64Array,
  people: Float64Array,
): Float64Array {
  const scale = (values: Float64Array, share: number) => values.map((value) => value * share)
  return jointAccess(scale(capacity, 1 - part), virtualTwoStep(scale(capacities, part), people, able))
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
    ...(state.online && population > 0 && onlineOf(state.online, { people, minutes, standards: pick(standards) }, pick)),
  }
}

type Reached = { readonly people: Float64Array; readonly minutes: Float64Array; readonly standards: Float64Array }

/** Who is within the standard counts whole, and of everybody else the share that can use the service at a distance. */
function onlineOf(
  online: NonNullable<State['online']>,
  { people, minutes, standards }: Reached,
  pick: (all: Float64Array) => Float64Array,
) {
  const [able, joint] = [pick(online.able), pick(online.joint)]
  const population = people.reduce((sum, here) => sum + here, 0)
  const mean = (of: (i: number) => number) => people.reduce((sum, here, i) => sum + here * of(i), 0) / population
  const perResident = mean((i) => joint[i] as number)
  return {
    online: mean((i) => able[i] as number),
    shareWithOnline: mean((i) => ((minutes[i] as number) <= (standards[i] as number) ? 1 : (able[i] as number))),
    jointPerThousand: perResident * 1000,
    ...(perResident > 0 && { jointGini: gini({ values: joint, people }) }),
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
