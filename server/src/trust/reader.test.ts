import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseEntity, startWriter, type Writer } from '#context'
import { Denied, type Pool, SignInNeeded, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { createReader, nobody, operator, type Principal, type Reader } from '#trust'

const noon = new Date('2026-03-02T12:00:00Z')
const device: Principal = { kind: 'device', id: 'gauge-7' }
let pool: Pool
let writer: Writer
let reader: Reader

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock: () => noon, logger: quiet })
  reader = createReader(pool, () => noon)
})
after(() => writer.stop())

async function arrive(...documents: Record<string, unknown>[]): Promise<void> {
  const writes = documents.map((document) => {
    const parsed = parseEntity(document)
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return { tenant: '', mode: 'observe' as const, entity: parsed.entity }
  })
  for (const result of await writer.write(writes)) assert.ok(result.ok)
}

const newId = (type: string) => `urn:ngsi-ld:${type}:${uuidv7()}`
const range = { from: new Date(0), to: noon }

test('anybody reads open data, in short names, with what is said about a reading', async () => {
  const id = newId('AirQualityObserved')
  const pm25 = { value: 12, unitCode: 'GQ', observedAt: '2026-03-02T11:00:00Z', quality: 'doubtful' }
  await arrive({ id, type: 'AirQualityObserved', scope: '/1/2', name: { languageMap: { en: 'Mill' } }, pm25 })
  const view = await reader.readEntity(nobody, id)
  assert.deepEqual(view?.types, ['AirQualityObserved'])
  assert.deepEqual(view.facts.name?.value, { en: 'Mill' })
  assert.deepEqual(view.facts.pm25, {
    value: 12,
    unitCode: 'GQ',
    observedAt: new Date('2026-03-02T11:00:00Z'),
    about: { quality: 'doubtful' },
  })
})

test('what is not open is told to nobody in particular, neither now nor before, and the reason is', async () => {
  const id = newId('Person')
  await arrive({ id, type: 'Person', heart: { value: 70, observedAt: '2026-03-02T11:00:00Z' } })
  const ask = { id, attribute: 'heart', ...range }
  for (const read of [
    (who: Principal) => reader.readEntity(who, id),
    (who: Principal) => reader.readEntities(who, { types: ['Person'], limit: 10 }),
    (who: Principal) => reader.readHistory(who, ask),
    (who: Principal) => reader.readHourlyMeans(who, ask),
  ]) {
    await assert.rejects(read(nobody), (error) => error instanceof SignInNeeded && /not open data/.test(error.message))
    await assert.rejects(read(device), Denied)
  }
  assert.deepEqual(await reader.readEntities(nobody, { types: [], limit: 10 }), { entities: [], count: 0 })
  await assert.rejects(reader.readHistory(operator, ask), Denied, 'who runs the node may not look at people')
})

test('an entity that is also of a type that is not open stays out of an open answer', async () => {
  const scope = `/${uuidv7()}`
  const [open, mixed] = [newId('WaterObserved'), newId('WaterObserved')]
  await arrive({ id: open, type: 'WaterObserved', scope }, { id: mixed, type: ['WaterObserved', 'Well'], scope })
  const ask = { types: ['WaterObserved'], scope, limit: 10 }
  assert.deepEqual(
    (await reader.readEntities(nobody, ask)).entities.map(({ id }) => id),
    [open],
  )
  assert.equal((await reader.readEntities(operator, ask)).entities.length, 2)
})

test('entities are found in an area and in all below it', async () => {
  const top = `/${uuidv7()}`
  const ids = [newId('WaterObserved'), newId('WaterObserved'), newId('WaterObserved')]
  const scopes = [top, `${top}/a`, `${top}9`]
  await arrive(...ids.map((id, i) => ({ id, type: 'WaterObserved', scope: scopes[i] })))
  const inside = async (scope: string) =>
    (await reader.readEntities(nobody, { types: ['WaterObserved'], scope, limit: 10 })).entities
  assert.deepEqual((await inside(top)).map(({ id }) => id).sort(), [ids[0], ids[1]].sort())
  assert.deepEqual(
    (await inside(`${top}/a`)).map(({ id }) => id),
    [ids[1]],
  )
})

test('how often something reports is learned from its newest readings, and a pause does not change it', async () => {
  const [steady, silent] = [newId('WaterObserved'), newId('WaterObserved')]
  const times = ['00:00', '00:10', '00:20', '00:30', '08:00', '08:10', '08:20', '08:30']
  await arrive(
    ...times.map((time) => ({ id: steady, type: 'WaterObserved', height: { value: 1, observedAt: `2026-03-02T${time}:00Z` } })),
    { id: silent, type: 'WaterObserved', height: { value: 1, observedAt: '2026-03-02T08:00:00Z' } },
  )
  const views = await Promise.all([steady, silent].map((id) => reader.readEntity(nobody, id)))
  const usual = await reader.readUsualIntervals(
    nobody,
    views.flatMap((view) => view ?? []),
    () => 'height',
  )
  assert.deepEqual([...usual], [[steady, 10 * 60_000]])
})
