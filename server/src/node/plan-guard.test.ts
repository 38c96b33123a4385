import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startWriter } from '#context'
import { createScenarioService, registerPlans, registerScenarios, startPlans, startTravel } from '#equity'
import { type App, createHttp, createMetrics, startJobs } from '#kernel'
import { createRegionService, importPack, readHours, startRegion, writePack } from '#region'
import { quiet, testPool } from '#testing'
import { identifyRequests, type Principal } from '#trust'
import { createPlanGuard } from './plan-guard.ts'

const planner = (jurisdiction: string): Principal => ({
  kind: 'officer',
  id: `planner of ${jurisdiction}`,
  department: 'planning',
  roles: ['planner'],
  jurisdiction: [jurisdiction],
})
/** Who a request says that it is from: how the gate finds that out is tested elsewhere. */
const principals: Readonly<Record<string, Principal>> = {
  'the east': planner('/r/east'),
  'the west': planner('/r/west'),
  'the region': planner('/r'),
  'another office': { ...planner('/r'), roles: ['case-worker'] } as Principal,
  operator: { kind: 'operator' },
  nobody: { kind: 'nobody' },
}

let app: App
const ends: (() => Promise<unknown>)[] = []

before(async () => {
  const pool = await testPool()
  const clock = () => new Date()
  const writer = startWriter(pool, { clock, logger: quiet })
  const follower = await startRegion(pool, quiet)
  const folder = await mkdtemp(join(tmpdir(), 'datong-guard-'))
  const standard = { urban: 30, town: 30, rural: 30 }
  const area = (code: string, level: 'county' | 'town', parent?: string) => ({
    ...{ code, level, names: { en: code } },
    ...(parent !== undefined && { parent, officialClass: '220' }),
  })
  await writePack(folder, {
    region: {
      ...{ id: 'r', names: { en: 'R' }, languages: ['en'], timeZone: 'UTC', currency: 'EUR', coordinates: 'WGS84' },
      classes: { '220': 'rural' },
      travel: { detour: 1.3, speed: { urban: 20, town: 25, rural: 30 } },
      services: [{ kind: 'clinic', names: { en: 'Clinic' }, standard }],
    },
    areas: [area('r', 'county'), area('east', 'town', 'r'), area('west', 'town', 'r')],
    settlements: ['east', 'west'].map((code, i) => ({
      ...{ id: `v-${code}`, area: code, names: { en: code }, position: [i, 0] as const, population: 500, ages: {} },
    })),
    facilities: [],
  })
  await importPack({ pool, writer, clock, follower }, folder)
  const jobs = await startJobs(pool, quiet)
  const travel = startTravel(pool)
  const plans = await startPlans({ pool, jobs, clock, logger: quiet, travel })
  const scenarios = createScenarioService({ pool, clock, travel, isOpen: readHours(), plans })
  const guard = createPlanGuard(createRegionService(pool, clock))
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  identifyRequests(app, {
    recognise: async ({ authorization = '' }) => ({
      principal: principals[authorization] as Principal,
      visitor: { kind: 'nobody' },
    }),
  })
  registerPlans(app, { plans, guard })
  registerScenarios(app, { scenarios, plans, guard })
  ends.push(
    () => app.close(),
    () => plans.close(),
    () => jobs.stop(),
    () => travel.stop(),
    () => follower.stop(),
    () => writer.stop(),
    () => rm(folder, { recursive: true }),
  )
})
after(async () => {
  for (const end of ends) await end()
})

const send = (who: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
  app.inject({ method, url: `/equity/v1/${path}`, headers: { authorization: who }, ...(payload && { payload }) })

test('plans are started, listed, stopped and removed by the planners of their area, and read by whoever has the link', async () => {
  const ask = (who: string, area?: string) => send(who, 'POST', 'plans', { kind: 'clinic', objective: 'reached', count: 1, area })
  for (const who of ['nobody', 'another office']) {
    const refused = await ask(who, 'east')
    assert.equal(refused.statusCode, who === 'nobody' ? 401 : 403)
    assert.match(refused.json().detail, /Only planners of the area/)
  }
  assert.match((await ask('the west', 'east')).json().detail, /outside the area/)
  assert.equal((await ask('the east')).statusCode, 403, 'the whole region is not the east')
  const plan = await ask('the east', 'east')
  assert.equal(plan.statusCode, 202, plan.body)
  const { id } = plan.json()
  assert.equal((await ask('the region')).statusCode, 202)
  assert.equal((await ask('operator')).statusCode, 202)

  assert.equal((await send('nobody', 'GET', `plans/${id}?wait=20`)).json().state, 'done')
  const count = async (who: string) => (await send(who, 'GET', 'plans')).json().count
  assert.deepEqual(await Promise.all(['the east', 'the west', 'the region', 'operator', 'nobody'].map(count)), [
    1,
    0,
    3,
    3,
    undefined,
  ])
  for (const who of ['nobody', 'another office', 'the west']) {
    assert.ok([401, 403].includes((await send(who, 'POST', `plans/${id}/stop`)).statusCode))
    assert.ok([401, 403].includes((await send(who, 'POST', `plans/${id}/scenario`, { name: 'Taken' })).statusCode))
    assert.ok([401, 403].includes((await send(who, 'DELETE', `plans/${id}`)).statusCode))
  }
  const made = await send('the east', 'POST', `plans/${id}/scenario`, { name: 'As planned' })
  assert.equal(made.json().area, 'east')
  assert.equal((await send('the east', 'DELETE', `plans/${id}`)).statusCode, 204)
})

test('scenarios are listed and changed by the planners of their area, and read by whoever has the link', async () => {
  const draft = { name: 'East', kind: 'clinic', area: 'east', changes: [{ do: 'add', id: 'new', position: [0, 0] }] }
  for (const who of ['nobody', 'another office', 'the west'])
    assert.ok([401, 403].includes((await send(who, 'POST', 'scenarios', draft)).statusCode), who)
  const { id } = (await send('the east', 'POST', 'scenarios', draft)).json()
  assert.equal((await send('nobody', 'GET', `scenarios/${id}`)).json().name, 'East')
  assert.equal((await send('nobody', 'GET', `scenarios/${id}/comparison`)).json().all.won, 500)
  assert.equal((await send('the west', 'GET', 'scenarios')).json().count, 0)
  assert.ok((await send('the east', 'GET', 'scenarios')).json().scenarios.some((one: { id: string }) => one.id === id))
  assert.equal((await send('nobody', 'GET', 'scenarios')).statusCode, 401)
  for (const who of ['nobody', 'another office', 'the west']) {
    assert.ok([401, 403].includes((await send(who, 'PUT', `scenarios/${id}`, { ...draft, version: 1 })).statusCode), who)
    assert.ok([401, 403].includes((await send(who, 'POST', `scenarios/${id}/copy`, { name: 'Mine' })).statusCode), who)
    assert.ok([401, 403].includes((await send(who, 'DELETE', `scenarios/${id}`)).statusCode), who)
  }
  const away = await send('the east', 'PUT', `scenarios/${id}`, { ...draft, area: 'west', version: 1 })
  assert.equal(away.statusCode, 403, 'nobody gives a scenario to an area that is not theirs')
  assert.equal((await send('the region', 'PUT', `scenarios/${id}`, { ...draft, note: 'Seen', version: 1 })).json().version, 2)
  assert.equal((await send('the east', 'POST', 'scenarios', { ...draft, area: 'north' })).statusCode, 403)
  assert.equal((await send('operator', 'POST', 'scenarios', { ...draft, area: 'north' })).statusCode, 404)
})
