import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  contextSchema,
  findEntity,
  name,
  parseEntity,
  queryEntities,
  readHistory,
  startWriter,
  type Write,
  type Writer,
} from '#context'
import { connect, logStart, migrate, type Pool, readLog, uuidv7 } from '#kernel'
import { needsCitus, quiet, spreadDatabase, testPool } from '#testing'

const skip = needsCitus

let pool: Pool
let writers: Writer[] = []
const clock = () => new Date()

before(async () => {
  if (skip) return
  pool = await testPool()
  writers = [0, 1].map(() => startWriter(pool, { clock, logger: quiet }))
})
after(() => Promise.all(writers.map((writer) => writer.stop())))

const newId = () => `urn:ngsi-ld:Thing:${uuidv7()}`

function write(mode: Write['mode'], document: Record<string, unknown>): Write {
  const parsed = parseEntity(document, { fragment: mode === 'delete' })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return { tenant: '', mode, entity: parsed.entity }
}

async function outcomes(writes: Write[], writer = writers[0] as Writer): Promise<string[]> {
  return (await writer.write(writes)).map((result) => (result.ok ? result.outcome : result.refusal.code))
}

const thing = (id: string, level: number) => ({ id, type: 'Thing', level: { type: 'Property', value: level } })
const level = async (id: string) => (await findEntity(pool, '', id))?.attributes[name('level')]?.[0]?.value

test('entities and all that is known of them lie on several servers, by id, the log on the coordinator', { skip }, async () => {
  const tables = await pool.query<{ table: string; column: string; group: number; nodes: number }>(
    `select table_name::text as table, distribution_column as column, colocation_id as group,
       (select count(distinct nodeport) from citus_shards s where s.table_name = t.table_name)::int as nodes
     from citus_tables t order by 1`,
  )
  const columns = Object.fromEntries(tables.map(({ table, column }) => [table, column]))
  assert.deepEqual([columns['context.entity'], columns['context.history']], ['id', 'entity_id'])
  assert.equal(columns['kernel.log'], undefined)
  assert.equal(new Set(tables.map(({ group }) => group)).size, 1)
  assert.ok(tables.every(({ nodes }) => nodes > 1))
})

test('a start finds the tables spread already and changes nothing', { skip }, async () => {
  const shards = () => pool.query('select count(*) as count from pg_dist_shard')
  const before = await shards()
  await migrate(pool, [contextSchema])
  assert.deepEqual(await shards(), before)
})

test('a batch over many shards is written whole, with its history and its log, or not at all', { skip }, async () => {
  const ids = Array.from({ length: 40 }, newId)
  assert.deepEqual(new Set(await outcomes(ids.map((id) => write('create', thing(id, 1))))), new Set(['created']))
  assert.deepEqual(new Set(await Promise.all(ids.map(level))), new Set([1]))
  for (const id of ids.slice(0, 3)) assert.equal((await readHistory(pool, '', { id, attribute: name('level') })).length, 1)
  const logged = new Set((await readLog(pool, logStart, 100_000)).map(({ subject }) => subject))
  assert.ok(ids.every((id) => logged.has(id)))
})

test('of two servers that write to the same entities none loses what the other wrote', { skip }, async () => {
  const ids = Array.from({ length: 12 }, newId)
  const rounds = 6
  const half = (which: number, round: number) =>
    ids.map((id) => write('upsert-merge', { id, type: 'Thing', [`a${which}x${round}`]: round }))
  await Promise.all(
    writers.map(async (writer, which) => {
      for (let round = 0; round < rounds; round++)
        for (const outcome of await outcomes(half(which, round), writer))
          assert.ok(['created', 'updated'].includes(outcome), outcome)
    }),
  )
  for (const entity of await queryEntities(pool, '', { ids }).then(({ entities }) => entities))
    assert.equal(Object.keys(entity.attributes).length, 2 * rounds)
})

test('queries over all servers answer in one order, page by page, and count', { skip }, async () => {
  const type = `T${uuidv7().replaceAll('-', '')}`
  const ids = Array.from({ length: 25 }, () => `urn:${type}:${uuidv7()}`)
  await outcomes(ids.map((id, n) => write('create', { id, type, n })))
  const pages: string[] = []
  for (let offset = 0; offset < 25; offset += 10) {
    const { entities, count } = await queryEntities(pool, '', { types: [name(type)], limit: 10, offset, count: true })
    assert.equal(count, 25)
    pages.push(...entities.map(({ id }) => id))
  }
  assert.deepEqual(pages, ids.toSorted())
})

test('what is deleted goes from all servers, and its past is kept', { skip }, async () => {
  const ids = Array.from({ length: 10 }, newId)
  await outcomes(ids.map((id) => write('create', thing(id, 5))))
  assert.deepEqual(new Set(await outcomes(ids.map((id) => write('delete', { id })))), new Set(['deleted']))
  assert.deepEqual((await queryEntities(pool, '', { ids })).entities, [])
  const [id = ''] = ids
  assert.ok((await readHistory(pool, '', { id, attribute: name('level') })).length > 0)
})

test('a database that was in use is spread with what is in it, and goes on from there', { skip }, async () => {
  const ids = Array.from({ length: 20 }, newId)
  const writing = async (own: Pool, level: number) => {
    const writer = startWriter(own, { clock, logger: quiet })
    const results = await outcomes(
      ids.map((id) => write('upsert-merge', thing(id, level))),
      writer,
    )
    await writer.stop()
    return new Set(results)
  }
  const database = await spreadDatabase((own) => writing(own, 1))
  const own = connect(database.address, (error) => assert.fail(error))
  try {
    assert.deepEqual(await writing(own, 2), new Set(['updated']))
    for (const id of ids.slice(0, 5)) {
      const samples = await readHistory(own, '', { id, attribute: name('level') })
      assert.deepEqual(
        samples.map(({ number }) => number),
        [1, 2],
      )
    }
    const [left] = await own.query<{ nodes: number }>('select count(distinct nodeport)::int as nodes from citus_shards')
    assert.ok((left?.nodes ?? 0) > 1)
  } finally {
    await own.close()
    await database.dispose()
  }
})
