import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { PlanQuestion, PlanService, PlanView, ScenarioService } from '#contract'
import {
  createScenarioService,
  type Rounds,
  type Stops,
  solveRounds,
  solveStops,
  startPlans,
  startTravel,
  type Travel,
  unwatched,
} from '#equity'
import { Invalid, type Jobs, NotFound, type Pool, startJobs } from '#kernel'
import { readHours, zipFile } from '#region'
import { quiet, testPool } from '#testing'
import { readGeoPackage } from './testing-geopackage.ts'
import { type Ground, line, openGround } from './testing-region.ts'

let pool: Pool
let ground: Ground
let jobs: Jobs
let travel: Travel
let plans: PlanService & { close(): Promise<void> }
let scenarios: ScenarioService

const online = 0.25
const [clinic] = line.region.services
assert.ok(clinic)
const kinds = { ...line, region: { ...line.region, services: [{ ...clinic, online }] } }
const digital = 'settlement,area,coverage,device,skill,helper,kiosks\n,r,0.8,0.5,0.5,0.2,0\nv3,,0.8,0.5,0.5,0.2,1'
const able = 0.8 * (0.25 + 0.75 * 0.2)
const at = (village: number) => [0.5 + village / 10, 0] as const
const people = line.settlements.slice(1).map(({ population }) => population)
const peopleOf = (villages: readonly number[]) => villages.reduce((sum, village) => sum + (people[village] ?? 0), 0)

before(async () => {
  pool = await testPool()
  ground = await openGround(pool)
  jobs = await startJobs(pool, quiet)
  travel = startTravel(pool)
  const clock = () => new Date()
  plans = await startPlans({ pool, jobs, clock, logger: quiet, travel })
  scenarios = createScenarioService({ pool, clock, travel, isOpen: readHours(), plans })
  const stops = ['a', 'b', 'c'].map((id, i) => `${id},Stop ${id},${at(i * 2)[0]},0`)
  const feed = {
    'agency.txt': 'agency_id,agency_name,agency_url,agency_timezone\nx,X,https://x.example,UTC',
    'stops.txt': `stop_id,stop_name,stop_lon,stop_lat\n${stops.join('\n')}`,
    'routes.txt': 'route_id,agency_id,route_short_name,route_type\nline-7,x,7,3',
    'trips.txt': 'route_id,service_id,trip_id\nline-7,daily,short\nline-7,daily,long',
    'stop_times.txt': `trip_id,arrival_time,departure_time,stop_id,stop_sequence
short,08:00:00,08:00:00,a,1\nshort,09:00:00,09:00:00,c,2
long,08:00:00,08:00:00,a,1\nlong,08:30:00,08:30:00,b,2\nlong,09:00:00,09:00:00,c,3`,
    'calendar.txt':
      'service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\ndaily,1,1,1,1,1,1,1,20260101,20261231',
  }
  await ground.bring(kinds, { 'digital.csv': digital, 'transit.zip': zipFile(feed) })
})
after(async () => {
  await plans.close()
  await jobs.stop()
  await travel.stop()
  await ground.close()
})

async function solve(
  question: Omit<PlanQuestion, 'kind'>,
): Promise<PlanView & { readonly answer: NonNullable<PlanView['answer']> }> {
  const { id } = await plans.start({ kind: 'clinic', ...question })
  const { answer, ...plan } = await plans.watch(id, () => undefined)
  assert.ok(answer, plan.problem ?? 'no answer')
  return { ...plan, answer }
}

test('points stand where most people gain the use of a service at a distance, and the capacity of both ways is told', async () => {
  const { answer, id } = await solve({ objective: 'online', count: 2 })
  assert.ok(answer.isProven)
  // On foot, no village reaches another in half an hour; the third has a point already, and the city is in time.
  const best = people.map((residents, village) => ({ residents, village })).filter(({ village }) => village !== 3)
  const [first, second] = best.sort((a, b) => b.residents - a.residents)
  const gain = (0.8 - able) * ((first?.residents ?? 0) + (second?.residents ?? 0))
  const today =
    5000 +
    able *
      peopleOf(
        people
          .keys()
          .filter((village) => village !== 3)
          .toArray(),
      ) +
    0.8 * (people[3] ?? 0)
  assert.ok(Math.abs(answer.objective - today - gain) < 1e-6)
  assert.ok(Math.abs((answer.before[0]?.reached ?? 0) - today) < 1e-6)
  assert.equal(answer.sites.length, 2)
  assert.ok(Math.abs(answer.sites.reduce((sum, { residents = 0 }) => sum + residents, 0) - gain) < 1e-6)
  const [then, now] = [answer.before, answer.after].map((all) => all.find((row) => row.class === 'rural'))
  assert.ok((now?.able ?? 0) > (then?.able ?? 1))
  assert.ok(
    (now?.jointPerThousand ?? 0) > (then?.jointPerThousand ?? 1),
    'the countryside has more of what is given at a distance',
  )
  const all = 5000 + peopleOf([...people.keys()])
  for (const { jointPerThousand = 0 } of [answer.before[0], answer.after[0]].filter((row) => row !== undefined))
    assert.ok(jointPerThousand * all <= 3000 + 1e-6, 'nobody is given more than there is')

  const { id: scenario, changes } = await scenarios.fromPlan(id, 'Points')
  assert.deepEqual(
    changes.map((change) => change.do),
    ['point', 'point'],
  )
  const { figures, won } = (await scenarios.compare(scenario)).all
  assert.equal(won, 0)
  assert.ok(Math.abs((figures.shareWithOnline?.after ?? 0) - answer.objective / all) < 1e-9)
  assert.ok(Math.abs((figures.shareWithOnline?.before ?? 0) - today / all) < 1e-9)
  assert.ok(Math.abs((figures.jointPerThousand?.after ?? 0) - (answer.after[0]?.jointPerThousand ?? 0)) < 1e-9)
  assert.ok((figures.jointGini?.after ?? 1) < (figures.jointGini?.before ?? 0))
  assert.equal((await scenarios.facilities(scenario)).filter(({ change }) => change === 'point').length, 2)
})

test('a line stops where most people are within a walk, at both ends in any case, and never nearer than it may', async () => {
  const settlements = Array.from({ length: 10 }, (_, village) => `v${village}`)
  const ids = (await solve({ objective: 'sites' })).answer.sites.map(({ id }) => id)
  const prefix = ids[0]?.replace(/v\d+$/, '') ?? ''
  const question = { objective: 'stops', count: 4, existing: 'ignore', within: 20 } as const
  const along = { settlements: settlements.map((id) => `${prefix}${id}`), spacing: 20_000 }
  const { answer, id } = await solve({ ...question, line: along })
  assert.ok(answer.isProven)
  // Villages lie 11 km apart: of two neighbours one can be a stop, and the ends are.
  let best = 0
  for (let a = 2; a < 8; a++) for (let b = a + 2; b < 8; b++) best = Math.max(best, peopleOf([0, a, b, 9]))
  assert.equal(answer.objective, best)
  assert.equal(answer.after[0]?.reached, best)
  const kilometres = answer.sites.map((site) => site.kilometres ?? -1)
  assert.deepEqual(
    kilometres,
    kilometres.toSorted((a, b) => a - b),
  )
  assert.equal(kilometres[0], 0)
  assert.ok(kilometres.every((km, i) => i === 0 || km - (kilometres[i - 1] ?? 0) >= 20))
  assert.match(await plans.csv(id), /,kilometres,/)

  const budget = await solve({ objective: 'stops', budget: 3, within: 20, existing: 'ignore', line: { ...along, dwell: 1 } })
  assert.equal(budget.answer.sites.length, 3)
  assert.equal(budget.answer.cost, 3)
  const route = await solve({ ...question, count: 3, line: { route: '7' } })
  assert.deepEqual(
    route.answer.sites.map(({ id: stop, names }) => [stop, names?.en]),
    [
      ['a', 'Stop a'],
      ['b', 'Stop b'],
      ['c', 'Stop c'],
    ],
  )
  const fine = await solve({ ...question, count: 3, line: { points: [at(0), at(2)], every: 3000, spacing: 0 } })
  assert.equal(fine.answer.objective, peopleOf([0, 1, 2]))
})

test('mobile units reach the most people whom rounds of a working day can, and it is told which day where', async () => {
  // From the city, a round of eight hours with an hour at each stop goes as far as the third village, and to two of the first.
  const rounds = { days: ['Mo', 'We'], base: [0, 0], stayMinutes: 60 } as const
  const { answer, id } = await solve({ objective: 'rounds', rounds })
  assert.ok(answer.isProven)
  assert.equal(answer.objective, 5000 + peopleOf([0, 1, 2, 3]))
  assert.equal(answer.after[0]?.reached, answer.objective)
  assert.deepEqual(
    answer.rounds?.map(({ unit, day, stops }) => [unit, day, stops.length]),
    [
      [1, 'Mo', 1],
      [1, 'We', 1],
    ],
  )
  const { answer: long } = await solve({ objective: 'rounds', rounds: { ...rounds, days: ['Fr'], stops: 2, dayMinutes: 500 } })
  assert.ok(long.isProven)
  assert.equal(long.objective, 5000 + Math.max(peopleOf([0, 1, 2]), peopleOf([1, 2, 3])))
  const { sites = [] } = await readGeoPackage(await plans.geopackage(id))
  assert.deepEqual(
    sites.map(({ service, mobile_unit: unit, stop }) => [service, unit, stop]),
    [
      ['clinic', 1, 1],
      ['clinic', 1, 1],
    ],
  )
  assert.deepEqual(
    sites.map(({ position }) => position),
    answer.sites.map(({ position }) => [...position]),
  )
  assert.match(await plans.csv(id), /clinic,rounds.*,Mo,1\r\n/)

  const { id: scenario, changes } = await scenarios.fromPlan(id, 'Rounds')
  assert.deepEqual(
    changes.map((change) => (change.do === 'mobile' ? change.stops.map(({ days }) => days) : change)),
    [[['Mo'], ['We']]],
  )
  const { week, all } = await scenarios.compare(scenario)
  assert.equal(all.won, answer.objective - 5000)
  assert.deepEqual(
    week.map(({ before: then, after: now }) => now > then),
    [true, false, true, false, false, false, false],
  )
  assert.match(await scenarios.report(scenario, 'en'), /unit-1: <ul><li>Land on Monday<\/li><li>Land on Wednesday<\/li><\/ul>/)
})

test('what a plan of these kinds lacks or has too much of is refused at once', async () => {
  const wrong: Omit<PlanQuestion, 'kind'>[] = [
    { objective: 'stops', count: 3 },
    { objective: 'reached', count: 3, line: { route: '7' } },
    { objective: 'stops', count: 1, line: { route: '7' } },
    { objective: 'stops', count: 3, line: { route: '7', points: [at(0), at(1)] } },
    { objective: 'stops', count: 3, line: { points: [at(0), at(1)], spacing: 50_000 } },
    { objective: 'stops', budget: 1.5, line: { route: '7', dwell: 1 } },
    { objective: 'rounds', rounds: { days: [] } },
    { objective: 'rounds', rounds: { days: ['Mo', 'Mo'] } },
    { objective: 'rounds', rounds: { days: ['Mo'], stayMinutes: 600 } },
    { objective: 'rounds', count: 3, rounds: { days: ['Mo'] } },
    { objective: 'online', count: 1, capacity: 5 },
  ]
  for (const question of wrong)
    await assert.rejects(plans.start({ kind: 'clinic', ...question }), Invalid, JSON.stringify(question))
  await assert.rejects(plans.start({ kind: 'clinic', objective: 'stops', count: 2, line: { route: '9' } }), /It has: 7/)
  await assert.rejects(plans.start({ kind: 'clinic', objective: 'stops', count: 2, line: { settlements: ['a', 'b'] } }), NotFound)
})

const subsets = (size: number) =>
  Array.from({ length: 2 ** size }, (_, bits) => Array.from({ length: size }, (_, j) => j).filter((j) => (bits >> j) & 1))

const someLists = fc.array(fc.tuple(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 50 })), {
  minLength: 1,
  maxLength: 8,
})
const toLists = (clients: readonly (readonly [readonly number[], number])[]) => ({
  lists: clients.map(([list]) => Uint32Array.from(list)),
  weights: Float64Array.from(clients, ([, weight]) => weight),
})
const missedBy = (clients: readonly (readonly [readonly number[], number])[], chosen: readonly number[]) =>
  clients.reduce((sum, [list, weight]) => (list.some((j) => chosen.includes(j)) ? sum : sum + weight), 0)

test('stops that keep apart are those of all possible ones that miss least', async () => {
  await fc.assert(
    fc.asyncProperty(
      someLists,
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 6, max: 12 }),
      fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 3 }), { maxLength: 3 }),
      async (clients, prices, budget, sets) => {
        const apart = sets.filter((set) => !(set.includes(0) && set.includes(5)))
        const stops: Stops = {
          ...toLists(clients),
          prices: Float64Array.from(prices),
          budget,
          apart: apart.map((set) => Uint32Array.from(set)),
          fixed: [0, 5],
        }
        const isPossible = (chosen: readonly number[]) =>
          chosen.includes(0) &&
          chosen.includes(5) &&
          chosen.reduce((sum, j) => sum + (prices[j] ?? 0), 0) <= budget &&
          apart.every((set) => set.filter((j) => chosen.includes(j)).length <= 1)
        const best = Math.min(
          ...subsets(6)
            .filter(isPossible)
            .map((chosen) => missedBy(clients, chosen)),
        )
        const { open, objective, bound } = await solveStops(stops, unwatched)
        const chosen = [...open.keys()].filter((j) => open[j] === 1)
        assert.ok(isPossible(chosen))
        assert.equal(missedBy(clients, chosen), objective)
        assert.equal(objective, best)
        assert.ok(Math.abs(bound - best) < 1e-5)
      },
    ),
    { numRuns: 40 },
  )
})

test('rounds are those of all possible ones that miss least, and each ends within the day', async () => {
  await fc.assert(
    fc.asyncProperty(
      someLists,
      fc.array(fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -60, max: 60 })), { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 100, max: 300 }),
      async (clients, places, count, most, dayMinutes) => {
        const apart = ([ax, ay]: readonly number[], [bx, by]: readonly number[]) =>
          Math.hypot((ax ?? 0) - (bx ?? 0), (ay ?? 0) - (by ?? 0))
        const problem: Rounds = {
          ...toLists(clients),
          sites: 6,
          ways: Float64Array.from(places.flatMap((a) => places.map((b) => apart(a, b)))),
          toBase: Float64Array.from(places, (place) => apart(place, [0, 0])),
          ...{ count, stops: most, dayMinutes, stayMinutes: 30 },
        }
        const isDay = (round: readonly number[]): boolean =>
          round.length <= most &&
          (round.length === 0 ||
            permutations(round).some(
              (order) =>
                lengthOf(
                  order.map((j) => places[j] ?? []),
                  apart,
                ) +
                  30 * round.length <=
                dayMinutes + 1e-9,
            ))
        const days = subsets(6).filter(isDay)
        let best = Number.POSITIVE_INFINITY
        for (const one of days)
          if (count === 1) best = Math.min(best, missedBy(clients, one))
          else for (const other of days) best = Math.min(best, missedBy(clients, [...one, ...other]))
        const { rounds, objective, bound } = await solveRounds(problem, unwatched)
        assert.ok(rounds.length <= count && rounds.every(isDay))
        assert.equal(missedBy(clients, rounds.flat()), objective)
        assert.equal(objective, best)
        assert.ok(Math.abs(bound - best) < 1e-5)
      },
    ),
    { numRuns: 40 },
  )
})

const permutations = (all: readonly number[]): number[][] =>
  all.length <= 1 ? [[...all]] : all.flatMap((first, i) => permutations(all.toSpliced(i, 1)).map((rest) => [first, ...rest]))

function lengthOf(order: readonly (readonly number[])[], apart: (a: readonly number[], b: readonly number[]) => number): number {
  const way = [[0, 0], ...order, [0, 0]]
  return way.reduce((sum, place, i) => (i === 0 ? 0 : sum + apart(way[i - 1] ?? [], place)), 0)
}
