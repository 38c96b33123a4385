import type { RecordService } from '@datong/server/contract'

const minute = 60_000
const origin = 'county.example/record-1a2b3c4d'

/** A record that grew by some forty entries a minute for an hour, and was watched over by a village. */
export function makeRecord(clock: () => Date, isEmpty: boolean): RecordService {
  const all = Array.from({ length: isEmpty ? 0 : 60 }, (_, i) => ({
    size: 48_210 - i * 41,
    at: new Date(clock().getTime() - i * minute),
    root: Buffer.alloc(32, i).toString('base64'),
    witnesses: i === 0 ? [] : ['village.example/witness-5e6f7a8b'],
  }))
  return {
    origin,
    checkpoints: async ({ limit, offset }) => ({ items: all.slice(offset, offset + limit), count: all.length }),
    keys: async () => [{ verifier: `${origin}+008150be+AUxwbRD1sm04y+J4d4qRlYq1Ao2/UUReGCB/JVaI/Hfi`, from: 0 }],
    watched: async () => ({
      logs: isEmpty ? [] : [{ origin: 'village.example/record-9c0d1e2f', size: 812, at: clock() }],
      forks: [],
    }),
  }
}
