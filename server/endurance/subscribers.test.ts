import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '#testing'
import { nodeGround } from '../tools/node-ground.ts'
import { spawnNode } from '../tools/spawn-node.ts'
import { startWrites } from '../tools/steady-writes.ts'
import { startSubscribers } from '../tools/subscribers.ts'
import { startTold } from '../tools/told.ts'

test('of what was acknowledged, subscribers are told all, in order, though some are dead, some slow, and the node is killed', async () => {
  const { dataDir, env, dispose } = await nodeGround(process.env.TEST_DATABASE_URL)
  const start = () => spawnNode({ dataDir, args: ['--no-demo', '--open-context'], env: { LOG_LEVEL: 'fatal', ...env } })
  const told = startTold()
  const subscribers = await startSubscribers(40, 4, told)
  let node = await start()
  try {
    await subscribers.subscribe(node)
    const writes = startWrites(node, { entities: 40, perSecond: 80 }, told)
    try {
      await until(() => writes.acknowledged >= 100, 'a hundred writes got through')
      await node.kill()
      node = await start()
      writes.aim(node)
      const before = writes.acknowledged
      await until(() => writes.acknowledged >= before + 80, 'the node that came after took writes, too')
    } finally {
      await writes.stop()
    }
    subscribers.revive()
    await until(() => told.missing().length === 0, 'subscribers were told all that was acknowledged')
    assert.equal(told.outOfOrder, 0)
  } finally {
    await node.stop()
    await subscribers.stop()
    await dispose()
  }
})
