import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import type { AreaClass, UseReport } from '#contract'
import { createUseService, printUse, registerUse } from '#equity'
import { type App, createHttp, createMetrics, NotFound, type Pool } from '#kernel'
import { quiet, testPool } from '#testing'
import { gather, type WaitingFact } from './use-gather.ts'
import { roundParts } from './use-round.ts'

let pool: Pool
let app: App
let now = new Date('2026-01-15T00:00:00Z')

before(async () => {
  pool = await testPool()
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerUse(app, { use: createUseService(pool, () => now) })
})
after(() => app.close())

const use = () => createUseService(pool, () => now)

type Told = {
  readonly service: string
  readonly class: AreaClass
  readonly ended: string
  readonly days: number
  readonly age?: string
  readonly channel?: string
  readonly outcome?: string
  readonly mark?: number
}

async function tell(facts: readonly Told[]): Promise<void> {
  await pool.query(
    `select analytics.tell_use(f->>'service', 'nowhere', f->>'class', f->>'age', coalesce(f->>'channel', 'web'),
       (f->>'ended')::timestamptz - make_interval(secs => (f->>'days')::float8 * 86400), (f->>'ended')::timestamptz,
       coalesce(f->>'outcome', 'completed'), (f->>'mark')::int)
     from jsonb_array_elements($1::jsonb) f`,
    [JSON.stringify(facts)],
  )
}

const many = (count: number, fact: (i: number) => Told): Told[] => Array.from({ length: count }, (_, i) => fact(i))
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
const only = (report: UseReport, service: string) => report.services.find((one) => one.service === service)
const groupOf = (report: UseReport, service: string, name: AreaClass) =>
  only(report, service)?.groups.find((group) => group.class === name && group.age === undefined)

test('while no service feeds it, a report is empty and says so', async () => {
  const report = await use().report()
  assert.deepEqual(report.services, [])
  assert.equal(report.until, undefined)
  await assert.rejects(use().report({ service: 'permit' }), (error) => error instanceof NotFound && /yet/.test(error.message))
  await assert.rejects(use().report({ area: 'x' }), NotFound)
})

test('what ends in a month is told when the month is over, and waits until ten can be told of together', async () => {
  await tell(many(9, (i) => ({ service: 'permit', class: 'rural', ended: '2026-01-10', days: i + 1 })))
  await tell(many(20, (i) => ({ service: 'permit', class: 'urban', ended: '2026-01-10', days: (i % 5) + 1 })))
  assert.deepEqual((await use().report()).services, [])
  now = new Date('2026-02-02T00:00:00Z')
  const january = await use().report()
  assert.equal(january.until, '2026-01')
  assert.equal(groupOf(january, 'permit', 'urban')?.cases, 20)
  assert.equal(groupOf(january, 'permit', 'urban')?.meanDays?.value, 3)
  assert.equal(groupOf(january, 'permit', 'rural'), undefined)
  assert.equal(only(january, 'permit')?.cases, 20)
  await tell([{ service: 'permit', class: 'rural', ended: '2026-02-03', days: 15 }])
  now = new Date('2026-03-01T00:00:00Z')
  const february = groupOf(await use().report(), 'permit', 'rural')
  assert.equal(february?.cases, 10)
  assert.equal(february.meanDays?.value, 6)
})

test('rural waiting by urban is that of the facts, by age too, and what cannot be is refused by the database', async () => {
  const facts = (name: AreaClass, days: number, age: string) =>
    many(40, (i) => ({ service: 'visit', class: name, ended: '2026-03-05', days: days + (i % 3), age, mark: (i % 5) + 1 }))
  await tell([
    ...facts('urban', 1, '15-59'),
    ...facts('urban', 3, '80+'),
    ...facts('rural', 3, '15-59'),
    ...facts('rural', 9, '80+'),
  ])
  now = new Date('2026-04-01T00:00:00Z')
  const gaps = only(await use().report({ service: 'visit' }), 'visit')?.gaps
  assert.deepEqual(
    gaps?.map(({ age }) => age),
    [undefined, '15-59', '80+'],
  )
  const old = gaps?.[2]?.meanDays
  assert.ok(old !== undefined && Math.abs(old.value - 9.975 / 3.975) < 1e-9 && old.low < old.value && old.value < old.high)
  assert.ok(Math.abs((gaps?.[2]?.satisfaction?.value ?? 0) - 1) < 1e-9)
  const wrong = { service: 'visit', class: 'rural', ended: '2026-03-05', days: 1 } as const
  await assert.rejects(tell([{ ...wrong, channel: 'pigeon' }]), /check/)
  await assert.rejects(tell([{ ...wrong, age: 'old' }]), /check/)
  await assert.rejects(tell([{ ...wrong, mark: 6 }]), /check/)
})

test('a gap that grows month after month raises a warning, and one that stays does not', async () => {
  now = new Date('2026-11-01T00:00:00Z')
  for (let month = 4; month <= 10; month++) {
    const ended = `2026-${String(month).padStart(2, '0')}-20`
    const rural = { growing: 10 * 1.2 ** (month - 4), steady: 10 }
    for (const service of ['growing', 'steady'] as const)
      await tell([
        ...many(60, (i) => ({ service, class: 'urban', ended, days: 5 + (i % 7) })),
        ...many(60, (i) => ({ service, class: 'rural', ended, days: rural[service] + (i % 7) })),
      ])
  }
  const report = await use().report()
  assert.deepEqual(only(report, 'steady')?.warnings, [])
  const [warning] = only(report, 'growing')?.warnings ?? []
  assert.equal(warning?.figure, 'waiting')
  assert.ok(warning.growth.low > 1.05 && warning.growth.high < 1.25, JSON.stringify(warning))
  assert.equal(only(report, 'growing')?.months.length, 7)
})

test('over HTTP it comes as JSON and as CSV, the same figures in both', async () => {
  const json = await app.inject({ url: '/equity/v1/use?service=visit' })
  const csv = await app.inject({ url: '/equity/v1/use?service=visit', headers: { accept: 'text/csv' } })
  const rows = parse(csv.body, { columns: true }) as Record<string, string>[]
  const mean = rows.find((row) => row.class === 'rural:urban' && row.age === '80+' && row.figure === 'mean_days')
  assert.equal(Number(mean?.value), json.json().services[0].gaps[2].meanDays.value)
  assert.equal((await app.inject({ url: '/equity/v1/use?service=x' })).statusCode, 404)
  assert.equal((await app.inject({ url: '/equity/v1/use?format=xml' })).statusCode, 400)
})

test('the command prints it for people, with its intervals and its warnings', async () => {
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  let text = ''
  await printUse({ url }, {}, { write: (more) => (text += more) })
  assert.match(text, /^rural +80\+ +40 +\d+\.\d \(\d+\.\d to \d+\.\d\)/m)
  assert.match(text, /^! The gap in waiting has grown since 2026-04, by \d+\.\d % a month/m)
})

const facts = fc.array(
  fc.record({
    class: fc.constantFrom('urban' as const, 'rural' as const),
    age: fc.constantFrom('15-59', '80+', null),
    path: fc.constantFrom('/r/a/v', '/r/a/w', '/r/a', '/r/b/x', '/r', ''),
    channel: fc.constantFrom('web' as const, 'counter' as const, 'helper' as const),
    isCompleted: fc.boolean(),
  }),
  { maxLength: 120 },
)

test('a batch holds ten or more facts of a kind from one area, each fact once, and what is left would not make one', () => {
  fc.assert(
    fc.property(facts, fc.double({ min: 0, max: 0.999, noNaN: true }), (drawn, chance) => {
      const waiting = drawn.map((fact, id): WaitingFact => ({ ...fact, id, service: 's' }))
      const batches = gather(waiting, () => chance)
      const told = batches.flatMap((batch) => batch.facts)
      assert.equal(new Set(told).size, told.length)
      for (const batch of batches) {
        assert.ok(batch.facts.length >= 10)
        for (const id of batch.facts) {
          const fact = waiting[id] as WaitingFact
          assert.deepEqual([fact.class, fact.age], [batch.class, batch.age])
          assert.ok(fact.path === batch.path || fact.path.startsWith(`${batch.path}/`) || batch.path === '')
        }
        assert.equal(
          Object.values(batch.channels).reduce((sum, count) => sum + count, 0),
          batch.facts.length,
        )
      }
      const left = waiting.filter(({ id }) => !told.includes(id))
      for (const alike of Map.groupBy(left, (fact) => `${fact.class} ${fact.age}`).values()) assert.ok(alike.length < 10)
    }),
  )
})

const parts = fc.array(fc.nat(25), { minLength: 2, maxLength: 6 }).filter((all) => all.reduce((a, b) => a + b, 0) >= 10)
const drawn = (all: readonly number[], draws: readonly number[]) => {
  const rest = draws.values()
  return roundParts(all, () => rest.next().value ?? 0).parts
}

test('small parts of a batch become none or ten, and the sum stays', () => {
  fc.assert(
    fc.property(parts, fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 6, maxLength: 6 }), (all, draws) => {
      const told = drawn(all, draws)
      assert.equal(sum(told), sum(all))
      all.forEach((part, i) => {
        if (i === all.indexOf(Math.max(...all))) return
        if (part > 0 && part < 10) assert.ok(told[i] === 0 || told[i] === 10)
        else assert.equal(told[i], part)
      })
    }),
  )
  const average = (all: readonly number[]) => sum(Array.from({ length: 100 }, (_, i) => drawn(all, [i / 100])[1] ?? 0)) / 100
  for (let part = 0; part < 10; part++) assert.equal(average([40, part]), part)
})

test('what is told of a batch could have come from any number from 1 to 9 in the place of a small one', () => {
  fc.assert(
    fc.property(
      parts,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      (few, ups, other) => {
        const all = [...few, 60]
        const largest = few.length
        const hidden = all.findIndex((part, i) => i !== largest && part > 0 && part < 10)
        fc.pre(hidden >= 0)
        const draws = ups.map((up) => (up ? 0 : 0.99))
        const told = drawn(all, draws)
        const instead = all.map((part, i) => {
          if (i === hidden) return other
          return i === largest ? part + (all[hidden] ?? 0) - other : part
        })
        assert.deepEqual(drawn(instead, draws), told)
      },
    ),
  )
})
