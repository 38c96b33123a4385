import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type App, connect, createHttp, createMetrics, kernelSchema, migrate, type Pool } from '#kernel'
import { quiet, testDatabase, testPool } from '#testing'
import { type RecordKeeping, recordAll, registerRecordRoutes, startRecordKeeping, trustSchema } from '#trust'
import { compareSeen, listForks, listWitnessed } from './checkpoint-compare.ts'
import { askCosigners } from './checkpoint-cosigners.ts'
import { loadKeys } from './checkpoint-keys.ts'
import {
  createSigner,
  findSignature,
  parseNote,
  parseVerifier,
  type Signer,
  signNote,
  verifierOf,
  writeHead,
} from './checkpoint-note.ts'
import { addPeer } from './checkpoint-peers.ts'
import { type Checkpoint, listLogKeys, newestCheckpoint } from './checkpoint-store.ts'
import { cosign } from './checkpoint-witness.ts'
import { growTree } from './merkle-grow.ts'
import { leafHash } from './merkle-hash.ts'
import { catchUp } from './record-sequence.ts'

/** Two nodes: a county's, which keeps a record, and a village's, which watches over it. */
let [county, village]: Pool[] = []
let dispose: () => Promise<void>
let folder: string
let keeping: RecordKeeping
let villages: RecordKeeping
let app: App
let url: string
let countyVerifier = ''

const clock = () => new Date('2026-11-25T12:00:00Z')

before(async () => {
  county = await testPool()
  const database = await testDatabase()
  dispose = database.dispose
  village = connect(database.address, (error) => assert.fail(error))
  await migrate(village, [kernelSchema, trustSchema])
  folder = await mkdtemp(join(tmpdir(), 'datong-witness-'))
  const files = (name: string) => ({
    name,
    keyFile: join(folder, `${name}.key`),
    witnessKeyFile: join(folder, `${name}-witness.key`),
  })
  keeping = await startRecordKeeping(county, { clock, logger: quiet, ...files('county') })
  countyVerifier = (await listLogKeys(county))[0]?.verifier ?? ''
  villages = await startRecordKeeping(village, { clock, logger: quiet, ...files('village') })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerRecordRoutes(app, { keeping: villages, may: () => undefined })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
})
after(async () => {
  await app.close()
  await keeping.stop()
  await villages.stop()
  await village?.close()
  await dispose()
  await rm(folder, { recursive: true, force: true })
})

async function append(count: number): Promise<void> {
  const entry = { kind: 'access', actor: { kind: 'officer', id: 'o' }, subjects: [], action: 'read', resource: 'r' } as const
  const entries = Array.from({ length: count }, () => ({ ...entry, categories: [], decision: 'allow', reason: 'law' }) as const)
  await (county as Pool).transaction((tx) => recordAll(tx, entries))
  await catchUp(county as Pool)
  await keeping.sign()
}

const ask = () => askCosigners({ pool: county as Pool, clock, logger: quiet })

/** A log whose key somebody holds, and with it can make any tree. */
function makeLog(signer: Signer = createSigner(`log-${randomBytes(4).toString('hex')}`, 'log', randomBytes(32))) {
  const headOf = (leaves: readonly string[]) => {
    const tree = growTree()
    for (const leaf of leaves) tree.add(leafHash(leaf))
    const text = writeHead({ origin: signer.name, size: leaves.length, root: tree.root() })
    return `${text}\n${signNote(text, signer, clock())}`
  }
  return { signer, headOf }
}

const witness = () => ({ pool: village as Pool, clock, witness: villages.witness })
const body = (old: number, note: string, proof: readonly string[] = []) => `${[`old ${old}`, ...proof].join('\n')}\n\n${note}`

test("a node's checkpoints are cosigned by the node that watches over it, again and again as they grow", async () => {
  await append(5)
  await addPeer(village as Pool, { verifier: countyVerifier })
  await addPeer(county as Pool, { verifier: verifierOf(villages.witness), url: `${url}/trust/v1/witness` })
  for (const more of [0, 300, 40]) {
    if (more > 0) await append(more)
    await ask()
    const newest = await newestCheckpoint(county as Pool)
    assert.deepEqual(newest?.witnesses, [villages.witness.name])
    assert.deepEqual(findSignature(parseNote(newest.note), parseVerifier(verifierOf(villages.witness)))?.at, clock())
  }
  assert.deepEqual(
    (await listWitnessed(village as Pool)).map(({ size }) => size),
    [(await newestCheckpoint(county as Pool))?.size],
  )
})

test('a fork and a rollback are refused, and two checkpoints that cannot both be true are kept as proof', async () => {
  const { signer, headOf } = makeLog()
  await addPeer(village as Pool, { verifier: verifierOf(signer) })
  const [three, otherThree, four] = [headOf(['a', 'b', 'c']), headOf(['a', 'x', 'c']), headOf(['a', 'b', 'c', 'd'])]
  assert.equal((await cosign(witness(), body(0, three))).status, 200)
  assert.equal((await cosign(witness(), body(3, three))).status, 200, 'the same once more')
  const fork = await cosign(witness(), body(3, otherThree))
  assert.deepEqual([fork.status, 'message' in fork && /forked/.test(fork.message)], [409, true])
  const proof = [leafHash('c'), leafHash('d')].map((hash) => hash.toString('base64'))
  assert.equal((await cosign(witness(), body(3, four, proof))).status, 422, 'a proof that proves nothing')
  const two = headOf(['a', 'b'])
  assert.deepEqual(
    await cosign(witness(), body(2, two)).then((answer) => [answer.status, 'size' in answer && answer.size]),
    [409, 3],
  )
  assert.deepEqual(
    (await listForks(village as Pool)).map(({ origin, known, other }) => [origin, known, other]),
    [[signer.name, three, otherThree]],
  )
})

test('a log that shows two nodes different histories is found when these compare what they have seen', async () => {
  const { signer, headOf } = makeLog()
  for (const pool of [county, village]) await addPeer(pool as Pool, { verifier: verifierOf(signer) })
  const shownToCounty = headOf(['a', 'b'])
  const shownToVillage = headOf(['a', 'y'])
  assert.equal((await cosign({ pool: county as Pool, clock, witness: keeping.witness }, body(0, shownToCounty))).status, 200)
  assert.equal((await cosign(witness(), body(0, shownToVillage))).status, 200)
  const seen = (await listWitnessed(village as Pool)).map(({ note }) => note)
  const own = { origin: keeping.origin, verifiers: [countyVerifier] }
  const [found, ...more] = await compareSeen({ pool: county as Pool, clock }, own, [...seen, 'no note', shownToCounty])
  assert.deepEqual([found?.origin, found?.known, found?.other, more], [signer.name, shownToCounty, shownToVillage, []])
})

test('a node finds a checkpoint that its own key has signed elsewhere, and is not misled by its own or a stranger', async () => {
  const newest = (await newestCheckpoint(county as Pool)) as Checkpoint
  const own = { origin: keeping.origin, verifiers: [countyVerifier] }
  assert.deepEqual(await compareSeen({ pool: county as Pool, clock }, own, [newest.note, makeLog().headOf(['z'])]), [])
  const text = writeHead({ origin: keeping.origin, size: newest.size, root: randomBytes(32) })
  const [key] = await loadKeys(join(folder, 'county.key'), 'county', 'log')
  const elsewhere = `${text}\n${signNote(text, key as Signer, clock())}`
  const found = await compareSeen({ pool: county as Pool, clock }, own, [elsewhere])
  assert.deepEqual(
    found.map(({ origin, other }) => [origin, other]),
    [[keeping.origin, elsewhere]],
  )
})

test('what is no request, of an unknown log, or signed by another is refused as the protocol says', async () => {
  const { signer, headOf } = makeLog()
  const post = (text: string) => fetch(`${url}/trust/v1/witness/add-checkpoint`, { method: 'POST', body: text })
  const note = headOf(['a'])
  assert.equal((await post(body(0, note))).status, 404)
  await addPeer(village as Pool, { verifier: verifierOf(signer) })
  const namesake = makeLog(createSigner(signer.name, 'log', randomBytes(32)))
  assert.equal((await post(body(0, namesake.headOf(['a'])))).status, 403)
  for (const text of ['', 'old', note, body(-1, note), body(2, note), body(0, note, ['x']), body(0, 'x\n'), `old 01\n\n${note}`])
    assert.equal((await post(text)).status, 400, JSON.stringify(text))
  assert.equal((await post(body(0, note, [leafHash('a').toString('base64')]))).status, 422)
  const conflict = await post(body(1, note))
  assert.deepEqual(
    [conflict.status, conflict.headers.get('content-type'), await conflict.text()],
    [409, 'text/x.tlog.size', '0\n'],
  )
  const good = await post(body(0, note))
  assert.deepEqual([good.status, (await good.text()).startsWith(`— ${villages.witness.name} `)], [200, true])
})

test('which nodes watch over one another is recorded, and what is no key or address is refused', async () => {
  const key = verifierOf(createSigner('new', 'log', randomBytes(32)))
  await addPeer(county as Pool, { verifier: key })
  const found = await (county as Pool).query(`select 1 from trust.record where action = 'add-peer' and resource = 'log/new'`)
  assert.equal(found.length, 1)
  for (const draft of [{ verifier: 'x' }, { verifier: verifierOf(villages.witness) }, { verifier: key, url: 'ftp://x' }])
    await assert.rejects(addPeer(county as Pool, draft), { code: 'invalid' })
  await assert.rejects(addPeer(county as Pool, { verifier: verifierOf(createSigner('new', 'log', randomBytes(32))) }), {
    code: 'conflict',
  })
})
