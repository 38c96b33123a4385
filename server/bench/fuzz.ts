import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fuzz as send } from '../endurance/fuzz.ts'
import { createDatabase } from '../tools/database.ts'
import { spawnNode } from '../tools/spawn-node.ts'
import { residentMemory } from './process-cost.ts'
import { type BenchOptions, compareCost, countFaults, median, type Result } from './result.ts'

/** Megabytes by which the memory in the last quarter may lie above that in the second. */
const mayGrow = 50

/** A hundred thousand broken requests (`--requests N --seed N --only PATH`): no fault of the server, no end, no growth. */
export async function* fuzz({ small, databaseUrl, flags }: BenchOptions): AsyncIterable<Result> {
  const seed = Number(flags.seed ?? Date.now() % 1_000_000)
  const requests = Number(flags.requests ?? (small ? 5000 : 100_000))
  process.stderr.write(`seed ${seed}\n`)
  const folder = await mkdtemp(join(tmpdir(), 'datong-bench-'))
  const database = databaseUrl === undefined ? undefined : await createDatabase(databaseUrl)
  const node = await spawnNode({
    dataDir: folder,
    args: ['--no-demo', '--open-context'],
    env: { LOG_LEVEL: 'fatal', DATABASE_URL: database?.url ?? '' },
  })
  try {
    const memory: number[] = []
    const { faults, statuses } = await send(
      node.url,
      { seed, requests, ...(flags.only && { only: flags.only }) },
      async (sent) => {
        const { all, largest } = await residentMemory(node.process.pid ?? 0)
        memory.push(database === undefined ? all - largest : all)
        process.stderr.write(`${sent} sent, ${Math.round(all)} MB\n`)
      },
    )
    for (const { number, request, answer } of faults.slice(0, 20))
      process.stderr.write(`request ${number}: ${request}\n  ${answer}\n`)
    process.stderr.write(`${JSON.stringify(statuses)}\n`)
    yield countFaults('faults of the server', faults.length)
    yield countFaults('ends of the process', node.process.exitCode === null ? 0 : 1)
    const quarter = (index: number) => median(memory.slice((memory.length * index) >> 2, (memory.length * (index + 1)) >> 2))
    yield compareCost('growth of memory', Math.max(1, quarter(3) - quarter(1)), mayGrow, 'MB')
  } finally {
    await node.stop()
    await database?.dispose()
    await rm(folder, { recursive: true, force: true })
  }
}
