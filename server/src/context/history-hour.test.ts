import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { forgetOld, keepMonthsAhead, parseEntity, registerContext, rollHistory, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

let app: App
let pool: Pool
let writer: Writer
const now = new Date('2024-03-03T12:34:56Z')
const clock = () => now

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

/** Numbers from 0 to 1 that are the same in every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}
const draw = chance(4711)
const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T

const start = Date.UTC(2024, 1, 27)
/** A time to the second in the six days until now, so that some meet in one. */
const momentOf = (share: number) => new Date(start + Math.floor((share * (now.getTime() - start)) / 1000) * 1000).toISOString()
const decimal = () => Math.round((draw() - 0.3) * 10 ** pick([2, 4, 7])) / 10 ** pick([0, 2, 5])

/** Readings of one attribute: numbers, in `mixed` with a truth or a text now and then, some in a dataset of their own. */
function readings(attribute: string, count: number): object[] {
  return Array.from({ length: count }, () => ({
    [attribute]: {
      value: attribute === 'mixed' && draw() < 0.02 ? pick([true, 'closed']) : decimal(),
      observedAt: momentOf(draw()),
      ...(draw() < 0.2 && { datasetId: 'urn:d:1' }),
    },
  }))
}

async function observe(id: string, type: string | string[], all: object[]): Promise<void> {
  const writes = all.map((attributes) => {
    const parsed = parseEntity({ id, type, ...attributes })
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return { tenant: '', mode: 'observe' as const, entity: parsed.entity }
  })
  assert.ok((await writer.write(writes)).every((result) => result.ok))
}

const methods = ['totalCount', 'sum', 'avg', 'min', 'max', 'stddev', 'sumsq']

async function figures(id: string, query: string, more: readonly string[]): Promise<unknown> {
  const aggregation = `format=aggregatedValues&aggrMethods=${[...methods, ...more].join()}`
  const response = await app.inject(`/ngsi-ld/v1/temporal/entities/${id}?${aggregation}&${query}`)
  assert.equal(response.statusCode, 200, response.body)
  return JSON.parse(response.body, (key, value) => (key === 'distinctCount' ? undefined : value))
}

/** Distinct values can only be counted row by row, and with them every other figure is made of the rows. */
async function compare(id: string, rounds: number): Promise<void> {
  const hour = () => `${momentOf(draw()).slice(0, 13)}:00:00Z`
  for (let round = 0; round < rounds; round++) {
    const [from = '', to = ''] = [pick([hour(), hour(), momentOf(draw())]), pick([hour(), momentOf(draw())])].sort()
    const time = pick([
      `timerel=between&timeAt=${from}&endTimeAt=${to}`,
      `timerel=after&timeAt=${from}`,
      `timerel=before&timeAt=${to}`,
      'timeproperty=observedAt',
    ])
    const period = pick(['PT1H', 'PT6H', 'P1D', 'P1M', 'PT0S', 'PT90M'])
    const query = `${time}&aggrPeriodDuration=${period}${draw() < 0.3 ? '&datasetId=@none' : ''}`
    assert.deepEqual(await figures(id, query, []), await figures(id, query, ['distinctCount']), query)
  }
}

test('figures made of hours are those of the rows, before and after something comes late, is corrected or deleted', async () => {
  const [id, type] = [`urn:ngsi-ld:Thing:${uuidv7()}`, 'Thing']
  await observe(id, type, [...readings('level', 300), ...readings('mixed', 300)])
  await Promise.all([rollHistory(pool, now), ...Array.from({ length: 30 }, () => observe(id, type, readings('level', 10)))])
  await compare(id, 40)

  await observe(id, type, [...readings('level', 60), ...readings('mixed', 10)])
  const { level } = (await app.inject(`/ngsi-ld/v1/temporal/entities/${id}?attrs=level`)).json()
  for (const { instanceId } of level.slice(100, 120)) {
    const url = `/ngsi-ld/v1/temporal/entities/${id}/attrs/level/${instanceId}`
    const payload = { value: decimal(), observedAt: momentOf(draw()) }
    const done = await app.inject(draw() < 0.5 ? { method: 'DELETE', url } : { method: 'PATCH', url, payload })
    assert.ok([204, 404].includes(done.statusCode), done.body)
  }
  await compare(id, 40)
  await rollHistory(pool, now)
  assert.equal((await pool.query('select 1 from context.history_touched')).length, 0)
  await compare(id, 40)

  await pool.query('update context.history_hour set sum = sum + 1000 where entity_id = $1', [id])
  const query = 'attrs=level&timeproperty=observedAt'
  assert.notDeepEqual(await figures(id, query, []), await figures(id, query, ['distinctCount']), 'the hours are what is read')
})

test('the past is kept as long as the types of an entity ask for, and its months are made ahead', async () => {
  const day = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
  const types = ['Water', 'Air', ['Water', 'Air'], ['Water', 'Kept']]
  const ids = await Promise.all(
    types.map(async (type) => {
      const id = `urn:ngsi-ld:Thing:${uuidv7()}`
      const readings = [5, 20, 50, 400].map((days) => ({ id, type, level: { value: days, observedAt: day(days) } }))
      await observe(id, type, readings)
      return id
    }),
  )
  await rollHistory(pool, now)
  const left = async (rows: string) => {
    const counts: number[] = []
    for (const id of ids)
      for (const { count } of await pool.query<{ count: number }>(
        `select count(*) as count from context.${rows} where entity_id = $1`,
        [id],
      ))
        counts.push(count)
    return counts
  }
  await forgetOld(
    pool,
    new Map([
      ['Water', 10],
      ['Air', 30],
    ]),
    now,
  )
  assert.deepEqual(
    [await left('history'), await left('history_hour')],
    [
      [1, 2, 2, 4],
      [1, 2, 2, 4],
    ],
  )
  await forgetOld(
    pool,
    new Map([
      ['Water', 10],
      ['*', 100],
    ]),
    now,
  )
  assert.deepEqual(await left('history'), [1, 2, 2, 3])
  const months = async () =>
    (await pool.query<{ name: string }>("select relname as name from pg_class where relname ~ '^history_20\\d\\d_\\d\\d$'")).map(
      (row) => row.name,
    )
  assert.ok(!(await months()).includes('history_2023_01'), 'months that are over for every type are dropped whole')
  await keepMonthsAhead(pool, now)
  assert.ok((await months()).includes('history_2024_05'))
})
