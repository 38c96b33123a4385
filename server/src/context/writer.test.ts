import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  findEntity,
  hourlyMeans,
  type Mode,
  name,
  parseEntity,
  readHistory,
  startWriter,
  type Write,
  type Writer,
} from '#context'
import { logStart, type Pool, readLog, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

let pool: Pool
let writer: Writer
const now = new Date('2026-03-01T12:00:00Z')

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock: () => now, logger: quiet })
})
after(() => writer.stop())

const newId = () => `urn:ngsi-ld:Thing:${uuidv7()}`

function write(mode: Mode, document: Record<string, unknown>): Write {
  const parsed = parseEntity(document, { fragment: mode !== 'create' && mode !== 'observe' })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return { tenant: '', mode, entity: parsed.entity }
}

const reading = (id: string, value: number, observedAt: string) =>
  write('observe', { id, type: 'Thing', level: { type: 'Property', value, observedAt } })

async function outcomes(writes: Write[]): Promise<string[]> {
  return (await writer.write(writes)).map((result) => (result.ok ? result.outcome : result.refusal.code))
}

const level = async (id: string) => (await findEntity(pool, '', id))?.attributes[name('level')]?.[0]?.value
const history = async (id: string) =>
  (await readHistory(pool, '', { id, attribute: name('level') })).map(({ at, number }) => [at.toISOString(), number])

test('several writes of one batch meet in one entity, each upon the one before', async () => {
  const id = newId()
  const results = await outcomes([
    write('create', { id, type: 'Thing', a: 1 }),
    write('create', { id, type: 'Thing', a: 2 }),
    write('append', { id, b: 2 }),
    write('merge', { id, a: 'urn:ngsi-ld:null' }),
  ])
  assert.deepEqual(results, ['created', 'already-exists', 'updated', 'updated'])
  assert.deepEqual(Object.keys((await findEntity(pool, '', id))?.attributes ?? {}), [name('b')])
})

test('readings that come late, twice or corrected end in the same history and the newest value', async () => {
  const id = newId()
  const batch = () => [
    reading(id, 3, '2016-10-04T10:00:00Z'),
    reading(id, 2, '2016-10-04T09:00:00Z'),
    reading(id, 3, '2016-10-04T10:00:00Z'),
    reading(id, 4, '2016-10-04T10:00:00Z'),
  ]
  assert.deepEqual(await outcomes(batch()), ['created', 'late', 'duplicate', 'updated'])
  assert.equal(await level(id), 4)
  assert.deepEqual(await history(id), [
    ['2016-10-04T09:00:00.000Z', 2],
    ['2016-10-04T10:00:00.000Z', 4],
  ])
})

test('importing the same readings again yields duplicates only', async () => {
  const id = newId()
  const batch = () =>
    Array.from({ length: 50 }, (_, hour) => reading(id, hour % 7, new Date(Date.UTC(2013, 2, 1, hour)).toISOString()))
  await outcomes(batch())
  assert.deepEqual(new Set(await outcomes(batch())), new Set(['duplicate']))
  assert.equal((await history(id)).length, 50)
})

test('a write that PostgreSQL refuses leaves its neighbours alone', async () => {
  const ids = [newId(), newId(), newId()]
  const writes = ids.map((id) => write('create', { id, type: 'Thing', a: 1 }))
  const [, poison] = writes
  assert.ok(poison)
  writes[1] = { ...poison, entity: { ...poison.entity, types: ['a\0b'] } }
  assert.deepEqual(await outcomes(writes), ['created', 'bad-request-data', 'created'])
})

test('concurrent writers of two processes lose no change', async () => {
  const id = newId()
  const other = startWriter(pool, { clock: () => now, logger: quiet })
  await outcomes([write('create', { id, type: 'Thing' })])
  const appends = Array.from({ length: 40 }, (_, index) => write('append', { id, [`a${index}`]: index }))
  const results = await Promise.all(appends.map((one, index) => (index % 2 ? writer : other).write([one])))
  await other.stop()
  assert.ok(results.every(([result]) => result?.ok))
  assert.equal(Object.keys((await findEntity(pool, '', id))?.attributes ?? {}).length, 40)
})

test('what another process did meanwhile counts, also where nothing has to be written', async () => {
  const id = newId()
  const other = startWriter(pool, { clock: () => now, logger: quiet })
  const elsewhere = async (one: Write) => (await other.write([one]))[0]?.ok
  await outcomes([write('create', { id, type: 'Thing', a: 1 })])
  assert.ok(await elsewhere(write('delete', { id })))
  assert.deepEqual(await outcomes([write('create', { id, type: 'Thing', a: 1 })]), ['created'])
  assert.ok(await elsewhere(write('append', { id, b: 1 })))
  assert.deepEqual(await outcomes([write('patch-attribute', { id, b: 2 })]), ['updated'])
  assert.ok(await elsewhere(reading(id, 5, '2026-01-01T00:00:00Z')))
  assert.deepEqual(await outcomes([reading(id, 5, '2026-01-01T00:00:00Z')]), ['duplicate'])
  await other.stop()
})

test('history of any year finds its place', async () => {
  const id = newId()
  const years = ['0099', '1969', '1970', '1999', '2017', '2099', '2100', '9999']
  await outcomes(years.map((year, index) => reading(id, index, `${year}-06-01T00:00:00Z`)))
  assert.equal((await readHistory(pool, '', { id, attribute: name('level') })).length, years.length)
})

test('hourly means leave out hours without a reading', async () => {
  const id = newId()
  await outcomes([
    reading(id, 1, '2015-05-01T10:10:00Z'),
    reading(id, 3, '2015-05-01T10:50:00Z'),
    reading(id, 5, '2015-05-01T12:00:00Z'),
  ])
  assert.deepEqual(await hourlyMeans(pool, '', { id, attribute: name('level') }), [
    { at: new Date('2015-05-01T10:00:00Z'), value: 2, count: 2 },
    { at: new Date('2015-05-01T12:00:00Z'), value: 5, count: 1 },
  ])
})

test('every change is in the log with the whole entity, and a duplicate is not', async () => {
  const id = newId()
  await outcomes([
    reading(id, 1, '2016-01-01T00:00:00Z'),
    reading(id, 1, '2016-01-01T00:00:00Z'),
    reading(id, 2, '2016-01-02T00:00:00Z'),
  ])
  await outcomes([write('delete', { id })])
  const read = async () => (await readLog(pool, logStart, 100_000)).filter((entry) => entry.subject === id)
  await until(async () => (await read()).length === 3, 'the log shows all three')
  const entries = await read()
  assert.deepEqual(
    entries.map((entry) => entry.kind),
    ['entity-created', 'entity-updated', 'entity-deleted'],
  )
  assert.deepEqual(
    entries.slice(1, 2).map(({ body }) => (body as { changed: string[] }).changed),
    [[name('level')]],
  )
})
