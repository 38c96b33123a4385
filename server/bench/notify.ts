import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase } from '../tools/database.ts'
import { type SpawnedNode, spawnNode } from '../tools/spawn-node.ts'
import { startWrites } from '../tools/steady-writes.ts'
import { type Subscribers, startSubscribers } from '../tools/subscribers.ts'
import { startTold, type Told } from '../tools/told.ts'
import { type BenchOptions, compareCost, compareRates, countFaults, type Result } from './result.ts'

/** Milliseconds within which a subscriber that is well is told, 99 times of 100. */
const budgetMs = 1000
const paceGoal = 0.95

/**
 * Writes at an even pace, each to an entity with a subscriber of its own, of which some are dead and some slow, while the node is
 * killed twice: what is lost or out of order, and how soon subscribers that are well are told.
 */
export async function* notify({ small, databaseUrl }: BenchOptions): AsyncIterable<Result> {
  const size = small ? { number: 200, odd: 10, seconds: 10 } : { number: 1000, odd: 50, seconds: 60 }
  const dataDir = await mkdtemp(join(tmpdir(), 'datong-notify-'))
  const database = databaseUrl === undefined ? undefined : await createDatabase(databaseUrl)
  const told = startTold()
  const subscribers = await startSubscribers(size.number, size.odd, told)
  const start = () =>
    spawnNode({
      dataDir,
      args: ['--no-demo', '--open-context'],
      env: { LOG_LEVEL: 'fatal', DATABASE_URL: database?.url ?? '', RATE_LIMIT: '0' },
    })
  const nodes = { now: await start(), start }
  try {
    await subscribers.subscribe(nodes.now)
    const rate = await load(nodes, size, told)
    yield compareRates('writes while the node is up', rate, size.number, paceGoal, 'writes/s')
    yield* await verdict(told, subscribers)
  } finally {
    await nodes.now.stop()
    await subscribers.stop()
    await database?.dispose()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type Nodes = { now: SpawnedNode; readonly start: () => Promise<SpawnedNode> }
type Size = { readonly number: number; readonly odd: number; readonly seconds: number }

/** As many writes a second as there are subscribers, over three stretches of time with a kill between. */
async function load(nodes: Nodes, { number, seconds }: Size, told: Told): Promise<number> {
  const writes = startWrites(nodes.now, { entities: number, perSecond: number }, told)
  let up = 0
  for (let stretch = 0; stretch < 3; stretch++) {
    const began = performance.now()
    await sleep((seconds * 1000) / 3)
    up += performance.now() - began
    if (stretch === 2) break
    await nodes.now.kill()
    nodes.now = await nodes.start()
    writes.aim(nodes.now)
  }
  const rate = writes.acknowledged / (up / 1000)
  await writes.stop()
  return rate
}

async function verdict(told: Told, subscribers: Subscribers): Promise<Result[]> {
  const isWell = (entity: number) => subscribers.sortOf(entity) === 'live'
  const isDead = (entity: number) => !isWell(entity) && subscribers.sortOf(entity) !== 'slow'
  const entityOf = (one: string) => Number(one.split(' ')[0])
  await allTold(() => told.missing().filter((one) => !isDead(entityOf(one))).length, 60)
  const delays = [...told.delays(isWell)].sort((a, b) => a - b)
  subscribers.revive()
  await allTold(() => told.missing().length, 120)
  const at = (share: number) => delays[Math.floor(delays.length * share)] ?? Number.POSITIVE_INFINITY
  return [
    compareCost('told within, half of the time', at(0.5), budgetMs, 'ms'),
    compareCost('told within, 99 times of 100', at(0.99), budgetMs, 'ms'),
    countFaults('lost', told.missing().length),
    countFaults('out of order', told.outOfOrder),
  ]
}

async function allTold(missing: () => number, seconds: number): Promise<void> {
  for (const until = performance.now() + seconds * 1000; missing() > 0 && performance.now() < until; ) await sleep(100)
}
