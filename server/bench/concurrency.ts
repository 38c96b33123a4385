import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { overlap } from '../endurance/overlap.ts'
import { type BenchOptions, countFaults, type Result } from './result.ts'

/** 64 clients upsert overlapping batches for a minute: through two servers on PostgreSQL, or one on the embedded database. */
export async function* concurrency({ small, databaseUrl, flags }: BenchOptions): AsyncIterable<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-bench-'))
  try {
    const seconds = Number(flags.seconds ?? (small ? 10 : 60))
    const { batches, refused, wrong, deadlocks } = await overlap(folder, seconds, { databaseUrl })
    process.stderr.write(`${batches} batches in ${seconds} s\n`)
    for (const line of [...refused.slice(0, 10), ...wrong.slice(0, 10)]) process.stderr.write(`${line}\n`)
    yield countFaults('answers other than success', refused.length)
    yield countFaults('attributes that differ from what the writes come to one by one', wrong.length)
    yield countFaults('deadlocks', deadlocks)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
