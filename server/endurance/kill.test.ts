import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type NodeGround, nodeGround } from '../tools/node-ground.ts'
import { spawnNode } from '../tools/spawn-node.ts'
import { entityOf, gaugeEntities, type Load, momentOf, startLoad } from './load.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** `TEST_KILLS=20` for a longer trial. */
const kills = Number(process.env.TEST_KILLS ?? 8)

/** Each database on which a node promises to lose nothing. */
const databases = [
  {
    name: 'the embedded database',
    isMissing: Boolean(process.env.TEST_DATABASE_URL) && 'TEST_DATABASE_URL names another',
  },
  {
    name: 'PostgreSQL',
    isMissing: !process.env.TEST_DATABASE_URL && 'TEST_DATABASE_URL names none',
  },
]

for (const { name, isMissing = false } of databases)
  describe(`on ${name}, after ${kills} times kill -9 under load`, { skip: isMissing }, () => {
    let ground: NodeGround
    let receiver: Receiver
    let load: Load
    const start = () => spawnNode({ ...ground, args: ['--no-demo', '--open-context'] })

    before(async () => {
      ground = await nodeGround(process.env.TEST_DATABASE_URL)
      receiver = await startReceiver()
      load = startLoad()
      for (let round = 0; round < kills; round++) {
        const node = await start()
        await load.aim(node, receiver.url)
        await sleep(randomInt(300, 1200))
        await node.kill()
      }
      await load.stop()
    })
    after(async () => {
      // Also where a round failed: it would go on sending for ever.
      await load.stop()
      await receiver.stop()
      await ground.dispose()
    })

    test('every acknowledged reading is in the history, and every one was told to the subscriber', async () => {
      const node = await start()
      try {
        const { http, mqtt } = load.acknowledged()
        assert.ok(http.size > 0 && mqtt.size > 0, 'the load got through by both ways')
        const all = [...http, ...mqtt]
        for (const entity of gaugeEntities) {
          const kept = await readHistory(node.url, entity, Math.max(...all))
          const lost = all.filter((reading) => entityOf(reading) === entity && !kept.has(reading))
          assert.deepEqual(lost, [], `readings of ${entity} that were acknowledged and are gone`)
        }
        await receiver.hears(all)
        const untold = all.filter((reading) => !receiver.told.has(reading))
        assert.deepEqual(untold, [], 'acknowledged readings that the subscriber was never told')
      } finally {
        assert.equal(await node.stop(), 0)
      }
    })
  })

/** All values of `level` that the history of an entity holds, read page by page. */
async function readHistory(url: string, entity: string, last: number): Promise<Set<number>> {
  const kept = new Set<number>()
  for (let from = 0; from <= last; from += 4000) {
    const query = new URLSearchParams({
      attrs: 'level',
      options: 'temporalValues',
      timerel: 'between',
      timeAt: momentOf(from),
      endTimeAt: momentOf(from + 4000),
    })
    const answer = await fetch(`${url}/ngsi-ld/v1/temporal/entities/${entity}?${query}`)
    const { level } = (await answer.json()) as { level?: { values: [number, string][] } }
    for (const [value] of level?.values ?? []) kept.add(value)
  }
  return kept
}
