import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createDatabase } from '../tools/database.ts'
import { spawnNode } from '../tools/spawn-node.ts'
import { fuzz } from './fuzz.ts'

const requests = 3000

test('whatever is sent, the server answers, and says whose fault it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'datong-fuzz-'))
  const database = process.env.TEST_DATABASE_URL ? await createDatabase(process.env.TEST_DATABASE_URL) : undefined
  const node = await spawnNode({
    dataDir: folder,
    args: ['--no-demo', '--open-context'],
    env: { LOG_LEVEL: 'fatal', DATABASE_URL: database?.url ?? '' },
  })
  try {
    const { faults, statuses } = await fuzz(node.url, { seed: 1, requests }, async () => undefined)
    assert.deepEqual(faults, [])
    assert.ok((statuses[200] ?? 0) > requests / 50, `of what is right, much is answered with 200: ${JSON.stringify(statuses)}`)
    assert.equal(node.process.exitCode, null)
  } finally {
    await node.stop()
    await database?.dispose()
    await rm(folder, { recursive: true, force: true })
  }
})
