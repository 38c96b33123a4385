import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, type Pool } from '#kernel'
import { createShardedDatabase } from '../tools/citus.ts'
import { createDatabase } from '../tools/database.ts'
import { type SpawnedNode, spawnNode } from '../tools/spawn-node.ts'
import { reads } from './context-reads.ts'
import { writes } from './context-writes.ts'
import { fillIn } from './floor-replay.ts'
import { pace, type Shot } from './load.ts'
import { makeData, type Size } from './made-data.ts'
import { type BenchOptions, compareRates, median, type Result } from './result.ts'
import { benchFolder } from './servers.ts'

type Asked = { readonly name: string; readonly connections: number; readonly shot: () => Shot }

/** What spreading costs, or brings, depends on the machines: there is no goal. */
const goal = 0

/**
 * What the broker answers a second on the Citus cluster whose coordinator is at `--coordinator URL`, beside what it answers on the
 * PostgreSQL of `DATABASE_URL`, with as much in it (`--entities N --history N`; `--only NAME` for one kind of request).
 */
export async function* sharded({ small, databaseUrl, flags }: BenchOptions): AsyncIterable<Result> {
  const { coordinator } = flags
  if (databaseUrl === undefined || coordinator === undefined)
    throw new Error('Say --coordinator URL, of a Citus cluster, and DATABASE_URL, of a PostgreSQL to compare it with.')
  const size = { entities: Number(flags.entities ?? 20_000), history: Number(flags.history ?? 200_000) }
  const how = { seconds: Number(flags.seconds ?? (small ? 2 : 6)), rounds: small ? 1 : 3 }
  const folder = await benchFolder()
  const databases = [await createShardedDatabase(coordinator), await createDatabase(databaseUrl)]
  const nodes: SpawnedNode[] = []
  try {
    for (const { url } of databases) {
      await fill(url, size)
      nodes.push(await start(join(folder, String(nodes.length)), url))
    }
    for (const asked of kinds(size))
      if (flags.only === undefined || asked.name.includes(flags.only)) yield await compareKind(nodes, asked, how)
  } finally {
    for (const node of nodes) await node.stop()
    for (const database of databases) await database.dispose()
    await rm(folder, { recursive: true, force: true })
  }
}

const fail = (error: Error) => {
  throw error
}

async function fill(url: string, size: Size): Promise<void> {
  const pool: Pool = connect({ url }, fail)
  await makeData(pool, size).finally(pool.close)
}

const start = (dataDir: string, url: string): Promise<SpawnedNode> =>
  spawnNode({ dataDir, args: ['--no-demo', '--open-context'], env: { LOG_LEVEL: 'error', DATABASE_URL: url } })

function kinds(size: Size): Asked[] {
  const asked = reads(size).map(({ lesson: { name, path }, connections, values }) => ({
    name,
    connections,
    shot: (): Shot => ({ method: 'GET', path: fillIn(path, values()) }),
  }))
  return [...asked, ...writes(size).map(({ name, connections, ours }) => ({ name, connections, shot: ours }))]
}

async function compareKind(
  nodes: readonly SpawnedNode[],
  { name, connections, shot }: Asked,
  { seconds, rounds }: { readonly seconds: number; readonly rounds: number },
): Promise<Result> {
  const rates = nodes.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, { url }] of nodes.entries()) rates[index]?.push((await pace(url, shot, { seconds, connections })).rate)
  const [spread = 0, single = 0] = rates.map(median)
  return compareRates(name, spread, single, goal, 'answers/s')
}
