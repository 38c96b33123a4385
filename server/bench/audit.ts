import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { connect, createLogger, migrate, openEmbedded, type Pool, record as recordEvent, systemClock, type Tx } from '#kernel'
import {
  exportRecord,
  newestCheckpoint,
  type RecordEntry,
  recordAll,
  record as recordOne,
  startRecordKeeping,
  verifyExport,
} from '#trust'
import { allSchemas } from '../src/schemas.ts'
import { createDatabase } from '../tools/database.ts'
import { type BenchOptions, compareCost, compareRates, countFaults, type Result } from './result.ts'

const goal = 0.8
/** Seconds for which the tree may grow, and verification may take, for a million records. */
const budgets = { grow: 120, verify: 120 }

/**
 * Changes as services make them, each of which keeps a case and appends to the log in one transaction, with a record and without; then
 * how long the tree takes to grow over a million records, and an export of them to be verified.
 */
export async function* audit({ small, databaseUrl, flags }: BenchOptions): AsyncIterable<Result> {
  const records = Number(flags.records ?? (small ? 20_000 : 1_000_000))
  const folder = await mkdtemp(join(tmpdir(), 'datong-audit-'))
  const { pool, close } = await openPool(folder, databaseUrl)
  try {
    await pool.query('create table public.bench_case (id bigint generated always as identity primary key, body jsonb not null)')
    await write(pool, cases, 100, false)
    yield await measureWrites(pool, 'cases moved one by one, recorded', { total: Math.min(records / 10, 20_000), each: 1 })
    yield await measureWrites(pool, 'cases opened 100 at once, recorded', { total: records, each: 100 })
    yield* await measureTree(pool, folder, records)
  } finally {
    await close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function openPool(folder: string, databaseUrl: string | undefined): Promise<{ pool: Pool; close(): Promise<void> }> {
  const own = databaseUrl === undefined ? undefined : await createDatabase(databaseUrl)
  const embedded = own === undefined ? await openEmbedded(join(folder, 'database')) : undefined
  const pool = connect(own?.address ?? embedded?.address ?? { url: '' }, (error) => {
    throw error
  })
  await migrate(pool, allSchemas)
  return {
    pool,
    close: async () => {
      await pool.close()
      await embedded?.close()
      await own?.dispose()
    },
  }
}

type Size = { readonly total: number; readonly each: number }

/** In turns, so that a busy moment of the machine hits both; the plain ones need not be as many. */
async function measureWrites(pool: Pool, name: string, { total, each }: Size): Promise<Result> {
  const rounds = 20
  const [plain, recorded] = [
    { count: 0, seconds: 0 },
    { count: 0, seconds: 0 },
  ]
  await write(pool, 500, each, false)
  for (let round = 0; round < rounds; round++)
    for (const [tally, isRecorded, share] of [
      [plain, false, 0.5],
      [recorded, true, 1],
    ] as const) {
      const count = Math.max(each, Math.round((total * share) / rounds))
      const began = performance.now()
      await write(pool, count, each, isRecorded)
      tally.seconds += (performance.now() - began) / 1000
      tally.count += count
    }
  return compareRates(name, recorded.count / recorded.seconds, plain.count / plain.seconds, goal, 'cases/s')
}

const workers = 8
const cases = 5000

async function write(pool: Pool, count: number, each: number, isRecorded: boolean): Promise<void> {
  let left = count
  const work = async () => {
    while (left > 0) {
      const size = Math.min(each, left)
      left -= size
      await pool.transaction((tx) => (size === 1 ? move(tx, isRecorded) : open(tx, size, isRecorded)))
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
}

let made = 0

/** An officer moves one case on: what is recorded most. */
async function move(tx: Tx, isRecorded: boolean): Promise<void> {
  const n = 1 + Math.floor(Math.random() * cases)
  await tx.prepared('select body from public.bench_case where id = $1 for update', [n])
  const one = { ...caseOf(n), state: 'moved' }
  await tx.prepared('update public.bench_case set body = $2 where id = $1', [n, JSON.stringify(one)])
  await recordEvent(tx, [eventOf(one)])
  if (isRecorded) await recordOne(tx, entryOf(one))
}

/** Many cases come in at once. */
async function open(tx: Tx, size: number, isRecorded: boolean): Promise<void> {
  const cases = Array.from({ length: size }, () => caseOf(made++))
  await tx.prepared('insert into public.bench_case (body) select * from unnest($1::jsonb[])', [
    cases.map((one) => JSON.stringify(one)),
  ])
  await recordEvent(tx, cases.map(eventOf))
  if (isRecorded) await recordAll(tx, cases.map(entryOf))
}

const eventOf = ({ id, state, service }: Case) => ({ kind: 'case-changed', tenant: '', subject: id, body: { state, service } })

type Case = ReturnType<typeof caseOf>

const caseOf = (n: number) => ({
  id: `urn:case:${n}`,
  person: `person-${n % 50_000}`,
  service: 'clinic-visit',
  state: 'waiting',
  area: '/520000/520100/520102',
  answers: { when: '2026-11-25T09:00:00Z', where: `urn:facility:${n % 500}`, note: 'Comes with a wheelchair.', phone: '000' },
})

const entryOf = ({ id, person, service, area }: Case): RecordEntry => ({
  kind: 'access',
  actor: { kind: 'officer', id: `officer-${id.length % 300}` },
  subjects: [person],
  action: 'write',
  resource: `${service}/${id}`,
  categories: ['personal'],
  purpose: 'care',
  basis: { kind: 'consent', ref: `consent-${person}` },
  area,
  decision: 'allow',
  reason: 'consent-given',
})

async function measureTree(pool: Pool, folder: string, records: number): Promise<Result[]> {
  const share = records / 1_000_000
  const files = { keyFile: join(folder, 'record.key'), witnessKeyFile: join(folder, 'witness.key') }
  const began = performance.now()
  const keeping = await startRecordKeeping(pool, { clock: systemClock, logger: createLogger('error'), name: 'bench', ...files })
  await keeping.sign()
  const grown = (performance.now() - began) / 1000
  await keeping.stop()
  const newest = await newestCheckpoint(pool)
  if (newest === undefined) throw new Error('Nothing was signed')
  const file = join(folder, 'export.jsonl')
  await pipeline(Readable.from(lines(exportRecord(pool, keeping.origin, newest, systemClock()))), createWriteStream(file))
  const start = performance.now()
  const verdict = await verifyExport(() => createInterface({ input: createReadStream(file) }), { kept: [], keys: [] })
  const verified = (performance.now() - start) / 1000
  const size = `${Math.round(newest.size / 1000)},000 records`
  return [
    compareCost(`the tree over ${size}`, grown, budgets.grow * share, 's'),
    compareCost(`verifying ${size}`, verified, budgets.verify * share, 's'),
    countFaults('records that do not verify', verdict.holds ? newest.size - verdict.records : verdict.faults.length),
  ]
}

async function* lines(all: AsyncIterable<object>): AsyncIterable<string> {
  for await (const line of all) yield `${JSON.stringify(line)}\n`
}
