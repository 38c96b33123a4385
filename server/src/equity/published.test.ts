import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import type { ComplianceReport, GapOfService, WhyReport } from '#contract'
import {
  createAccessService,
  createComplianceService,
  createGapService,
  createUseService,
  createWhyService,
  printCompliance,
  printGap,
  printUse,
  printWhy,
  registerAccess,
  registerCompliance,
  registerEquity,
  registerFeatures,
  registerUse,
  registerWhy,
  startTravel,
} from '#equity'
import { type App, createHttp, createMetrics } from '#kernel'
import { type PackDraft, readHours } from '#region'
import { quiet, testPool } from '#testing'
import { blurAges } from './ages.ts'
import { measureNames } from './measure.ts'
import { blurSmall, isWithheld } from './suppression.ts'
import { type Ground, openGround, regionOf, standard } from './testing-region.ts'

const now = new Date('2026-03-03T04:30:00Z')
const publicUrl = 'https://node.example'

type Homes = Readonly<Record<string, readonly [area: string, degrees: number, population: number, old: number]>>

/** A city and two towns of the countryside along the equator; `old` of the residents of each place are 60 or older. */
const pack = (homes: Homes, more: readonly (readonly [area: string, degrees: number, capacity: number])[] = []): PackDraft => ({
  region: regionOf('Told', [
    {
      kind: 'clinic',
      names: { en: 'Clinic' },
      standard,
      source: 'Plan, section 1',
      requirements: [
        { class: 'rural', ages: ['60+'], minutes: 40, share: 0.5, source: 'Plan, section 2' },
        { per1000: 2, source: 'Plan, section 3' },
      ],
    },
  ]),
  areas: [
    { code: 'r', level: 'county', names: { en: 'Told' } },
    { code: 'city', parent: 'r', level: 'town', officialClass: '111', names: { en: 'City' } },
    { code: 'hills', parent: 'r', level: 'town', officialClass: '220', names: { en: 'Hills' } },
    { code: 'coast', parent: 'r', level: 'town', officialClass: '220', names: { en: 'Coast' } },
    { code: 'cape', parent: 'coast', level: 'village', officialClass: '220', names: { en: 'Cape' } },
  ],
  settlements: Object.entries(homes).map(([id, [area, degrees, population, old]]) => ({
    id,
    area,
    names: { en: id },
    position: [degrees, 0] as const,
    population,
    ages: { '0-59': population - old, '60+': old },
  })),
  facilities: [['city', 0.01, 6] as const, ['hills', 0.35, 1] as const, ...more].map(([area, degrees, capacity], i) => ({
    id: `f${i}`,
    kind: 'clinic',
    area,
    names: { en: 'Clinic' },
    position: [degrees, 0] as const,
    capacity,
    openingHours: i === 0 ? '24/7' : 'Mo-Fr 08:00-12:00',
  })),
})

let app: App
let url: string
let ground: Ground
let stop: () => Promise<void>
const routes: string[] = []

before(async () => {
  const pool = await testPool()
  ground = await openGround(pool, () => now)
  const travel = startTravel(pool)
  const deps = { pool, clock: () => now, travel, isOpen: readHours() }
  const gap = createGapService(deps)
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  app.addHook('onRoute', ({ method, url: path }) => {
    if (method === 'GET') routes.push(path)
  })
  registerEquity(app, { gap })
  registerAccess(app, { access: createAccessService(deps) })
  registerUse(app, { use: createUseService(pool, () => now) })
  registerWhy(app, { why: createWhyService(deps) })
  registerCompliance(app, { compliance: createComplianceService(deps) })
  registerFeatures(app, { pool, gap, clock: () => now, publicUrl, version: '0.0.0' })
  url = await app.listen({ port: 0, host: '127.0.0.1' })
  stop = async () => {
    await app.close()
    await travel.stop()
    await ground.close()
  }
})
after(() => stop())

const get = async (path: string) => (await app.inject({ url: path, headers: { accept: 'application/json' } })).body
const json = async <Answer>(path: string) => JSON.parse(await get(path)) as Answer

/** Every table that anybody can get, by the route that gives it. */
const questions: Readonly<Record<string, readonly string[]>> = {
  '/equity/v1/gap': [
    '',
    '&by=area',
    '&by=settlement',
    '&by=settlement&format=geojson',
    '&by=area&format=csv',
    '&format=csv',
  ].flatMap((form) => ['', '&area=r', '&area=coast', '&area=cape', '&area=hills'].map((area) => `?service=clinic${form}${area}`)),
  '/equity/v1/access': measureNames.flatMap((measure) =>
    ['&area=coast', '&by=area', '&by=settlement&format=csv'].map((form) => `?service=clinic&measure=${measure}${form}`),
  ),
  '/equity/v1/days': ['?service=clinic'],
  '/equity/v1/week': ['?service=clinic', '?service=clinic&area=coast', '?service=clinic&area=cape'],
  '/equity/v1/use': ['', '?area=coast', '?format=csv'],
  '/equity/v1/why': ['r', 'city', 'hills', 'coast', 'cape', 'coast&format=csv'].map((area) => `?service=clinic&area=${area}`),
  '/equity/v1/compliance': ['', '?area=coast', '?format=csv', '?area=cape'],
  '/equity/v1': [''],
  '/equity/v1/api': [''],
  '/equity/v1/conformance': [''],
  '/equity/v1/collections': [''],
  '/equity/v1/collections/:collection': ['areas', 'settlements', 'facilities', 'gap', 'scenarios'],
  '/equity/v1/collections/:collection/items': ['areas', 'settlements', 'facilities', 'gap', 'scenarios'],
  '/equity/v1/collections/:collection/items/:feature': ['settlements/hut', 'areas/cape'],
}

async function everythingTold(): Promise<string[]> {
  const told: string[] = []
  for (const [route, all] of Object.entries(questions))
    for (const one of all) {
      const [collection = '', feature = ''] = one.split('/')
      const isCollection = route.includes(':')
      const path = isCollection ? route.replace(':collection', collection).replace(':feature', feature) : route + one
      // Every refusal has a number of its own.
      told.push(`${path} ${(await get(path)).replace(/"instance":"[^"]*"/, '')}`)
    }
  return [
    ...told,
    await printed((out) => printGap({ url }, { area: 'coast' }, out)),
    await printed((out) => printCompliance({ url }, { area: 'coast' }, out)),
  ]
}

async function printed(print: (out: { write(text: string): unknown }) => Promise<void>): Promise<string> {
  let all = ''
  await print({ write: (text) => (all += text) })
  return all
}

/** The same region at three dates: places grow and shrink across ten, one comes, one goes, a clinic opens. */
function datesOf([a, b, c, d, e]: readonly [number, number, number, number, number], young: number): PackDraft[] {
  const first: Homes = {
    centre: ['city', 0, 2000, 400],
    lane: ['city', 0.02, a, 0],
    near: ['hills', 0.1, 100, 30],
    far: ['hills', 0.5, 300, young],
    hut: ['coast', 0.3, b, 0],
    inn: ['coast', 0.4, 40, 15],
    light: ['cape', 0.6, 12, 0],
  }
  const second: Homes = { ...first, hut: ['coast', 0.3, c, 0], light: ['cape', 0.6, d, 0] }
  const { lane: _, ...third } = second
  return [pack(first), pack(second, [['coast', 0.45, 2]]), pack({ ...third, mill: ['cape', 0.61, e, 0] }, [['coast', 0.45, 2]])]
}

const small = fc.integer({ min: 1, max: 9 })
const world = fc.tuple(fc.tuple(small, small, small, small, small), small)

async function history(dates: readonly PackDraft[]): Promise<string[]> {
  const told: string[] = []
  for (const date of dates) {
    await ground.bring(date)
    told.push(...(await everythingTold()))
  }
  return told
}

test('whoever has every table of every date cannot tell one number from 1 to 9 in a small place from another', async () => {
  await ground.bring(pack({ centre: ['city', 0, 2000, 400] }))
  assert.deepEqual(new Set(routes), new Set(Object.keys(questions)), 'a route is missing among those that are attacked')
  const reference = await history(datesOf([1, 9, 1, 9, 1], 1))
  const firstApart = (told: readonly string[]) => reference.findIndex((table, i) => table !== told[i])
  await fc.assert(
    fc.asyncProperty(world, async ([places, young]) => {
      const told = await history(datesOf(places, young))
      const at = firstApart(told)
      assert.equal(told[at], reference[at])
    }),
    { numRuns: 1, endOnFailure: true },
  )
  const larger = await history(datesOf([1, 9, 1, 9, 10], 1).slice(2))
  assert.notDeepEqual(larger, reference.slice(-larger.length), 'what is not hidden is told')
})

test('blurred bands add up to the blurred residents, and are the same whatever a small band holds', () => {
  const home = fc.record({ young: fc.integer({ min: 10, max: 500 }), old: fc.nat(30), other: small })
  fc.assert(
    fc.property(fc.array(home, { minLength: 1, maxLength: 8 }), (homes) => {
      const of = (change: (home: { young: number; old: number; other: number }) => number) => {
        const hidden = homes.map((each) => (each.old > 0 && each.old < 10 ? change(each) : each.old))
        const rest = homes.map(({ young, old }, s) => young + 40 + old - (hidden[s] ?? 0))
        const people = blurSmall(Float64Array.from(homes, ({ young, old }) => young + 40 + old))
        return {
          people,
          told: blurAges(
            new Map([
              ['0-59', Float64Array.from(rest)],
              ['60+', Float64Array.from(hidden)],
            ]),
            people,
          ),
        }
      }
      const { people, told } = of(({ old }) => old)
      assert.deepEqual(of(({ other }) => other).told, told)
      people.forEach((residents, s) => {
        const sum = [...told.values()].reduce((all, band) => all + (band[s] as number), 0)
        assert.ok(Math.abs(sum - residents) < 1e-9)
      })
    }),
  )
})

test('a group is withheld as long as fewer than ten may live in it', () => {
  const blurred = (...people: number[]) => blurSmall(Float64Array.from(people))
  assert.equal(isWithheld(blurred()), false)
  assert.equal(isWithheld(blurred(0, 0)), false)
  assert.equal(isWithheld(blurred(9, 9, 9)), true)
  assert.equal(isWithheld(blurred(9, 10)), false)
  assert.equal(isWithheld(blurred(...Array.from({ length: 10 }, () => 1))), false)
})

test('a ratio of the gap comes with the interval that it lies in, of reach as of minutes', async () => {
  await ground.bring(datesOf([1, 9, 1, 9, 1], 1)[0] as PackDraft)
  const [clinic] = (await json<{ services: GapOfService[] }>('/equity/v1/gap?service=clinic')).services
  const holds = (value = Number.NaN, { low, high } = { low: 1, high: 0 }) => low <= value && value <= high
  assert.ok(holds(clinic?.ruralToUrban, clinic?.interval))
  assert.ok(holds(clinic?.minutesRuralToUrban, clinic?.minutesInterval))
})

test('the reasons of an area’s gap add up to it, and what nothing is known of is named', async () => {
  await ground.bring(datesOf([1, 9, 1, 9, 1], 1)[0] as PackDraft)
  const hills = await json<WhyReport>('/equity/v1/why?service=clinic&area=hills')
  const known = hills.parts.filter((part) => part.isKnown)
  assert.ok(hills.gap > 0)
  assert.ok(Math.abs(known.reduce((sum, part) => sum + part.adds, 0) - hills.gap) < 1e-9)
  assert.ok(Math.abs(hills.city - hills.here - hills.gap) < 1e-9)
  assert.deepEqual(
    hills.parts.filter(({ isKnown }) => !isKnown).map(({ factor }) => factor),
    ['digital', 'eligibility', 'language'],
  )
  const open = known.find(({ factor }) => factor === 'hours')
  assert.ok((open?.here ?? 1) < (open?.city ?? 0))
  const city = await json<WhyReport>('/equity/v1/why?service=clinic&area=city')
  assert.ok(Math.abs(city.gap) < 1e-9)
  assert.equal((await app.inject({ url: '/equity/v1/why?service=clinic&area=x' })).statusCode, 404)
  assert.equal((await app.inject({ url: '/equity/v1/why?service=spa&area=city' })).statusCode, 404)
})

test('who is entitled and who is served in their language is told where the pack says it, and what is no share is refused', async () => {
  const first = datesOf([1, 9, 1, 9, 1], 1)[0] as PackDraft
  const isRural = (area: string) => area !== 'city'
  const settlements = first.settlements.map((home) => ({
    ...home,
    shares: { 'eligible:clinic': isRural(home.area) ? 0.5 : 0.9, 'speaks:en': isRural(home.area) ? 0.3 : 0.9, 'speaks:zh': 0.6 },
  }))
  const facilities = first.facilities.map((one) => ({ ...one, languages: one.area === 'hills' ? ['en', 'zh'] : ['en'] }))
  await ground.bring({ ...first, settlements, facilities })
  const hills = await json<WhyReport>('/equity/v1/why?service=clinic&area=hills')
  const known = hills.parts.filter((part) => part.isKnown)
  assert.ok(Math.abs(known.reduce((sum, part) => sum + part.adds, 0) - hills.gap) < 1e-9)
  const of = (factor: string) => known.find((part) => part.factor === factor)
  const about = (value: number | undefined, expected: number) => assert.ok(Math.abs((value ?? 0) - expected) < 1e-9, `${value}`)
  about(of('eligibility')?.here, 0.5)
  about(of('eligibility')?.city, 0.9)
  about(of('language')?.city, 0.9)
  // One village reaches the clinic of the city, where 0.3 are served in their language, the other that of the hills, where 0.6 are.
  const spoken = of('language')?.here ?? 0
  assert.ok(spoken > 0.3 && spoken < 0.6, `${spoken}`)
  assert.ok((of('eligibility')?.adds ?? 0) > 0 && (of('language')?.adds ?? 0) > 0)
  assert.deepEqual(
    hills.parts.flatMap(({ isKnown, factor }) => (isKnown ? [] : [factor])),
    ['digital'],
  )
  // Of less than half of the residents it is not known.
  const few = settlements.map((home) => (home.id === 'far' ? home : { ...home, shares: {} }))
  await ground.bring({ ...first, settlements: few, facilities })
  const later = await json<WhyReport>('/equity/v1/why?service=clinic&area=hills')
  assert.deepEqual(
    later.parts.flatMap(({ isKnown, factor }) => (isKnown ? [] : [factor])),
    ['digital', 'eligibility', 'language'],
  )
  const wrong = settlements.map((home) => ({ ...home, shares: { 'eligible:clinic': 50 } }))
  await assert.rejects(ground.bring({ ...first, settlements: wrong }), (error: Error & { faults?: { message: string }[] }) =>
    (error.faults?.[0]?.message ?? '').includes('"50" is not a share from 0 to 1'),
  )
  const speechless = first.facilities.map((one) => ({ ...one, languages: ['not a tag!'] }))
  await assert.rejects(ground.bring({ ...first, facilities: speechless }), /faults/)
})

test('each area is held to each requirement, with those it is for, and where it cannot be told it is not', async () => {
  const first = datesOf([1, 9, 1, 9, 1], 1)[0] as PackDraft
  await ground.bring(first)
  const { requirements, rows } = await json<ComplianceReport>('/equity/v1/compliance')
  assert.deepEqual(
    requirements.map(({ number, class: name, ages, minutes, per1000, source }) => [number, name, ages, minutes, per1000, source]),
    [
      [0, 'urban', undefined, 15, undefined, 'Plan, section 1'],
      [1, 'town', undefined, 20, undefined, 'Plan, section 1'],
      [2, 'rural', undefined, 30, undefined, 'Plan, section 1'],
      [3, 'rural', ['60+'], 40, undefined, 'Plan, section 2'],
      [4, undefined, undefined, undefined, 2, 'Plan, section 3'],
    ],
  )
  const row = (area: string, number: number) => rows.find((one) => one.area === area && one.number === number)
  assert.deepEqual([row('city', 0)?.share, row('city', 0)?.isMet], [1, true])
  assert.deepEqual([row('city', 2)?.population, row('city', 2)?.isMet], [0, undefined])
  assert.deepEqual([row('hills', 2)?.reached, row('hills', 2)?.isMet], [100, false])
  assert.deepEqual([row('hills', 4)?.capacity, row('hills', 4)?.per1000, row('hills', 4)?.isMet], [1, 2.5, true])
  assert.deepEqual([row('coast', 4)?.capacity, row('coast', 4)?.isMet], [0, false])
  const table = parse(await get('/equity/v1/compliance?format=csv'), { columns: true }) as Record<string, string>[]
  assert.equal(table.length, rows.length)
  assert.equal(table.find((one) => one.area === 'hills' && one.number === '4')?.met, 'true')
  const unknown = first.facilities.map(({ capacity: _, ...facility }) => facility)
  await ground.bring({ ...first, facilities: unknown })
  const later = await json<ComplianceReport>('/equity/v1/compliance')
  const told = later.rows.find((one) => one.area === 'hills' && one.number === 4)
  assert.deepEqual([told?.capacity, told?.isMet], [undefined, undefined])
})

test('the commands print what the interfaces tell, for people, as CSV and as JSON', async () => {
  await ground.bring(datesOf([1, 9, 1, 9, 1], 1)[0] as PackDraft)
  const why = (form: object) => printed((out) => printWhy({ url }, { area: 'hills', service: 'clinic', ...form }, out))
  assert.match(await why({}), /^Why Hills has less of clinic than the city.+\n.+Most of it: .+Nothing is known of: digital,/s)
  const factors = parse(await why({ csv: true }), { columns: true }) as Record<string, string>[]
  assert.deepEqual(factors.find(({ factor }) => factor === 'language')?.known, 'false')
  const added = factors.reduce((sum, { adds }) => sum + Number(adds), 0)
  assert.ok(Math.abs(added - (JSON.parse(await why({ json: true })) as WhyReport).gap) < 1e-9)
  await assert.rejects(why({ area: 'x' }), /There is no area x/)

  const compliance = (form: object) => printed((out) => printCompliance({ url }, form, out))
  assert.match(
    await compliance({}),
    /Clinic: 50\.0 % of rural residents aged 60\+ within 40 minutes; kept in \d of \d \(Plan, section 2\)/,
  )
  assert.match(await compliance({}), /^Hills +400 +25\.0 % +no$/m)
  assert.equal(await compliance({ csv: true }), await get('/equity/v1/compliance?format=csv'))
  await assert.rejects(compliance({ service: 'spa' }), /no service spa/)

  assert.match(await printed((out) => printUse({ url }, {}, out)), /No service has told/)
  await assert.rejects(
    printed((out) => printUse({ url }, { service: 'clinic' }, out)),
    /Nothing is known of the use of clinic/,
  )
})
