import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { PlanView, ScenarioChange, ScenarioService } from '#contract'
import { createGapService, createScenarioService, registerScenarios, startTravel, type Travel } from '#equity'
import { type App, Conflict, createHttp, createMetrics, Denied, Invalid, NotFound, type Pool } from '#kernel'
import { readHours } from '#region'
import { quiet, testPool } from '#testing'
import { readGeoPackage } from './testing-geopackage.ts'
import { type Ground, line, openGround, villages } from './testing-region.ts'

let pool: Pool
let ground: Ground
let travel: Travel
let scenarios: ScenarioService
let app: App
let isOperator = true
let plan: PlanView | undefined

before(async () => {
  pool = await testPool()
  ground = await openGround(pool)
  travel = startTravel(pool)
  const plans = { get: async () => plan }
  scenarios = createScenarioService({ pool, clock: () => new Date(), travel, isOpen: readHours(), plans })
  await assert.rejects(scenarios.compare(draftOf([])), NotFound)
  await ground.bring(line)
  clinic = (await scenarios.facilities(draftOf([])))[0]?.id ?? ''
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerScenarios(app, {
    scenarios,
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
  await travel.stop()
  await ground.close()
})

const draftOf = (changes: readonly ScenarioChange[]) => ({ name: 'Try', kind: 'clinic', changes })
const at = (village: number) => [0.5 + village / 10, 0] as const
const people = line.settlements.slice(1).map(({ population }) => population)
const around = (village: number) => people.slice(Math.max(0, village - 1), village + 2).reduce((sum, here) => sum + here, 0)
const everybody = 5000 + people.reduce((sum, here) => sum + here, 0)
let clinic = ''

test('a new facility wins its own village and its neighbours, and every figure is told before and after', async () => {
  const { all, classes, areas, facilities, week, lorenz } = await scenarios.compare(
    draftOf([{ do: 'add', id: 'new', position: at(5), capacity: 0.3 }]),
  )
  assert.deepEqual(facilities, { before: 1, after: 2 })
  assert.deepEqual([all.won, all.lost], [around(5), 0])
  assert.deepEqual(all.figures.reached, { before: 5000, after: 5000 + around(5) })
  assert.ok(Math.abs((all.figures.share?.after ?? 0) - (5000 + around(5)) / everybody) < 1e-12)
  for (const measure of ['meanMinutes', 'gini', 'theil', 'theilBetween'] as const)
    assert.ok((all.figures[measure]?.after ?? 1) < (all.figures[measure]?.before ?? 0), measure)
  assert.ok((all.figures.ruralToUrban?.after ?? 0) > (all.figures.ruralToUrban?.before ?? 1))
  const [urban, rural] = classes
  assert.deepEqual([urban?.class, urban?.won, rural?.class, rural?.won], ['urban', 0, 'rural', around(5)])
  assert.deepEqual(
    areas.map(({ area, won }) => [area, won]),
    [
      ['city', 0],
      ['land', around(5)],
    ],
  )
  assert.ok(week.every(({ before: then, after: now }) => then === 5000 && now === 5000 + around(5)))
  assert.equal(lorenz.after?.length, 11)
})

test('what is before is what the gap says of today', async () => {
  const gap = createGapService({ pool, clock: () => new Date(), travel, isOpen: readHours() })
  const report = (await gap.report()).services[0]
  const { classes } = await scenarios.compare(draftOf([]))
  for (const { class: name, figures } of classes) {
    const row = report?.rows.find((one) => one.class === name)
    assert.equal(figures.reached?.before, row?.reached)
    assert.equal(figures.meanMinutes?.before, row?.meanMinutes)
    assert.equal(figures.medianMinutes?.before, row?.medianMinutes)
  }
})

test('closing loses, moving does both, enlarging changes capacity only, hours and rounds change the days', async () => {
  const closed = await scenarios.compare(draftOf([{ do: 'close', id: clinic }]))
  assert.deepEqual([closed.all.won, closed.all.lost, closed.facilities.after], [0, 5000, 0])
  assert.equal(closed.all.figures.meanMinutes?.after, undefined)

  const moved = await scenarios.compare(draftOf([{ do: 'move', id: clinic, position: at(3) }]))
  assert.deepEqual([moved.all.won, moved.all.lost], [around(3), 5000])
  assert.deepEqual(moved.facilities, { before: 1, after: 1 })

  const larger = (await scenarios.compare(draftOf([{ do: 'enlarge', id: clinic, capacity: 6 }]))).all.figures
  assert.ok(Math.abs((larger.capacityPerThousand?.after ?? 0) - 2 * (larger.capacityPerThousand?.before ?? 0)) < 1e-9)
  assert.equal(larger.meanMinutes?.after, larger.meanMinutes?.before)

  const fewer = await scenarios.compare(draftOf([{ do: 'hours', id: clinic, openingHours: 'Mo-We 08:00-12:00' }]))
  assert.deepEqual(
    fewer.week.map(({ after: now }) => now),
    [5000, 5000, 5000, 0, 0, 0, 0],
  )
  assert.ok(Math.abs((fewer.all.figures.daysReached?.after ?? 0) - (3 * 5000) / everybody) < 1e-9)

  const rounds = await scenarios.compare(
    draftOf([
      {
        do: 'mobile',
        id: 'van',
        capacity: 7,
        stops: [
          { position: at(2), days: ['Tu'] },
          { position: at(9), days: ['Th', 'Fr'] },
        ],
      },
    ]),
  )
  assert.deepEqual(
    rounds.week.map(({ before: then, after: now }) => now - then),
    [0, around(2), 0, around(9), around(9), 0, 0],
  )
  assert.equal(rounds.all.won, around(2) + around(9))
  const stops = await scenarios.facilities(draftOf([{ do: 'mobile', id: 'van', stops: [{ position: at(2), days: ['Tu'] }] }]))
  assert.deepEqual(
    stops.map(({ id, change, capacity }) => [id, change, capacity]),
    [
      [clinic, 'same', 3],
      ['van#1', 'mobile', 1 / 7],
    ],
  )
})

test('a scenario keeps how people travel and within how many minutes they count as reached', async () => {
  const draft = { ...draftOf([{ do: 'add', id: 'new', position: at(5) }]), within: 60, mode: 'foot' } as const
  const { id } = await scenarios.save(draft)
  const { standard, all } = await scenarios.compare(id)
  assert.deepEqual(standard, { urban: 60, town: 60, rural: 60 })
  // On foot, an hour does not lead to the next village.
  assert.equal(all.won, people[5])
  assert.equal((await scenarios.copy(id, 'Copy')).mode, 'foot')
  await assert.rejects(scenarios.save({ ...draft, season: 'monsoon' }), Invalid)
})

test('more facilities are never farther from anybody, and won and lost account for everybody reached', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(villages - 1), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (chosen, isClosed) => {
        const added = chosen.map((village): ScenarioChange => ({ do: 'add', id: `n${village}`, position: at(village) }))
        const draft = draftOf([...added, ...(isClosed ? [{ do: 'close', id: clinic } as const] : [])])
        const { all } = await scenarios.compare(draft)
        const { reached } = all.figures
        assert.equal((reached?.before ?? 0) + (all.won ?? 0) - (all.lost ?? 0), reached?.after ?? 0)
        const settlements = await scenarios.settlements(draft)
        if (!isClosed) for (const { before: then = Infinity, after: now = Infinity } of settlements) assert.ok(now <= then)
        const won = settlements.filter(({ change }) => change === 'won').reduce((sum, { population }) => sum + population, 0)
        assert.equal(won, all.won)
      },
    ),
    { numRuns: 12 },
  )
})

test('changes that cannot be made are refused together, each with its place', async () => {
  const changes: ScenarioChange[] = [
    { do: 'close', id: 'nowhere' },
    { do: 'add', id: clinic, position: at(1) },
    { do: 'hours', id: clinic, openingHours: 'whenever we like' },
    { do: 'close', id: clinic },
    { do: 'enlarge', id: clinic, capacity: 2 },
  ]
  await assert.rejects(scenarios.save(draftOf(changes)), (error: Invalid) => {
    assert.deepEqual(
      error.faults.map(({ pointer }) => pointer),
      ['/changes/0', '/changes/1', '/changes/2', '/changes/4'],
    )
    return true
  })
  await assert.rejects(scenarios.compare(draftOf(changes)), Invalid)
  await assert.rejects(scenarios.save({ ...draftOf([]), kind: 'zoo' }), NotFound)
  await assert.rejects(scenarios.save({ ...draftOf([]), name: '  ' }), Invalid)
})

test('what became impossible since it was saved is passed over and told', async () => {
  const { id } = await scenarios.save(draftOf([{ do: 'add', id: 'new', position: at(5) }]))
  await pool.query(
    `update equity.scenario_version set changes = changes || '[{"do": "close", "id": "gone"}]'::jsonb where scenario = $1`,
    [id],
  )
  const { notes, all } = await scenarios.compare(id)
  assert.equal(all.won, around(5))
  assert.match(notes[0] ?? '', /changes\/1.*gone.*passed over/)
})

test('a scenario is saved in versions, copied, listed and removed, and a save over a newer version is refused', async () => {
  const first = await scenarios.save(draftOf([]))
  const second = await scenarios.save({ ...draftOf([{ do: 'close', id: clinic }]), name: 'Closed' }, { id: first.id, version: 1 })
  assert.deepEqual([second.id, second.version, second.name], [first.id, 2, 'Closed'])
  await assert.rejects(scenarios.save(draftOf([]), { id: first.id, version: 1 }), Conflict)
  assert.deepEqual((await scenarios.get(first.id, 1))?.changes, [])
  assert.deepEqual(
    (await scenarios.versions(first.id)).map(({ version, name }) => [version, name]),
    [
      [2, 'Closed'],
      [1, 'Try'],
    ],
  )
  const copy = await scenarios.copy(first.id, 'Copy')
  assert.deepEqual([copy.from, copy.version, copy.changes], [first.id, 1, second.changes])
  const { items, count } = await scenarios.list({ limit: 1, offset: 0 })
  assert.deepEqual([items[0]?.id, items.length], [copy.id, 1])
  assert.ok(count >= 2)
  await scenarios.remove(first.id)
  assert.equal(await scenarios.get(first.id), undefined)
  assert.ok(await scenarios.get(copy.id))
  await assert.rejects(scenarios.remove(first.id), NotFound)
})

test('the sites of a plan become a scenario', async () => {
  plan = undefined
  await assert.rejects(scenarios.fromPlan('p', 'From a plan'), NotFound)
  const sites = [{ id: 'v5', position: at(5), names: { en: 'Land' }, cost: 1 }]
  plan = { state: 'done', question: { kind: 'clinic' }, answer: { sites } } as unknown as PlanView
  const made = await scenarios.fromPlan('p', 'From a plan')
  assert.deepEqual(made.changes, [{ do: 'add', id: 'new-1', name: 'Land', position: [1, 0] }])
  assert.equal((await scenarios.compare(made.id)).all.won, around(5))
})

test('over HTTP a planner saves, everybody with the link reads, and what is exported says the same', async () => {
  isOperator = true
  const payload = draftOf([{ do: 'add', id: 'new', name: '<Tent>', position: at(5) }])
  const saved = await app.inject({ method: 'POST', url: '/equity/v1/scenarios', payload })
  assert.equal(saved.statusCode, 201, saved.body)
  const url = String(saved.headers.location)
  const over = await app.inject({ method: 'PUT', url, payload: { ...payload, name: 'Tent', version: 1 } })
  assert.equal(over.json().version, 2)
  assert.equal((await app.inject({ method: 'PUT', url, payload: { ...payload, version: 1 } })).statusCode, 409)
  const wrong = await app.inject({
    method: 'POST',
    url: '/equity/v1/scenarios',
    payload: { ...payload, changes: [{ do: 'close', id: 'nowhere' }] },
  })
  assert.deepEqual(
    [wrong.statusCode, wrong.json().faults?.[0]?.pointer ?? wrong.json().errors?.[0]?.pointer],
    [400, '/changes/0'],
  )
  const tried = await app.inject({ method: 'POST', url: '/equity/v1/scenarios/comparison', payload })
  assert.equal(tried.json().all.won, around(5))

  isOperator = false
  assert.equal((await app.inject({ method: 'POST', url: '/equity/v1/scenarios', payload })).statusCode, 403)
  assert.equal((await app.inject({ url: '/equity/v1/scenarios' })).statusCode, 403)
  assert.equal((await app.inject({ url })).json().name, 'Tent')
  assert.equal((await app.inject({ url: `${url}/versions` })).json().versions.length, 2)
  assert.equal((await app.inject({ url: `${url}/comparison?area=land` })).json().all.won, around(5))
  assert.equal((await app.inject({ url: `${url}/comparison?area=nowhere` })).statusCode, 404)
  const byArea = (await app.inject({ url: `${url}/csv?by=area` })).body.split('\r\n')
  assert.match(byArea[0] ?? '', /^scenario,version,service,area,population,suppressed,won,lost,reached_before,reached_after/)
  assert.match(byArea[2] ?? '', new RegExp(`^Tent,2,clinic,land,\\d+,false,${around(5)},0,`))
  assert.equal((await app.inject({ url: `${url}/csv?by=settlement` })).body.split('\r\n').length, villages + 3)
  const { features } = (await app.inject({ url: `${url}/geojson` })).json()
  assert.equal(features.length, villages + 1 + 2)
  const { rawPayload, headers: told } = await app.inject({ url: `${url}/gpkg` })
  assert.equal(told['content-type'], 'application/geopackage+sqlite3')
  const found = await readGeoPackage(rawPayload)
  assert.deepEqual(Object.keys(found).sort(), ['facilities', 'settlements'])
  const positions = features.map(({ geometry }: { geometry: { coordinates: number[] } }) => geometry.coordinates)
  assert.deepEqual(
    [...(found.settlements ?? []), ...(found.facilities ?? [])].map(({ position }) => position),
    positions,
  )
  const added = found.facilities?.find(({ change }) => change === 'added')
  assert.deepEqual([added?.facility, added?.service, added?.position], ['new', 'clinic', at(5)])
  const city = found.settlements?.find(({ class: name }) => name === 'urban')
  assert.deepEqual([city?.population, city?.suppressed, city?.minutes_before], [5000, 0, 0])
  for (const [language, word] of [
    ['en', 'Before and after'],
    ['zh-Hans', '改动前后'],
  ]) {
    const { body, headers } = await app.inject({ url: `${url}/report?language=${language}` })
    assert.match(String(headers['content-type']), /text\/html/)
    assert.ok(body.includes(`<h2>${word}</h2>`))
    assert.equal(body.match(/<svg /g)?.length, 2)
    assert.ok(
      body.includes('&lt;Tent&gt;') &&
        !body.includes('<Tent>') &&
        !body.includes('undefined') &&
        !/\{\w+\}/.test(body.replace(/<style>.*<\/style>/s, '')),
    )
  }
  isOperator = true
  assert.equal((await app.inject({ method: 'DELETE', url })).statusCode, 204)
  assert.equal((await app.inject({ url: `${url}/report` })).statusCode, 404)
})
