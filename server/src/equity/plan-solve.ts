import type { PlanObjective } from '#contract'
import { solveCenter } from './locate-center.ts'
import { type Choice, toChoice } from './locate-choice.ts'
import { solveClasses } from './locate-classes.ts'
import { solveCover, toCover } from './locate-cover.ts'
import { type Rooms, toRooms } from './locate-rooms.ts'
import { type Filled, solveRooms } from './locate-rooms-solve.ts'
import type { WithRounds } from './locate-rounds-fill.ts'
import { solveRounds } from './locate-rounds-solve.ts'
import { type Chosen, solveChoice } from './locate-solve.ts'
import { solveStops } from './locate-stops.ts'
import type { Found, Watch } from './locate-watch.ts'
import { areaClasses } from './places.ts'
import type { PlanProblem } from './plan-problem.ts'

/** The share of the residents whose ways are shortened by `worst-off`: those who travel longest today. */
const worstShare = 0.2

/** With who goes where, where sites have room for so many, and with the rounds of mobile units. */
export type Solution = Chosen & Partial<Filled & WithRounds>

type Solve = (problem: PlanProblem, watch: Watch) => Promise<Solution>

/** The sites that a problem asks for, with objective and bound in the unit of the question. */
export function solvePlan(problem: PlanProblem, watch: Watch): Promise<Solution> {
  if (problem.capacity !== undefined) return byRooms(problem, problem.capacity, watch)
  return solvers[problem.objective](problem, watch)
}

const solvers: Readonly<Record<PlanObjective, Solve>> = {
  minutes: (problem, watch) => byMinutes(problem, problem.people, watch),
  'worst-off': (problem, watch) => byMinutes(problem, worstOff(problem), watch),
  reached: byReached,
  farthest: byFarthest,
  sites: bySites,
  online: byOnline,
  stops: byStops,
  rounds: byRounds,
  classes: async (problem, watch) =>
    solveClasses(
      {
        choice: minutesChoice(problem, problem.people),
        people: problem.people,
        classes: problem.classes,
        count: areaClasses.length,
      },
      watch,
    ),
}

/** Mean minutes of some residents. @param weights residents that count, per settlement */
async function byMinutes(problem: PlanProblem, weights: Float64Array, watch: Watch): Promise<Chosen> {
  const all = sum(weights)
  return inUnit(
    (value) => value / all,
    watch,
    (told) => solveChoice(minutesChoice(problem, weights), told),
  )
}

/** Who has a longer way than the limit, or none, counts as having the limit. */
function minutesChoice({ pairs, today, prices, budget, limit }: PlanProblem, weights: Float64Array): Choice {
  const costOf = (c: number, minutes: number) => (weights[c] as number) * minutes
  const without = today.map((minutes, c) => (weights[c] as number) * Math.min(minutes, limit))
  return toChoice({ pairs, costOf, without, prices, budget })
}

async function byReached(problem: PlanProblem, watch: Watch): Promise<Chosen> {
  const { pairs, people, today, standards, prices, budget } = problem
  const without = people.map((here, c) => ((today[c] as number) <= (standards[c] as number) ? 0 : here))
  const costOf = (c: number, minutes: number) => (minutes <= (standards[c] as number) ? 0 : (people[c] as number))
  const all = sum(people)
  return inUnit(
    (value) => all - value,
    watch,
    (told) => solveChoice(toChoice({ pairs, costOf, without, prices, budget }), told),
  )
}

/** Who is in time in place counts whole, and of everybody else the share that can use the service at a distance. */
async function byOnline({ pairs, people, today, standards, prices, budget, able, enabled }: PlanProblem, watch: Watch) {
  const isInTime = today.map((minutes, c) => Number(minutes <= (standards[c] as number)))
  const reached = people.map((here, c) => (isInTime[c] === 1 ? here : here * (able?.[c] as number)))
  const without = people.map((here, c) => (isInTime[c] === 1 ? 0 : here * ((enabled?.[c] as number) - (able?.[c] as number))))
  const most = sum(reached) + sum(without)
  return inUnit(
    (value) => most - value,
    watch,
    (told) => solveChoice(toChoice({ pairs, costOf: () => 0, without, prices, budget }), told),
  )
}

async function byStops(problem: PlanProblem, watch: Watch): Promise<Chosen> {
  const { prices, budget, apart = [], fixed = [] } = problem
  const { lists, weights, most } = reachableFrom(problem)
  return inUnit(
    (value) => most - value,
    watch,
    (told) => solveStops({ lists, weights, prices, budget, apart, fixed }, told),
  )
}

async function byRounds(problem: PlanProblem, watch: Watch): Promise<Chosen & WithRounds> {
  const { lists, weights, most } = reachableFrom(problem)
  if (problem.rounds === undefined) throw new RangeError('a plan for rounds needs to know how they go')
  const rounds = { ...problem.rounds, lists, weights }
  return inUnit(
    (value) => most - value,
    watch,
    (told) => solveRounds(rounds, told),
  )
}

/** Who is not reached today but could be, with the candidates that reach them; `most` with everybody who is reached today. */
function reachableFrom({ pairs, people, today, standards }: PlanProblem) {
  const lists: Uint32Array[] = []
  const weights: number[] = []
  let most = 0
  people.forEach((here, c) => {
    if ((today[c] as number) <= (standards[c] as number)) {
      most += here
      return
    }
    const [from, end] = [pairs.offsets[c] as number, pairs.offsets[c + 1] as number]
    const list = pairs.facilities
      .slice(from, end)
      .filter((_, k) => (pairs.minutes[from + k] as number) <= (standards[c] as number))
    if (list.length === 0) return
    lists.push(list)
    weights.push(here)
    most += here
  })
  return { lists, weights: Float64Array.from(weights), most }
}

/** With room for so many at each site: today's facilities serve those whom they serve today. */
async function byRooms(problem: PlanProblem, room: number, watch: Watch): Promise<Filled> {
  const all = sum(problem.people)
  const toUnit = (value: number) => (problem.objective === 'reached' ? all - value : value / all)
  return inUnit(toUnit, watch, (told) => solveRooms(roomsOf(problem, room), told))
}

/** What a problem asks for where each site has room for so many. */
export function roomsOf({ objective, ...problem }: PlanProblem, room: number): Rooms {
  const { pairs, people, today, standards, prices, budget, limit } = problem
  const isMissed = (c: number, minutes: number) => Number(minutes > (standards[c] as number))
  const byReach = objective === 'reached'
  return toRooms({
    pairs,
    people,
    room,
    prices,
    budget,
    without: today.map((minutes, c) => (byReach ? isMissed(c, minutes) : Math.min(minutes, limit))),
    costOf: (c, minutes) => (byReach ? isMissed(c, minutes) : minutes),
  })
}

/** Settlements that nothing reaches within the limit, today or from any candidate, are left out: they would be the farthest of all. */
async function byFarthest(problem: PlanProblem, watch: Watch): Promise<Chosen> {
  const { pairs, today, prices, budget, limit } = problem
  const capped = today.map((minutes, c) => {
    const isAlone = pairs.offsets[c] === pairs.offsets[c + 1]
    return isAlone && minutes > limit ? 0 : minutes
  })
  const center = await solveCenter({ pairs, today: capped, prices, budget }, watch)
  // Where the budget cannot bring everybody within the limit, nothing better than the limit is known.
  return Number.isFinite(center.objective) ? center : { ...center, objective: limit, bound: Math.min(center.bound, limit) }
}

async function bySites(problem: PlanProblem, watch: Watch): Promise<Chosen> {
  const covered = await solveCover(toCover(reachableFrom(problem).lists, problem.prices), watch)
  return { ...covered, isStopped: covered.bound < covered.objective && watch.isOver() }
}

/** The residents among the fifth who travel longest today, per settlement: of the last settlement, a part. */
export function worstOff({ people, today, limit }: Pick<PlanProblem, 'people' | 'today' | 'limit'>): Float64Array {
  const minutes = today.map((each) => Math.min(each, limit))
  const order = Uint32Array.from(people.keys()).sort((a, b) => (minutes[b] as number) - (minutes[a] as number) || a - b)
  let left = worstShare * sum(people)
  const weights = new Float64Array(people.length)
  for (const c of order) {
    weights[c] = Math.min(left, people[c] as number)
    left -= weights[c] as number
    if (left <= 0) break
  }
  return weights
}

/** Solves in the unit of costs and answers, and tells, in that of the question. */
async function inUnit<Solved extends Chosen>(
  toUnit: (value: number) => number,
  watch: Watch,
  solve: (watch: Watch) => Promise<Solved>,
): Promise<Solved> {
  const tell = ({ objective, bound, ...found }: Found) =>
    watch.tell({
      ...found,
      ...(objective !== undefined && { objective: toUnit(objective) }),
      ...(bound !== undefined && { bound: toUnit(bound) }),
    })
  const chosen = await solve({ ...watch, tell })
  return { ...chosen, objective: toUnit(chosen.objective), bound: toUnit(chosen.bound) }
}

const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0)
