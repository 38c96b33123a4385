import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeGround } from '../tools/node-ground.ts'
import { spawnNode } from '../tools/spawn-node.ts'
import { fuzz } from './fuzz.ts'

const requests = 3000

test('whatever is sent, the server answers, and says whose fault it is', async () => {
  const { dataDir, env, dispose } = await nodeGround(process.env.TEST_DATABASE_URL)
  const node = await spawnNode({ dataDir, args: ['--no-demo', '--open-context'], env: { LOG_LEVEL: 'fatal', ...env } })
  try {
    const { faults, statuses } = await fuzz(node.url, { seed: 1, requests }, async () => undefined)
    assert.deepEqual(faults, [])
    assert.ok((statuses[200] ?? 0) > requests / 50, `of what is right, much is answered with 200: ${JSON.stringify(statuses)}`)
    assert.equal(node.process.exitCode, null)
  } finally {
    await node.stop()
    await dispose()
  }
})
