import { cp, mkdir } from 'node:fs/promises'
import { connect, openEmbedded, type Pool } from '#kernel'
import type { SpawnedNode } from '../tools/spawn-node.ts'
import { reads } from './context-reads.ts'
import { writes } from './context-writes.ts'
import { type Kind, learnAll } from './lesson.ts'
import { type Pace, pace } from './load.ts'
import { keptDatabase, makeData, type Size } from './made-data.ts'
import { processorTime, residentMemory } from './process-cost.ts'
import { type BenchOptions, compareCost, compareRates, compareTimes, median, type Result } from './result.ts'
import { benchFolder, embeddedFolders, type Servers, startServersOn } from './servers.ts'

/** How many times the yardstick's 99th percentile ours may be. */
const mayTake = 3
/** Megabytes. */
const memoryBudget = 400

/**
 * What the broker answers a second, and how quickly, on a million entities with fifty million rows of history (`--entities N
 * --history N`, `--small` for far fewer), beside a bare server that sends the same SQL; `--only NAME` for one kind of request.
 */
export async function* context({ small, databaseUrl, flags }: BenchOptions): AsyncIterable<Result> {
  const size = {
    entities: Number(flags.entities ?? (small ? 20_000 : 1_000_000)),
    history: Number(flags.history ?? (small ? 200_000 : 50_000_000)),
  }
  const how = { seconds: Number(flags.seconds ?? (small ? 2 : 8)), rounds: small ? 1 : 3 }
  const { servers, pool } = await start(size, databaseUrl)
  try {
    for (const kind of [...(await learnAll(servers.floorUrl, reads(size))), ...writes(size)]) {
      if (flags.only !== undefined && !kind.name.includes(flags.only)) continue
      yield* compareKind(servers, pool, kind, how)
    }
    yield await memory(servers.node, databaseUrl === undefined)
  } finally {
    await pool?.close()
    await servers.stop()
  }
}

/** On PostgreSQL both work on one database, which is kept; the embedded one is made once and copied. */
async function start(size: Size, databaseUrl: string | undefined): Promise<{ servers: Servers; pool?: Pool }> {
  const folder = await benchFolder()
  if (databaseUrl !== undefined) {
    const url = await keptDatabase(databaseUrl, size)
    return { servers: await startServersOn(folder, url, url), pool: connect({ url }, fail) }
  }
  const { node, floor } = embeddedFolders(folder)
  await mkdir(node, { recursive: true })
  const { address, close } = await openEmbedded(node)
  const pool = connect(address, fail)
  await makeData(pool, size).finally(pool.close)
  await close()
  await cp(node, floor, { recursive: true })
  return { servers: await startServersOn(folder) }
}

const fail = (error: Error) => {
  throw error
}

async function* compareKind(
  { node, floorUrl, floorPid }: Servers,
  pool: Pool | undefined,
  { name, goal, connections, ours, floor }: Kind,
  { seconds, rounds }: { seconds: number; rounds: number },
): AsyncIterable<Result> {
  const paces = { ours: [] as Paid[], floor: [] as Paid[] }
  for (let round = 0; round < rounds; round++) {
    // The broker has work of its own to do about what is written; it is not to do it in the yardstick's time.
    node.process.kill('SIGSTOP')
    paces.floor.push(await paid(floorPid, () => pace(floorUrl, floor, { seconds, connections })))
    node.process.kill('SIGCONT')
    if (pool !== undefined) await followersThrough(pool)
    paces.ours.push(await paid(node.process.pid ?? 0, () => pace(node.url, ours, { seconds, connections })))
  }
  const middle = (list: readonly Paid[], what: keyof Paid) => median(list.map((one) => one[what]))
  const cost = (list: readonly Paid[]) => middle(list, 'cost').toFixed(3)
  process.stderr.write(`${name}: ${cost(paces.ours)} ms of processor time an answer, beside ${cost(paces.floor)}\n`)
  yield compareRates(name, middle(paces.ours, 'rate'), middle(paces.floor, 'rate'), goal, 'answers/s')
  yield compareTimes(`${name}, 99th percentile`, middle(paces.ours, 'p99'), middle(paces.floor, 'p99'), mayTake, 'ms')
}

/** With what an answer cost in milliseconds of the server's processor time, which a busy machine hardly changes. */
type Paid = Pace & { readonly cost: number }

async function paid(pid: number, run: () => Promise<Pace>): Promise<Paid> {
  const before = await processorTime(pid)
  const pace = await run()
  return { ...pace, cost: ((await processorTime(pid)) - before) / Math.max(1, pace.answers) }
}

/** Waits until everybody who follows the log has read it, at most a minute. */
async function followersThrough(pool: Pool): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const behind = await pool.query(
      `select 1 where exists (select from kernel.log l
         where (l.xid, l.id) > (select c.xid, c.id from kernel.cursor c order by c.xid, c.id limit 1))`,
    )
    if (behind.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function memory({ process: { pid = 0 } }: SpawnedNode, isEmbedded: boolean): Promise<Result> {
  const { all, largest } = await residentMemory(pid)
  if (!isEmbedded) return compareCost('memory of the server', all, memoryBudget, 'MB')
  process.stderr.write(`memory of the embedded engine: ${Math.round(largest)} MB\n`)
  return compareCost('memory of the server without the engine', all - largest, memoryBudget, 'MB')
}
