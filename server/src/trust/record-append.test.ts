import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import type { Pool } from '#kernel'
import { testPool } from '#testing'
import { type RecordEntry, record } from '#trust'

let pool: Pool

before(async () => {
  pool = await testPool()
})

const someRead = (resource: string): RecordEntry => ({
  kind: 'access',
  actor: { kind: 'officer', id: 'officer-1' },
  subjects: ['person-1'],
  action: 'read',
  resource,
  categories: ['personal'],
  decision: 'allow',
  reason: 'consent',
})

const countOf = async (resource: string) =>
  (await pool.query<{ count: number }>('select count(*) from trust.record where resource = $1', [resource]))[0]?.count

test('a record exists exactly when what it tells of does', async () => {
  const [kept, lost] = [randomUUID(), randomUUID()]
  await pool.transaction((tx) => record(tx, someRead(kept)))
  const work = pool.transaction(async (tx) => {
    await record(tx, someRead(lost))
    throw new Error('what it tells of did not happen')
  })
  await assert.rejects(work, /did not happen/)
  assert.equal(await countOf(kept), 1)
  assert.equal(await countOf(lost), 0)
})

test('what was recorded can be neither changed nor removed by mistake', async () => {
  const resource = randomUUID()
  await pool.transaction((tx) => record(tx, someRead(resource)))
  await assert.rejects(pool.query(`update trust.record set decision = 'deny' where resource = $1`, [resource]), /only appended/)
  await assert.rejects(pool.query('delete from trust.record where resource = $1', [resource]), /only appended/)
  assert.equal(await countOf(resource), 1)
})
