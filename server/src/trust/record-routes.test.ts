import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type App, createHttp, createMetrics, Denied, type Pool } from '#kernel'
import { quiet, testPool } from '#testing'
import { accessesOf, type RecordEntry, type RecordKeeping, record, registerRecordRoutes, startRecordKeeping } from '#trust'
import { parseHead, parseNote } from './checkpoint-note.ts'
import { foldPairs, type Hash } from './merkle-hash.ts'
import { isConsistent, isIncluded } from './merkle-verify.ts'
import { catchUp } from './record-sequence.ts'

let pool: Pool
let folder: string
let keeping: RecordKeeping
let app: App
let isOperator = true

before(async () => {
  pool = await testPool()
  folder = await mkdtemp(join(tmpdir(), 'datong-record-'))
  const files = { keyFile: join(folder, 'record.key'), witnessKeyFile: join(folder, 'witness.key') }
  keeping = await startRecordKeeping(pool, { clock: () => new Date(), logger: quiet, name: 'county', ...files })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerRecordRoutes(app, {
    keeping,
    may: () => {
      if (!isOperator) throw new Denied('Operators only.')
    },
  })
})
after(async () => {
  await app.close()
  await keeping.stop()
  await rm(folder, { recursive: true, force: true })
})

const entry: RecordEntry = {
  kind: 'access',
  actor: { kind: 'officer', id: 'officer-1' },
  subjects: ['person-1'],
  action: 'read',
  resource: 'file/1',
  categories: ['personal'],
  decision: 'allow',
  reason: 'consent',
}

async function append(count: number, more: Partial<RecordEntry> = {}): Promise<void> {
  await pool.transaction(async (tx) => {
    for (let i = 0; i < count; i++) await record(tx, { ...entry, ...more })
  })
  await catchUp(pool)
  await keeping.sign()
}

const get = (url: string) => app.inject({ url })
const headNow = async () => parseHead(parseNote((await get('/trust/v1/checkpoint')).body).text)
const hashesAt = async (url: string) =>
  (await get(url)).json<{ hashes: string[] }>().hashes.map((text) => Buffer.from(text, 'base64'))

test('whoever kept a checkpoint can check that a newer one begins with it, and that a leaf is in it', async () => {
  assert.equal((await get('/trust/v1/checkpoint')).statusCode, 404)
  await append(301)
  const old = await headNow()
  await append(300)
  const now = await headNow()
  const proof = await hashesAt(`/trust/v1/proofs/consistency?old=${old.size}`)
  assert.ok(isConsistent({ old: old.size, size: now.size, oldRoot: old.root, root: now.root }, proof))
  const [{ hash: leaf }] = (await pool.query('select hash from trust.leaf where index = 444')) as [{ hash: Hash }]
  const inclusion = await hashesAt(`/trust/v1/proofs/inclusion?index=444&size=${now.size}`)
  assert.ok(isIncluded({ leaf, index: 444, size: now.size, root: now.root }, inclusion))
  const { checkpoints, count } = (await get('/trust/v1/checkpoints')).json()
  assert.deepEqual([checkpoints.length, count, checkpoints[1].size], [2, 2, old.size])
  assert.equal((await get(`/trust/v1/checkpoints/${old.size}`)).body, checkpoints[1].note)
})

test('tiles hold the hashes of the tree, as far as it is signed', async () => {
  const leaves = (await get('/trust/v1/tile/0/000')).rawPayload
  assert.equal(leaves.length, 256 * 32)
  const hashes = Array.from({ length: 256 }, (_, i) => leaves.subarray(32 * i, 32 * (i + 1)))
  assert.deepEqual((await get('/trust/v1/tile/1/000.p/1')).rawPayload, foldPairs(hashes))
  assert.equal((await get('/trust/v1/tile/0/001.p/45')).rawPayload.length, 45 * 32)
  for (const path of ['0/900', '0/x001/000', '1/000', '9/000', '0/0', '0/000.p/256', '0/..%2F', 'x/000'])
    assert.equal((await get(`/trust/v1/tile/${path}`)).statusCode, 404, path)
})

test('sizes and places that no checkpoint covers are refused with a reason', async () => {
  const { size } = await headNow()
  for (const query of [
    `consistency?old=5&size=${size + 1}`,
    'consistency?old=9&size=8',
    `inclusion?index=${size}`,
    'inclusion?index=-1',
    'inclusion?index=x',
    'inclusion',
  ]) {
    const answer = await get(`/trust/v1/proofs/${query}`)
    assert.equal(answer.statusCode, 400, query)
    assert.ok(answer.json().detail)
  }
  assert.equal((await get('/trust/v1/checkpoints/7')).statusCode, 404)
})

test('only operators export the record, prove single records and change keys', async () => {
  isOperator = false
  try {
    for (const [method, url] of [
      ['GET', '/trust/v1/export'],
      ['GET', '/trust/v1/records/1/proof'],
      ['POST', '/trust/v1/keys/rotate'],
    ] as const)
      assert.equal((await app.inject({ method, url })).statusCode, 403, url)
  } finally {
    isOperator = true
  }
  const lines = (await get('/trust/v1/export')).body.trim().split('\n')
  assert.equal(
    lines.length,
    1 + JSON.parse(lines[0] ?? '').size + lines.filter((line) => line.startsWith('{"checkpoint"')).length + 1,
  )
  const [newest] = await pool.query(`select action, actor from trust.record order by n desc limit 1`)
  assert.deepEqual(newest, { action: 'export', actor: 'operator' })
})

test('a person finds who looked at their data the moment it is recorded, newest first, and page by page', async () => {
  const person = 'person-of-their-own'
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))
  for (const hour of [1, 2, 3]) await append(1, { subjects: [person, 'person-2'], at: at(hour), resource: `file/${hour}` })
  await pool.transaction(async (tx) => {
    await record(tx, { ...entry, subjects: [person], at: at(4), resource: 'file/4' })
    await record(tx, { ...entry, subjects: [], onBehalfOf: person, at: at(5), resource: 'file/5' })
    await record(tx, { ...entry, actor: { kind: 'resident', id: person }, subjects: [person], at: at(6), resource: 'own' })
  })
  const page = { limit: 10, offset: 0 }
  const seen = async (ask: Parameters<typeof accessesOf>[2]) =>
    (await accessesOf(pool, person, ask)).items.map(({ resource }) => resource)
  assert.deepEqual(await seen({ page }), ['file/5', 'file/4', 'file/3', 'file/2', 'file/1'])
  assert.deepEqual(await seen({ page, from: at(2), to: at(4) }), ['file/3', 'file/2'])
  assert.deepEqual(await seen({ page, by: 'own' }), ['own'])
  assert.deepEqual(await seen({ page, kinds: ['sign-in'] }), [])
  const second = await accessesOf(pool, person, { page: { limit: 2, offset: 2 } })
  assert.deepEqual([second.count, second.items.length, second.items[0]?.at], [5, 2, at(3)])
  await catchUp(pool)
  assert.deepEqual(await seen({ page }), ['file/5', 'file/4', 'file/3', 'file/2', 'file/1'])
})
