import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase } from '../tools/database.ts'
import { spawnNode } from '../tools/spawn-node.ts'
import { startWrites } from '../tools/steady-writes.ts'
import { startSubscribers } from '../tools/subscribers.ts'
import { startTold } from '../tools/told.ts'

test('of what was acknowledged, subscribers are told all, in order, though some are dead, some slow, and the node is killed', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'datong-subscribers-'))
  const database = process.env.TEST_DATABASE_URL ? await createDatabase(process.env.TEST_DATABASE_URL) : undefined
  const start = () =>
    spawnNode({ dataDir, args: ['--no-demo', '--open-context'], env: { LOG_LEVEL: 'fatal', DATABASE_URL: database?.url ?? '' } })
  const told = startTold()
  const subscribers = await startSubscribers(40, 4, told)
  let node = await start()
  try {
    await subscribers.subscribe(node)
    const writes = startWrites(node, { entities: 40, perSecond: 80 }, told)
    await sleep(1500)
    await node.kill()
    node = await start()
    writes.aim(node)
    await sleep(1000)
    await writes.stop()
    subscribers.revive()
    for (let tries = 0; tries < 150 && told.missing().length > 0; tries++) await sleep(100)
    assert.ok(writes.acknowledged > 100, `only ${writes.acknowledged} writes got through`)
    assert.deepEqual(told.missing(), [], 'acknowledged values that the subscriber was never told')
    assert.equal(told.outOfOrder, 0)
  } finally {
    await node.stop()
    await subscribers.stop()
    await database?.dispose()
    await rm(dataDir, { recursive: true, force: true })
  }
})
