import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPool } from '#testing'

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
