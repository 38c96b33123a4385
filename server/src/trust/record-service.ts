import { listForks, listWitnessed } from './checkpoint-compare.ts'
import { countCheckpoints, listCheckpoints, listLogKeys } from './checkpoint-store.ts'
import type { RecordKeeping } from './record-keeping.ts'

/** What pages show of the record to everybody. */
export function createRecordService({ log: { pool }, origin }: RecordKeeping) {
  return {
    origin,
    checkpoints: async (ask: { limit: number; offset: number }) => ({
      items: (await listCheckpoints(pool, ask)).map(({ size, at, root, witnesses }) => ({
        size,
        at,
        root: root.toString('base64'),
        witnesses,
      })),
      count: await countCheckpoints(pool),
    }),
    keys: async () =>
      (await listLogKeys(pool)).map(({ verifier, from, until }) => ({ verifier, from, ...(until !== null && { until }) })),
    watched: async () => ({ logs: await listWitnessed(pool), forks: await listForks(pool) }),
  }
}
