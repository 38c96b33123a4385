import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { AccessService, GapRow, GapService } from '#contract'
import {
  createAccessService,
  createGapService,
  printGap,
  registerAccess,
  registerEquity,
  startTravel,
  type Travel,
} from '#equity'
import { type App, createHttp, createMetrics, NotFound, type Pool } from '#kernel'
import { type PackDraft, readHours } from '#region'
import { quiet, testPool } from '#testing'
import { measureNames, measures } from './measure.ts'
import { type Ground, openGround, regionOf, standard } from './testing-region.ts'

const now = new Date('2026-03-03T04:30:00Z')
const kinds = ['clinic', 'bank', 'school'] as const

/** On the equator, where a hundredth of a degree is 1.112 km. */
const draft: PackDraft = {
  region: regionOf(
    'Line',
    kinds.map((kind) => ({ kind, names: { en: kind.toUpperCase() }, standard })),
  ),
  areas: [
    { code: 'r', level: 'county', names: { en: 'Line' } },
    { code: 'r1', parent: 'r', level: 'town', officialClass: '111', names: { en: '=Centre' } },
    { code: 'r2', parent: 'r', level: 'town', officialClass: '220', names: { en: 'Fields' } },
    { code: 'r20', parent: 'r', level: 'town', officialClass: '220', names: { en: 'Hut' } },
  ],
  settlements: [
    { id: 'centre', area: 'r1', names: { en: 'A place' }, position: [0, 0], population: 1000, ages: {} },
    { id: 'near', area: 'r2', names: { en: 'A place' }, position: [0.1, 0], population: 100, ages: {} },
    { id: 'far', area: 'r2', names: { en: 'A place' }, position: [0.5, 0], population: 300, ages: {} },
    { id: 'hut', area: 'r20', names: { en: 'A place' }, position: [0.3, 0], population: 8, ages: {} },
    { id: 'road', area: 'r', names: { en: 'A place' }, position: [0.2, 0], population: 50, ages: {}, officialClass: '220' },
  ],
  facilities: [
    { id: 'c1', kind: 'clinic', area: 'r1', names: { en: 'A place' }, position: [0.01, 0], capacity: 3 },
    { id: 'b1', kind: 'bank', area: 'r1', names: { en: 'A place' }, position: [0.01, 0], capacity: 0 },
  ],
}

const under = (parent: string) => (area: PackDraft['areas'][number]) => ({ parent, ...area })
const kilometresPerDegree = (Math.PI / 180) * 6371.0088
const rural = (degrees: number) => (degrees * kilometresPerDegree * 1.3 * 60) / 30
const isNear = (actual: number | undefined, expected: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-6, `${actual}, not ${expected}`)

let pool: Pool
let ground: Ground
let gap: GapService
let access: AccessService
let travel: Travel
let app: App

before(async () => {
  pool = await testPool()
  ground = await openGround(pool, () => now)
  travel = startTravel(pool)
  const deps = { pool, clock: () => now, travel, isOpen: readHours() }
  gap = createGapService(deps)
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerEquity(app, { gap })
  access = createAccessService(deps)
  registerAccess(app, { access })
  await assert.rejects(gap.report(), NotFound)
  await ground.bring(draft)
})
after(async () => {
  await app.close()
  await travel.stop()
  await ground.close()
})

async function rowOf(kind: string, name: GapRow['class'], area?: string): Promise<GapRow> {
  const row = (await gap.report(area)).services.find((service) => service.kind === kind)?.rows.find((one) => one.class === name)
  assert.ok(row)
  return row
}

const get = (query: string, accept = 'application/json') => app.inject({ url: `/equity/v1/gap${query}`, headers: { accept } })

test('minutes and reach are those worked out by hand', async () => {
  const row = await rowOf('clinic', 'rural')
  const { meanMinutes, medianMinutes, ...counts } = row
  assert.deepEqual(counts, { class: 'rural', population: 455, reached: 100, unreachable: 0, share: 100 / 455 })
  isNear(meanMinutes, (100 * rural(0.09) + 300 * rural(0.49) + 5 * rural(0.29) + 50 * rural(0.19)) / 455)
  isNear(medianMinutes, rural(0.49))
  isNear((await rowOf('clinic', 'urban')).meanMinutes, (0.01 * kilometresPerDegree * 1.3 * 60) / 20)
})

test('the countryside is set against the city', async () => {
  const clinic = (await gap.report()).services.find(({ kind }) => kind === 'clinic')
  const [city, country] = [await rowOf('clinic', 'urban'), await rowOf('clinic', 'rural')]
  isNear(clinic?.ruralToUrban, 100 / 455)
  isNear(clinic?.minutesRuralToUrban, (country.meanMinutes ?? 0) / (city.meanMinutes ?? 0))
})

test('where nothing serves anybody, everybody counts as unreached', async () => {
  for (const kind of ['school', 'bank'])
    assert.deepEqual(await rowOf(kind, 'rural'), { class: 'rural', population: 455, reached: 0, unreachable: 455, share: 0 })
})

test('an area is measured by its own residents, who may go anywhere', async () => {
  assert.deepEqual(await rowOf('clinic', 'urban', 'r2'), { class: 'urban', population: 0, reached: 0, unreachable: 0 })
  assert.equal((await rowOf('clinic', 'rural', 'r2')).share, 0.25)
})

test('the parts of an area, with those who live in none of them, add up to it, and small ones are withheld', async () => {
  const rows = await gap.byArea('clinic', 'r')
  assert.deepEqual(
    rows.map(({ area, population }) => [area, population]),
    [
      ['r1', 1000],
      ['r2', 400],
      ['r20', 0],
      ['r', 50],
    ],
  )
  assert.deepEqual(
    rows.map(({ isSuppressed = false }) => isSuppressed),
    [false, false, true, false],
  )
})

test('a lone top gives way to its children, and an only child to its own', async () => {
  assert.deepEqual(await gap.byArea('clinic'), await gap.byArea('clinic', 'r'))
  await ground.bring({
    ...draft,
    areas: [{ code: 'top', level: 'city', names: { en: 'Top' } }, ...draft.areas.map(under('top'))],
  })
  assert.deepEqual(await gap.byArea('clinic'), await gap.byArea('clinic', 'r'))
  await ground.bring({ ...draft, areas: [...draft.areas, { code: 's', level: 'county', names: { en: 'Beside' } }] })
  assert.deepEqual(
    (await gap.byArea('clinic')).map(({ area, population }) => [area, population]),
    [
      ['r', 1455],
      ['s', 0],
    ],
  )
  await ground.bring(draft)
})

test('a settlement tells its minutes, and not how many live there when they are few', async () => {
  const hut = (await gap.settlements('clinic', 'r20'))[0]
  assert.equal(hut?.isSuppressed, true)
  assert.equal(hut.population, 0)
  isNear(hut.minutes, rural(0.29))
  assert.deepEqual((await gap.settlements('school', 'r20'))[0]?.minutes, undefined)
})

test('over HTTP the gap comes as JSON, CSV and GeoJSON, and what is withheld is missing', async () => {
  const json = (await get('?service=clinic&by=area&area=r')).json()
  assert.deepEqual(Object.keys(json.areas[2]).sort(), ['area', 'class', 'isSuppressed', 'names'])
  assert.equal(json.at, now.toISOString())
  const csv = await get('?service=clinic&by=area&area=r', 'text/csv')
  assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
  const [centre, , hut] = parse(csv.body, { columns: true }) as Record<string, string>[]
  assert.equal(centre?.name, "'=Centre")
  assert.deepEqual([hut?.reached, hut?.suppressed], ['', 'true'])
  assert.equal(parse((await get('?format=csv')).body, { columns: true }).length, kinds.length * 3)
  const features = (await get('?service=clinic&by=settlement&format=geojson')).json()
  assert.equal(features.type, 'FeatureCollection')
  assert.equal(features.features.length, 5)
  assert.equal((await get('?service=clinic&by=settlement')).json().settlements.length, 5)
})

const askAccess = async (query: string) => {
  const answer = await app.inject({ url: `/equity/v1/access?service=clinic${query}` })
  return { status: answer.statusCode, body: answer.body, json: () => JSON.parse(answer.body) }
}

test('access per resident is that worked out by hand, and the countryside is set against the city', async () => {
  const answer = (await askAccess('&measure=two-step&decay=none&limit=60&area=r2')).json()
  // Within 60 minutes of the clinic: the centre (1000), near (100), road (50) and not far (300) or hut (8).
  const each = 3 / 1150
  const [, , country] = answer.rows
  isNear(country.mean, (100 * each) / 400)
  assert.equal(country.unreached, 300)
  assert.equal(answer.unit, 'capacity per resident')
  const whole = (await askAccess('&measure=two-step&decay=none&limit=60')).json()
  isNear(whole.rows[0].mean, each)
  isNear(whole.ruralToUrban, 150 / 455)
  isNear(whole.inequality.theil.total, whole.inequality.theil.between + whole.inequality.theil.within)
  assert.equal(whole.inequality.lorenz.length, 11)
  assert.equal(whole.interval, undefined, 'one urban place tells nothing of what others would be')
  isNear(whole.inequality.theil.total, whole.inequality.theilByArea.between + whole.inequality.theilByArea.within)
  assert.ok(whole.inequality.byRemoteness.index < 0, 'the near have more')
})

test('every measure is told by class and by area, as JSON and as CSV, and small areas are withheld', async () => {
  for (const name of measureNames.filter((one) => !('isOnline' in measures[one]))) {
    const { rows } = (await askAccess(`&measure=${name}&k=1`)).json()
    assert.ok(rows[0].mean > 0, name)
    const areas = (await askAccess(`&measure=${name}&by=area&area=r`)).json().rows
    assert.deepEqual(Object.keys(areas[2]).sort(), ['area', 'class', 'isSuppressed', 'names'], name)
    const table = parse((await askAccess(`&measure=${name}&by=area&area=r&format=csv`)).body, { columns: true }) as object[]
    assert.equal(table.length, 4)
  }
})

test('a settlement is told what it reaches, and what cannot be asked is refused', async () => {
  const { rows } = (await askAccess('&measure=nearest&limit=120&by=settlement&area=r20')).json()
  isNear(rows[0].value, rural(0.29))
  assert.equal((await askAccess('&measure=balancing&by=settlement')).json().rows.length, 5)
  assert.equal((await askAccess('&measure=two-step&steps=30:1,15:0.5')).status, 400)
  assert.equal((await askAccess('&measure=magic')).status, 400)
  assert.equal((await askAccess('&measure=nearest&area=x')).status, 404)
})

test('the columns of the distribution hold everybody who has any, each class apart, and no group of fewer than ten', async () => {
  const { bins, classes, isBurden } = await access.report({ service: 'clinic', measure: 'nearest', limit: 240 })
  assert.equal(isBurden, true)
  const rural = bins.map(({ people }) => people.rural)
  assert.ok(rural.every((residents) => residents === undefined || residents === 0 || residents >= 10))
  assert.equal(rural.filter((residents) => residents === undefined).length, 1, 'the hut of 8')
  assert.equal(
    bins.reduce((sum, { people }) => sum + (people.urban ?? 0), 0),
    classes.find((row) => row.class === 'urban')?.population,
  )
  bins.forEach(({ from }, i) => {
    assert.equal(from, bins[i - 1]?.to ?? 0)
  })
  const nobody = await access.report({ service: 'school', measure: 'gravity' })
  assert.deepEqual(nobody.bins, [])
})

test('what is not known is refused, naming what is', async () => {
  const refused = async (query: string) => {
    const { statusCode, body } = await get(query)
    return [statusCode, (JSON.parse(body) as { detail: string }).detail]
  }
  assert.deepEqual(await refused('?service=spa'), [404, 'This region has no service spa. It has: bank, clinic, school.'])
  assert.deepEqual(await refused('?service=spa&by=area'), [404, 'This region has no service spa. It has: bank, clinic, school.'])
  assert.deepEqual(await refused('?area=x'), [404, 'There is no area x in this region. At its top: r.'])
  assert.equal((await refused('?by=area'))[0], 400)
  assert.equal((await refused('?by=person&service=clinic'))[0], 400)
  assert.equal((await refused('?format=geojson'))[0], 400)
})

test('the command prints a table, or the same as the API', async () => {
  const url = await app.listen({ port: 0 })
  const printed = async (options: Parameters<typeof printGap>[1]) => {
    let text = ''
    await printGap({ url }, options, { write: (more) => (text += more) })
    return text
  }
  assert.match(await printed({}), /CLINIC +15 \/ 20 \/ 30 +100\.0 % +– +22\.0 %/)
  assert.match(await printed({ area: 'r20' }), /CLINIC .+ \*/)
  assert.equal(await printed({ csv: true }), (await get('?format=csv')).body)
  assert.equal(JSON.parse(await printed({ json: true, service: 'clinic' })).services.length, 1)
  await assert.rejects(printed({ area: 'x' }), /There is no area x/)
})

test('access is told as supply was on a day, and on which days it became another', async () => {
  const opened = { id: 'c9', kind: 'clinic', area: 'r2', names: { en: 'A place' }, position: [0.5, 0], capacity: 1 } as const
  await ground.bring({ ...draft, facilities: [...draft.facilities, opened] })
  await ground.bring({ ...draft, facilities: [...draft.facilities, { ...opened, capacity: 4 }] })
  // As if the region had come on the first day of March, the second clinic on the second, and had grown on the third.
  await pool.query(`update region.pack set since = '2026-03-01T09:00Z'`)
  await pool.query(`update region.facility_past set since = '2026-03-02T09:00Z', until = '2026-03-03T01:00Z' where id = 'c9'`)
  await pool.query('alter table region.facility disable trigger keep_past')
  await pool.query(
    `update region.facility set since = case id when 'c9' then '2026-03-03T01:00Z' else '2026-03-01T09:00Z' end::timestamptz`,
  )
  await pool.query('alter table region.facility enable trigger keep_past')
  await pool.query(`delete from region.facility_past where id <> 'c9'`)

  assert.deepEqual((await app.inject({ url: '/equity/v1/days?service=clinic' })).json(), {
    service: 'clinic',
    since: '2026-03-01',
    days: [
      { day: '2026-03-03', opened: 0, closed: 0, changed: 1 },
      { day: '2026-03-02', opened: 1, closed: 0, changed: 0 },
    ],
  })
  assert.deepEqual((await access.days('school')).days, [])
  const far = async (day: string) => {
    const { rows } = (await askAccess(`&measure=cumulative&limit=20&by=settlement&area=r2${day}`)).json()
    return rows.find(({ settlement }: { settlement: string }) => settlement === 'far')?.value
  }
  assert.deepEqual([await far(''), await far('&asOf=2026-03-03')], [4, 4])
  assert.deepEqual([await far('&asOf=2026-03-02'), await far('&asOf=2026-03-01')], [1, 0])
  assert.equal((await askAccess('&measure=nearest&asOf=2026-03-02')).json().asOf, '2026-03-02')
  for (const day of ['2026-02-28', '2026-03-04', 'yesterday'])
    assert.equal((await askAccess(`&measure=nearest&asOf=${day}`)).status, 400, day)
  await ground.bring(draft)
})

test('another facility raises reach at once, and none is lost by it', async () => {
  const before = await rowOf('clinic', 'rural')
  const more = { id: 'c2', kind: 'clinic', area: 'r2', names: { en: 'A place' }, position: [0.49, 0], capacity: 1 } as const
  await ground.bring({ ...draft, facilities: [...draft.facilities, more] })
  const after = await rowOf('clinic', 'rural')
  assert.equal(before.reached, 100)
  assert.equal(after.reached, 400)
})
