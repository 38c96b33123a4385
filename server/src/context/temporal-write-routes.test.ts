import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, logStart, type Pool, readLog, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

let app: App
let pool: Pool
let writer: Writer
let now = Date.parse('2026-03-01T12:00:00Z')
const clock = () => {
  now += 1000
  return new Date(now)
}

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined, historyPage: 6 })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
async function ask(method: Method, path: string, payload?: object) {
  const response = await app.inject({ method, url: `/ngsi-ld/v1/${path}`, ...(payload && { payload }) })
  const body = response.body === '' ? undefined : response.json()
  return { status: response.statusCode, body, headers: response.headers }
}
const newId = () => `urn:ngsi-ld:Car:${uuidv7()}`
const at = (minute: number) => `2020-08-01T12:${String(minute).padStart(2, '0')}:00Z`
const speed = (value: number, minute: number) => ({ type: 'Property', value, observedAt: at(minute) })

/** `value@minute` of each instance that the history answers. */
async function speeds(id: string, query = ''): Promise<string[]> {
  const { body } = await ask('GET', `temporal/entities/${id}?${query}`)
  return (body.speed ?? []).map((one: { value: unknown; observedAt: string }) => `${one.value}@${one.observedAt.slice(14, 16)}`)
}
const current = async (id: string) => (await ask('GET', `entities/${id}`)).body.speed?.value

test('an entity made by its history is known now by its newest instances, and follows corrections of them', async () => {
  const id = newId()
  const created = await ask('POST', 'temporal/entities', { id, type: 'Car', speed: [speed(120, 3), speed(80, 5)] })
  assert.deepEqual([created.status, created.headers.location], [201, `/ngsi-ld/v1/temporal/entities/${encodeURIComponent(id)}`])
  assert.equal(await current(id), 80)
  assert.equal(
    (await ask('POST', 'temporal/entities', { id, type: 'Car', speed: [speed(121, 3), speed(80, 5), speed(90, 4)] })).status,
    204,
  )
  assert.deepEqual(await speeds(id), ['121@03', '90@04', '80@05'])
  assert.equal((await ask('POST', `temporal/entities/${id}/attrs`, { speed: [speed(100, 7)] })).status, 204)
  assert.equal(await current(id), 100)

  const { body } = await ask('GET', `temporal/entities/${id}`)
  const path = (index: number) => `temporal/entities/${id}/attrs/speed/${body.speed[index].instanceId}`
  assert.equal((await ask('PATCH', path(3), { value: 101 })).status, 204)
  assert.equal(await current(id), 101)
  assert.equal((await ask('DELETE', path(3))).status, 204)
  assert.equal(await current(id), 80)
  assert.equal((await ask('PATCH', path(1), { value: 91, observedAt: at(9) })).status, 204)
  assert.equal(await current(id), 91)
  assert.deepEqual(await speeds(id), ['121@03', '80@05', '91@09'])
  assert.equal((await ask('DELETE', path(3))).status, 404)
  assert.equal((await ask('PATCH', path(1), { type: 'Property', value: null })).status, 400)
  const log = async () => (await readLog(pool, logStart, 10_000)).filter((entry) => entry.subject === id)
  await until(async () => (await log()).length === 5, 'the log tells of the creation and of four changes of what is known')

  assert.equal((await ask('DELETE', `temporal/entities/${id}/attrs/speed`)).status, 204)
  assert.equal(await current(id), undefined)
  assert.equal((await ask('DELETE', `temporal/entities/${id}/attrs/speed`)).status, 404)
  assert.equal((await ask('DELETE', `temporal/entities/${id}`)).status, 204)
  assert.deepEqual(
    [(await ask('GET', `entities/${id}`)).status, (await ask('GET', `temporal/entities/${id}`)).status],
    [404, 404],
  )
})

test('what was deleted stays in the history, with when, until the id comes back or the history is deleted', async () => {
  const [id, type] = [newId(), `T${uuidv7().replaceAll('-', '')}`]
  const document = {
    id,
    type,
    scope: ['/a/b'],
    speed: speed(50, 1),
    name: { languageMap: { en: 'Car' } },
    near: { object: 'urn:a:b' },
  }
  const deletions = async () => (await ask('GET', `temporal/entities/${id}?timeproperty=deletedAt`)).body
  assert.equal((await ask('POST', 'entities', document)).status, 201)
  assert.deepEqual((await ask('GET', `temporal/entities/${id}`)).body.scope[0].value, ['/a/b'])
  assert.equal((await ask('DELETE', `entities/${id}/attrs/name`)).status, 204)
  assert.equal((await ask('DELETE', `entities/${id}/attrs/scope`)).status, 204)
  const partly = await deletions()
  assert.deepEqual(
    [Object.keys(partly).sort(), partly.name[0].languageMap, partly.scope[0].value],
    [['id', 'name', 'scope', 'type'], { '@none': 'urn:ngsi-ld:null' }, []],
  )

  assert.equal((await ask('DELETE', `entities/${id}`)).status, 204)
  const departed = await deletions()
  assert.match(departed.deletedAt, /^2026-03-01T/)
  assert.equal(departed.near[0].object, 'urn:ngsi-ld:null')
  assert.deepEqual(await speeds(id), ['50@01'])
  const query = `temporal/entities?type=${type}&timerel=after&timeAt=2020-01-01T00:00:00Z&q=speed>40&count=true`
  const found = await ask('GET', query)
  assert.deepEqual([found.body[0]?.id, found.headers['ngsild-results-count']], [id, '1'])

  assert.equal((await ask('POST', 'entities', { id, type, speed: speed(60, 2) })).status, 201)
  assert.equal((await deletions()).deletedAt, undefined)
  assert.deepEqual(await speeds(id), ['50@01', '60@02'])
  assert.equal((await ask('DELETE', `temporal/entities/${id}`)).status, 204)
  assert.equal((await ask('GET', `temporal/entities/${id}`)).status, 404)
  assert.equal(await current(id), 60)
  assert.equal((await ask('DELETE', `temporal/entities/${newId()}`)).status, 404)
})

test('a history longer than an answer comes in parts, each with the time that is complete in it', async () => {
  const id = newId()
  const minutes = [1, 2, 3, 4, 5]
  await ask('POST', 'temporal/entities', {
    id,
    type: 'Car',
    speed: minutes.map((minute) => speed(minute, minute)),
    fuel: minutes.map((minute) => speed(minute, minute + 2)),
  })
  const collected: string[] = []
  let from = at(0)
  for (let pages = 0; pages < 10; pages++) {
    const { status, headers, body } = await ask('GET', `temporal/entities/${id}?timerel=after&timeAt=${from}`)
    const times = (name: string) =>
      body[name].map(({ observedAt }: { observedAt: string }) => `${name}@${observedAt.slice(14, 16)}`)
    collected.push(...times('speed'), ...times('fuel'))
    if (status === 200) break
    const [, start, end] = /^date-time (.{20})-(.{20})\/\*$/.exec(String(headers['content-range'])) ?? []
    assert.deepEqual([status, start], [206, from])
    from = end as string
  }
  assert.equal(new Set(collected).size, 10)
  const newest = await ask('GET', `temporal/entities/${id}?lastN=4`)
  assert.equal(newest.headers['content-range'], `date-time ${at(7)}-${at(4)}/4`)
  assert.deepEqual([newest.body.speed.length, newest.body.fuel.length], [2, 4])
})

test('a query by POST filters by time, dataset and value; figures are made of every kind of value', async () => {
  const [id, type] = [newId(), `T${uuidv7().replaceAll('-', '')}`]
  const dated = (value: unknown, minute: number, datasetId?: string) => ({
    value,
    observedAt: at(minute),
    ...(datasetId && { datasetId }),
  })
  await ask('POST', 'temporal/entities', {
    id,
    type,
    level: [dated(1, 1), dated(0.1, 2), dated(0.2, 3), dated(7, 2, 'urn:d:1')],
    isOpen: [dated(true, 1), dated(false, 2), dated(true, 3)],
    tags: [dated([1, 2], 1), dated([1, 2, 3], 2)],
    note: [dated('b', 1), dated('a', 2), dated('b', 3)],
  })
  const temporalQ = { timerel: 'between', timeAt: at(1), endTimeAt: at(3) }
  const posted = (q: string, more: object = {}) =>
    ask('POST', 'temporal/entityOperations/query', {
      type: 'Query',
      entities: [{ type }],
      attrs: ['level'],
      q,
      temporalQ,
      ...more,
    })
  assert.equal((await posted('level==0.1')).body[0].level.length, 3)
  assert.deepEqual((await posted('level==0.2')).body, [], 'what is outside the time does not count')
  assert.equal((await posted('level==7', { datasetId: ['urn:d:1'] })).body[0].level.length, 1)
  assert.deepEqual((await posted('level==1', { datasetId: ['urn:d:1'] })).body, [])

  const { body } = await ask(
    'GET',
    `temporal/entities/${id}?format=aggregatedValues&aggrMethods=${'totalCount,distinctCount,sum,avg,min,max'}`,
  )
  const figures = (series: Record<string, [unknown][]>) =>
    ['totalCount', 'distinctCount', 'sum', 'avg', 'min', 'max'].map((method) => series[method]?.[0]?.[0])
  assert.deepEqual(figures(body.level[0]), [3, 3, 1.3, 1.3 / 3, 0.1, 1])
  assert.deepEqual(figures(body.level[1]), [1, 1, 7, 7, 7, 7])
  assert.deepEqual(figures(body.isOpen), [3, 2, 2, 2 / 3, 0, 1])
  assert.deepEqual(figures(body.tags), [2, 2, 5, 2.5, 2, 3])
  assert.deepEqual(figures(body.note), [3, 2, null, null, 'a', 'b'])
})
