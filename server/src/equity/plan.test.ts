import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { PlanQuestion, PlanService, PlanView } from '#contract'
import { registerPlans, startPlans, startTravel, type Travel } from '#equity'
import { type App, createHttp, createMetrics, Denied, Invalid, type Jobs, NotFound, type Pool, startJobs } from '#kernel'
import { packPoints, parseKindRule } from '#region'
import { quiet, testPool, until } from '#testing'
import { type Ground, line, openGround, villages } from './testing-region.ts'

let pool: Pool
let ground: Ground
let jobs: Jobs
let travel: Travel
let plans: PlanService & { close(): Promise<void> }
let app: App
let isOperator = true

before(async () => {
  pool = await testPool()
  ground = await openGround(pool)
  jobs = await startJobs(pool, quiet)
  travel = startTravel(pool)
  plans = await startPlans({ pool, jobs, clock: () => new Date(), logger: quiet, travel })
  await assert.rejects(plans.start({ kind: 'clinic', objective: 'minutes', count: 1 }), NotFound)
  await ground.bring(line)
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerPlans(app, {
    plans,
    guard: {
      may: async () => {
        if (!isOperator) throw new Denied('Only operators.')
      },
      scopesOf: async () => ({}),
    },
  })
})
after(async () => {
  await app.close()
  await plans.close()
  await jobs.stop()
  await travel.stop()
  await ground.close()
})

const minutesApart = (((0.1 * Math.PI) / 180) * 6371.0088 * 1.3 * 60) / 30

async function solve(question: Omit<PlanQuestion, 'kind'>): Promise<PlanView> {
  const { id } = await plans.start({ kind: 'clinic', ...question })
  return plans.watch(id, () => undefined)
}

test('sites for the most residents within the standard are the best there are, with before and after by class', async () => {
  const { state, answer } = await solve({ objective: 'reached', count: 3 })
  assert.equal(state, 'done')
  assert.ok(answer?.isProven)
  assert.equal(answer.sites.length, 3)
  assert.equal(answer.objective, answer.bound)
  // Each site reaches its own village and both neighbours, all of which have other people.
  const people = line.settlements.slice(1).map(({ population }) => population)
  const windows = people.map((_, i) => people.slice(Math.max(0, i - 1), i + 2).reduce((sum, here) => sum + here, 0))
  let best = 0
  for (let a = 0; a < villages; a++)
    for (let b = a + 3; b < villages; b++)
      for (let c = b + 3; c < villages; c++) best = Math.max(best, (windows[a] ?? 0) + (windows[b] ?? 0) + (windows[c] ?? 0))
  const [everybody, urban, rural] = answer.after
  assert.equal(answer.objective, 5000 + best)
  assert.equal(everybody?.reached, 5000 + best)
  assert.deepEqual([urban?.class, urban?.reached, urban?.share], ['urban', 5000, 1])
  assert.equal(rural?.reached, best)
  assert.equal(answer.before[0]?.reached, 5000)
  assert.equal(answer.sites.reduce((sum, { residents = 0 }) => sum + residents, 0) >= best, true)
  assert.deepEqual(answer.sites[0]?.names, { en: 'Land' })
})

test('each objective is answered in its own unit, with a bound on the right side', async () => {
  const [minutes, farthest, sites, worst, classes] = await Promise.all([
    solve({ objective: 'minutes', count: 2, limit: 600 }),
    solve({ objective: 'farthest', count: 2, limit: 600 }),
    solve({ objective: 'sites' }),
    solve({ objective: 'worst-off', count: 1, limit: 600 }),
    solve({ objective: 'classes', count: 2 }),
  ])
  assert.equal(minutes.answer?.unit, 'minutes')
  assert.ok(Math.abs((minutes.answer?.objective ?? 0) - (minutes.answer?.after[0]?.meanMinutes ?? 1)) < 1e-9)
  assert.ok((minutes.answer?.bound ?? 1e9) <= (minutes.answer?.objective ?? 0))

  // From the clinic 17 villages on, two sites serve as few minutes away as six villages lie apart.
  assert.ok(farthest.answer?.isProven)
  assert.ok(Math.abs(farthest.answer.objective - 6 * minutesApart) < 1e-6)

  assert.deepEqual([sites.answer?.objective, sites.answer?.bound, sites.answer?.unit], [8, 8, 'sites'])
  assert.equal(sites.answer?.after[0]?.share, 1)
  assert.equal(sites.answer?.outOfReach, 0)

  assert.ok(worst.answer?.isProven)
  assert.equal(worst.answer.sites.length, 1)
  assert.equal(classes.answer?.unit, 'index')
  assert.ok((classes.answer?.bound ?? 1) <= (classes.answer?.objective ?? 0))
})

test('a budget buys what it can, among the candidates that were named', async () => {
  const at = (i: number) => [0.5 + i / 10, 0] as const
  const candidates = [
    { id: 'dear', position: at(1), cost: 9 },
    { id: 'cheap', position: at(4), cost: 3, names: { en: 'Cheap' } },
    { id: 'fair', position: at(8), cost: 4 },
  ]
  const { answer } = await solve({ objective: 'reached', budget: 7, candidates })
  assert.deepEqual(answer?.sites.map(({ id }) => id).sort(), ['cheap', 'fair'])
  assert.equal(answer?.cost, 7)
  assert.ok((answer?.outOfReach ?? 0) > 0)
})

test('a site with room for so many serves no more, and the rest count as they do today', async () => {
  const { answer } = await solve({ objective: 'reached', count: 1, capacity: 200 })
  assert.ok(answer?.isProven)
  assert.equal(answer.objective, 5200)
  assert.equal(answer.after[0]?.reached, 5200)
  assert.equal(answer.sites[0]?.residents, 200)
  const minutes = await solve({ objective: 'minutes', count: 2, capacity: 300, limit: 600 })
  assert.ok((minutes.answer?.bound ?? 1e9) <= (minutes.answer?.objective ?? 0) + 1e-9)
  assert.ok(Math.abs((minutes.answer?.objective ?? 0) - (minutes.answer?.after[0]?.meanMinutes ?? 1)) < 1e-6)
})

test('a question that contradicts itself is refused at once, and says why', async () => {
  const wrong: Omit<PlanQuestion, 'kind'>[] = [
    { objective: 'reached' },
    { objective: 'reached', count: 1, budget: 3 },
    { objective: 'sites', count: 1 },
    { objective: 'farthest', count: 1, capacity: 5 },
    { objective: 'reached', count: 1, within: 90, limit: 60 },
  ]
  for (const question of wrong) await assert.rejects(plans.start({ kind: 'clinic', ...question }), Invalid)
  await assert.rejects(plans.start({ kind: 'zoo', objective: 'reached', count: 1 }), NotFound)
  await assert.rejects(plans.start({ kind: 'clinic', objective: 'reached', count: 1, area: 'nowhere' }), NotFound)
})

test('a plan is asked, watched, exported and removed over HTTP, and only reading needs no right', async () => {
  isOperator = true
  const asked = await app.inject({
    method: 'POST',
    url: '/equity/v1/plans',
    payload: { kind: 'clinic', objective: 'reached', count: 2 },
  })
  assert.equal(asked.statusCode, 202, asked.body)
  const url = String(asked.headers.location)
  isOperator = false
  const answered = await app.inject({ url: `${url}?wait=20` })
  const { state, answer } = answered.json()
  assert.equal(state, 'done')
  assert.equal(answer.sites.length, 2)
  assert.match((await app.inject({ url: `${url}?format=csv` })).body, /^site,name,longitude.*\r\n.*clinic,reached/)
  const features = (await app.inject({ url: `${url}?format=geojson` })).json()
  assert.equal(features.features.length, 2)
  assert.equal((await app.inject({ url: '/equity/v1/plans' })).statusCode, 403)
  assert.equal((await app.inject({ method: 'DELETE', url })).statusCode, 403)
  isOperator = true
  const list = (await app.inject({ url: '/equity/v1/plans?limit=1' })).json()
  assert.ok(list.count >= 2)
  assert.equal(`/equity/v1/plans/${list.plans[0].id}`, url)
  assert.equal((await app.inject({ method: 'DELETE', url })).statusCode, 204)
  assert.equal((await app.inject({ url })).statusCode, 404)
  const wrong = await app.inject({ method: 'POST', url: '/equity/v1/plans', payload: { kind: 'clinic', objective: 'wealth' } })
  assert.equal(wrong.statusCode, 400)
})

test('a plan that is stopped while it waits or runs says so, and one whose node has gone is lost', async () => {
  const [first, second] = await Promise.all([
    plans.start({ kind: 'clinic', objective: 'minutes', count: 4 }),
    plans.start({ kind: 'clinic', objective: 'minutes', count: 5 }),
  ])
  const stopped = await plans.stop(second.id)
  assert.ok(['stopped', 'running', 'done'].includes(stopped.state))
  const ended = await plans.watch(second.id, () => undefined)
  assert.ok(['stopped', 'done'].includes(ended.state))
  await plans.watch(first.id, () => undefined)

  const lost = await plans.start({ kind: 'clinic', objective: 'minutes', count: 1 })
  await plans.watch(lost.id, () => undefined)
  await pool.query(`update equity.plan set state = 'running', beat_at = now() - interval '1 hour' where id = $1`, [lost.id])
  const view = await plans.get(lost.id)
  assert.equal(view?.state, 'lost')
  assert.match(view?.problem ?? '', /Ask again/)
})

test('a node that closes ends what it computes, and the next one takes what waits', async () => {
  const other = await startPlans({
    pool,
    jobs: { ...jobs, work: async () => undefined },
    clock: () => new Date(),
    logger: quiet,
    travel,
  })
  const { id } = await other.start({ kind: 'clinic', objective: 'reached', count: 1 })
  await other.close()
  await until(async () => (await plans.get(id))?.state === 'done', 'the plan was computed by another node')
})

const sikkim = join(import.meta.dirname, '../../../../shared/data/villages-sikkim')
const withoutSikkim = existsSync(sikkim) ? false : `the villages of Sikkim are not at ${sikkim}`

test('five health points for Sikkim are those of the guide, and proven', { skip: withoutSikkim }, async () => {
  const out = await mkdtemp(join(tmpdir(), 'datong-sikkim-'))
  await packPoints({
    out,
    id: 'sikkim',
    names: { en: 'Sikkim' },
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    level: 'province',
    class: 'rural',
    settlementsAreVillages: true,
    areas: [
      { level: 'county', column: 'DISTRICT_I' },
      { level: 'town', column: 'BLOCK_ID' },
    ],
    settlements: {
      file: join(sikkim, 'Sikkim_habitation.csv'),
      columns: { id: 'HAB_ID', name: 'HAB_NAME', population: 'TOT_POPULA', lon: 'lon', lat: 'lat' },
    },
    facilities: {
      file: join(sikkim, 'Sikkim_facilities.csv'),
      columns: { id: 'FACILITY_I', name: 'FAC_DESC', kind: 'FAC_CATEGO', lon: 'lon', lat: 'lat', settlement: 'HAB_ID' },
      kinds: ['FAC_DESC~veterin|vetn|animal:veterinary', 'FAC_CATEGO=Medical:clinic'].map(parseKindRule),
    },
    region: { coordinates: 'WGS84' },
  })
  await ground.bringFolder(out)
  await rm(out, { recursive: true })
  const { answer } = await solve({ objective: 'reached', count: 5, within: 30, mode: 'foot' })
  assert.ok(answer?.isProven)
  assert.equal(answer.before[0]?.reached, 227_242)
  assert.equal(answer.objective, 264_532)
  assert.equal(answer.after[0]?.reached, 264_532)
  assert.equal(answer.sites.length, 5)
})
