import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { connect } from '#kernel'
import { testDatabase, testPool, until } from '#testing'

test('an error of the SQL fails its own query and no other', async () => {
  const pool = await testPool()
  const wrong = ['select from ) x', 'select 1 / $1::int', 'select $1::int'] as const
  for (const text of [...wrong, ...wrong]) {
    await assert.rejects(pool.prepared(text, ['0.5'].slice(0, text.includes('$1') ? 1 : 0)))
    await assert.rejects(pool.query(text, text.includes('$1') ? [0, 1] : []))
    await assert.rejects(
      pool.transaction(async (tx) => {
        await tx.query('select 1')
        await tx.prepared(text, text.includes('$1') ? ['x'] : [])
      }),
    )
    assert.deepEqual(await pool.transaction((tx) => tx.prepared('select $1::int as answer', [42])), [{ answer: 42 }])
    assert.deepEqual(await pool.query('select 7 as answer'), [{ answer: 7 }])
  }
})

test('a text of several statements that fails leaves nobody its transaction', async () => {
  const pool = await testPool()
  await assert.rejects(pool.query('begin; create temporary table left_over (x int); select 1 / 0'))
  for (let connection = 0; connection < 3; connection++) assert.deepEqual(await pool.query('select 7 as answer'), [{ answer: 7 }])
})

test('a connection that the database ends fails its own transaction and is replaced', async (t) => {
  if (!process.env.TEST_DATABASE_URL) return t.skip('nobody but the node itself can end a connection of the embedded database')
  const { address, dispose } = await testDatabase()
  const broken: Error[] = []
  const pool = connect(address, (error) => broken.push(error))
  await assert.rejects(
    pool.transaction(async (tx) => {
      const [own] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
      await pool.query('select pg_terminate_backend($1)', [own?.pid])
      await until(() => broken.length > 0, 'the end of the connection was told')
      await tx.query('select 1')
    }),
  )
  assert.deepEqual(await pool.query('select 7 as answer'), [{ answer: 7 }])
  await pool.close()
  await dispose()
})

test('closing answers everything that was asked before', async () => {
  const { address, dispose } = await testDatabase()
  const pool = connect(address, (error) => assert.fail(error))
  const asked = Array.from({ length: 30 }, (_, i) => pool.query('select $1::int as answer, pg_sleep(0.01)', [i]))
  const closed = pool.close()
  const answers = await Promise.all(asked)
  assert.deepEqual(
    answers.map(([row]) => row?.answer),
    Array.from({ length: 30 }, (_, i) => i),
  )
  await closed
  await assert.rejects(pool.query('select 1'))
  await dispose()
})

test('lists of texts come back as they were, whatever the texts', async () => {
  const pool = await testPool()
  const texts = fc.oneof(
    fc.constantFrom('', 'NULL', 'null', '{}', 'a,b', '"', '\\', ' ', '[1:1]={a}'),
    fc.webUrl(),
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(texts), async (list) => {
      const [row] = await pool.prepared<{ list: string[] }>('select $1::text[] as list', [list])
      assert.deepEqual(row?.list, list)
    }),
  )
  assert.deepEqual(await pool.query(`select array['a', null] as list, array[['a', 'b'], ['c', 'd']] as lists`), [
    {
      list: ['a', null],
      lists: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    },
  ])
})
