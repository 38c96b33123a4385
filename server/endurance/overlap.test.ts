import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { overlap } from './overlap.ts'

test('clients that upsert the same entities at once are all served, and what stays is as if they had come one by one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'datong-overlap-'))
  try {
    const { batches, refused, wrong, deadlocks } = await overlap(folder, 8, {
      databaseUrl: process.env.TEST_DATABASE_URL || undefined,
      coordinatorUrl: process.env.TEST_CITUS_URL || undefined,
    })
    assert.deepEqual(refused, [])
    assert.deepEqual(wrong, [])
    assert.equal(deadlocks, 0)
    assert.ok(batches >= 64, `${batches} batches got through`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
