import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Db, Pool, Tx } from '#kernel'
import { quiet, testPool } from '#testing'
import { exportRecord, type RecordLine } from './audit-export.ts'
import { checkProof, proveRecord } from './audit-proof.ts'
import { verifyExport } from './audit-verify.ts'
import { createSigner, signNote, verifierOf, writeHead } from './checkpoint-note.ts'
import { type LogSigner, openLog, originOf, rotateKey, signCheckpoint } from './checkpoint-sign.ts'
import { type Checkpoint, listLogKeys, newestCheckpoint } from './checkpoint-store.ts'
import { record } from './record-append.ts'
import type { RecordEntry } from './record-entry.ts'
import { erasePerson } from './record-erase.ts'
import { catchUp } from './record-sequence.ts'

const noon = new Date('2026-11-25T12:00:00Z')
const clock = () => noon

let pool: Pool
let folder: string
let log: LogSigner
/** After 300 and 620 records; a subtree of 256 and more. */
let [older, newer]: (Checkpoint | undefined)[] = []

before(async () => {
  pool = await testPool()
  folder = await mkdtemp(join(tmpdir(), 'datong-record-'))
  log = { pool, clock, keyFile: join(folder, 'record.key') }
  await openLog(log, 'county.example', quiet)
  older = await grow(300)
  newer = await grow(320)
})
after(() => rm(folder, { recursive: true, force: true }))

const entryOf = (i: number): RecordEntry => ({
  kind: 'access',
  actor: { kind: 'officer', id: `officer-${i % 7}` },
  subjects: [`person-${i % 50}`],
  action: 'read',
  resource: `case/${i}`,
  categories: ['personal'],
  purpose: 'care',
  basis: { kind: 'consent', ref: `consent-${i}` },
  area: '/520000/520100',
  decision: 'allow',
  reason: 'consent',
  detail: { fields: i, ratio: 0.1 },
})

async function grow(count: number): Promise<Checkpoint | undefined> {
  await pool.transaction(async (tx) => {
    for (let i = 0; i < count; i++) await record(tx, entryOf(i))
  })
  await catchUp(pool)
  return signCheckpoint(log)
}

async function exportLines(db: Db, newest = newer): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportRecord(db, await originIn(db), newest as Checkpoint, noon)) lines.push(JSON.stringify(line))
  return lines
}

const originIn = async (db: Db) => originOf({ ...log, pool: db as Pool })

type Kept = { name: string; note: string }

const verify = (lines: readonly string[], kept: readonly Kept[] = [], keys: readonly string[] = []) =>
  verifyExport(
    async function* () {
      yield* lines
    },
    { kept, keys },
  )

/** What verification finds in the export of a database whose administrator has changed it behind the node's back. */
async function afterTampering(tamper: (tx: Tx) => Promise<unknown>, kept: readonly Kept[] = []) {
  const undo = new Error('undo')
  let found: Awaited<ReturnType<typeof verify>> | undefined
  const work = pool.transaction(async (tx) => {
    for (const table of ['record', 'leaf', 'subtree', 'checkpoint'])
      await tx.query(`alter table trust.${table} disable trigger user`)
    await tamper(tx)
    found = await verify(await exportLines(tx, await newestCheckpoint(tx)), kept)
    throw undo
  })
  await assert.rejects(work, undo)
  assert.ok(found)
  return found
}

const places = (found: { faults: readonly object[] }) =>
  found.faults.map((fault) => [(fault as { kind: string }).kind, (fault as { index?: number }).index])

/** The place in the tables of the record at a place of the tree. */
const at = (index: number) => `(xid, n) = (select xid, n from trust.leaf where index = ${index})`

test('an untouched record verifies whole, with its own checkpoints and those that somebody kept', async () => {
  const lines = await exportLines(pool)
  const found = await verify(
    lines,
    [{ name: 'kept.txt', note: older?.note ?? '' }],
    [(await listLogKeys(pool))[0]?.verifier ?? ''],
  )
  assert.deepEqual(found.faults, [])
  assert.equal(found.holds, true)
  assert.deepEqual([found.records, found.checkpoints, found.erased], [620, 3, 0])
  assert.equal(found.keys.length, 1)
})

test('an export names persons beside the tree, never in it', async () => {
  const [{ hash }] = (await pool.query<{ hash: Buffer }>('select hash from trust.leaf where index = 5')) as [{ hash: Buffer }]
  const line = JSON.parse((await exportLines(pool)).find((text) => text.startsWith('{"index":5,')) ?? '') as RecordLine
  assert.equal(line.hash, hash.toString('base64'))
  assert.equal(line.record?.subjects[0]?.value, 'person-5')
  const { leafOf } = await import('./record-sealed.ts')
  assert.doesNotMatch(JSON.stringify(leafOf(line.record as never)), /person-5|officer-5|case\/5|consent-5/)
})

test('a changed row is named, whatever was changed in it', async () => {
  for (const change of [
    `actor = 'somebody-else'`,
    `subjects = '{person-9}'`,
    `resource = 'case/other'`,
    `decision = 'deny'`,
    `at = at + interval '1 second'`,
    `detail = '{"fields": 5, "ratio": 0.2}'`,
    'purpose = null',
  ]) {
    const found = await afterTampering((tx) => tx.query(`update trust.record set ${change} where ${at(410)}`))
    assert.deepEqual(places(found), [['changed', 410]], change)
  }
})

test('a removed row is named, also when its hash is removed with it', async () => {
  const row = await afterTampering((tx) => tx.query(`delete from trust.record where ${at(17)}`))
  assert.deepEqual(places(row), [['removed', 17]])
  const both = await afterTampering((tx) =>
    tx.query(`delete from trust.record where ${at(17)}; delete from trust.leaf where index = 17`),
  )
  assert.deepEqual(places(both)[0], ['removed', 17])
})

test('rows put into another order are named', async () => {
  const found = await afterTampering((tx) =>
    tx.query(`update trust.leaf a set xid = b.xid, n = b.n from trust.leaf b where (a.index, b.index) in ((30, 31), (31, 30))`),
  )
  assert.deepEqual(places(found), [
    ['reordered', 30],
    ['reordered', 31],
  ])
})

test('a row inserted into the tree, everything after it moved and hashed again, is found between the checkpoints it lies between', async () => {
  const found = await afterTampering(async (tx) => {
    await tx.query('update trust.leaf set index = -index - 1 where index >= 400')
    await tx.query('update trust.leaf set index = -index where index < 0')
    await tx.query(`insert into trust.leaf select 400, xid, n, hash from trust.leaf where index = 7`)
  })
  const [first] = found.faults
  assert.equal(first?.kind, 'tampered')
  assert.deepEqual(first?.kind === 'tampered' && [first.from, first.to], [300, 619])
})

test('a record changed together with its hash is found between the checkpoints it lies between', async () => {
  const found = await afterTampering((tx) =>
    tx.query(`update trust.leaf set (xid, n, hash) = (select xid, n, hash from trust.leaf where index = 3) where index = 250`),
  )
  assert.deepEqual(
    found.faults.map((fault) => fault.kind === 'tampered' && [fault.from, fault.to]),
    [[0, 299]],
  )
})

test('hashes changed under records that are as they were signed are told apart from changed records', async () => {
  const found = await afterTampering((tx) =>
    tx.query('update trust.leaf set hash = decode(repeat($1, 32), $2) where index = 8', ['ab', 'hex']),
  )
  assert.match(found.faults[0]?.message ?? '', /records are as they were signed/)
})

test('a line inserted into an export, left out, repeated or cut off is named', async () => {
  const lines = await exportLines(pool)
  const place = (index: number) => lines.findIndex((line) => line.startsWith(`{"index":${index},`))
  const without = await verify(lines.toSpliced(place(99), 1))
  assert.deepEqual(places(without)[0], ['removed', 99])
  const twice = await verify(lines.toSpliced(place(99), 0, lines[place(98)] ?? ''))
  assert.deepEqual(places(twice), [['inserted', 98]])
  const cut = await verify(lines.slice(0, place(500)))
  assert.ok(cut.faults.some(({ kind }) => kind === 'incomplete'))
  const noise = await verify(lines.toSpliced(place(5), 0, '{'))
  assert.deepEqual(
    noise.faults.map(({ kind }) => kind),
    ['unreadable'],
  )
})

test('a record that was rolled back, with all its newer checkpoints, is found by whoever kept one of those', async () => {
  const rollBack = async (tx: Tx) => {
    await tx.query('delete from trust.checkpoint where size > 300')
    await tx.query(
      'delete from trust.record using trust.leaf where leaf.index >= 300 and (record.xid, record.n) = (leaf.xid, leaf.n)',
    )
    await tx.query('delete from trust.leaf where index >= 300; update trust.tree set size = 300')
  }
  assert.equal((await afterTampering(rollBack)).holds, true, 'nobody can tell from the export alone')
  const found = await afterTampering(rollBack, [{ name: 'kept.txt', note: newer?.note ?? '' }])
  assert.deepEqual(
    found.faults.map(({ kind }) => kind),
    ['rolled-back'],
  )
  assert.match(found.faults[0]?.message ?? '', /kept\.txt is of 620 records.*the 320 after/)
})

test('a log that was forked is found by whoever kept the other checkpoint', async () => {
  const key = (await readFile(log.keyFile, 'utf8')).trim()
  const { parseSigner } = await import('./checkpoint-note.ts')
  const text = writeHead({ origin: await originOf(log), size: 620, root: randomBytes(32) })
  const other = `${text}\n${signNote(text, parseSigner(key), noon)}`
  const found = await verify(await exportLines(pool), [{ name: 'other.txt', note: other }])
  assert.ok(found.faults.some(({ kind, message }) => kind === 'forked' && message.includes('other.txt')))
})

test('a checkpoint whose text was changed, or that a stranger signed, is refused', async () => {
  const lines = await exportLines(pool)
  const [first, ...rest] = lines.flatMap((line) => (line.startsWith('{"checkpoint"') ? [line] : []))
  const changed = await verify(lines.map((line) => (line === first ? line.replace('\\n300\\n', '\\n299\\n') : line)))
  assert.ok(changed.faults.some(({ kind }) => kind === 'bad-signature'))
  assert.equal(rest.length, 1)
  const stranger = verifierOf(createSigner('county.example', 'log', randomBytes(32)))
  const mistrusted = await verify(lines, [], [stranger])
  assert.deepEqual(
    mistrusted.faults.map(({ kind }) => kind),
    ['unvouched-key', 'unvouched-key'],
  )
})

test('one record is proved without the node, and no other record by that proof', async () => {
  const keys = (await listLogKeys(pool)).map(({ verifier }) => verifier)
  const proof = await proveRecord(pool, 402)
  const { record: proved, size } = checkProof(proof, keys)
  assert.deepEqual([proved.resource.value, size], ['case/102', 620])
  assert.throws(() => checkProof(proof.replace('index 402', 'index 403'), keys), /not the one at place 403/)
  const extra = /^extra (.*)$/m.exec(proof)?.[1] ?? ''
  const forged = Buffer.from(Buffer.from(extra, 'base64').toString().replace('officer-4', 'officer-5')).toString('base64')
  assert.throws(() => checkProof(proof.replace(extra, forged), keys), /not the one at place 402/)
  assert.throws(() => checkProof(proof, [verifierOf(createSigner('a', 'log', randomBytes(32)))]), /No key/)
  for (const text of ['', 'c2sp.org/tlog-proof@v1\n', proof.replace(extra, 'e30='), proof.slice(0, -60)])
    assert.throws(() => checkProof(text, keys), { code: 'invalid' })
  await assert.rejects(proveRecord(pool, 5000), { code: 'not-found' })
})

test('a person erased from the record is named nowhere any more, and the record verifies as before', async () => {
  const person = randomUUID()
  await pool.transaction(async (tx) => {
    await record(tx, { ...entryOf(1), subjects: [person], resource: `file of ${person}` })
    await record(tx, { ...entryOf(2), subjects: ['person-1', person], onBehalfOf: person })
    await record(tx, { ...entryOf(3), kind: 'sign-in', actor: { kind: 'resident', id: person }, subjects: [] })
  })
  await catchUp(pool)
  const before = await signCheckpoint(log)
  assert.equal(await erasePerson(pool, person), 3)
  const lines = await exportLines(pool, before)
  const found = await verify(lines, [{ name: 'before', note: before?.note ?? '' }])
  assert.deepEqual([found.faults, found.erased], [[], 3])
  assert.ok(!lines.some((line) => line.includes(person)))
  for (const table of ['record', 'concern', 'seal_secret'])
    assert.deepEqual(await pool.query(`select 1 from trust.${table} t where t::text like $1`, [`%${person}%`]), [])
  const [kept] = await pool.query(`select subjects from trust.record where subjects[1] = 'person-1' and erased is not null`)
  assert.deepEqual(kept?.subjects, ['person-1', null])
})

test('a new key is vouched for by the old one; a key that merely takes its place is told', async () => {
  const first = (await listLogKeys(pool))[0]?.verifier ?? ''
  const second = await rotateKey(log)
  const rotated = await grow(3)
  const found = await verify(await exportLines(pool, rotated), [], [first])
  assert.deepEqual([found.faults, found.keys], [[], [first, second]])
  assert.equal((await stat(log.keyFile)).mode & 0o777, 0o600)

  await rm(log.keyFile)
  await openLog(log, 'county.example', quiet)
  const replaced = await grow(3)
  const told = await verify(await exportLines(pool, replaced), [], [first])
  assert.deepEqual(
    told.faults.map(({ kind }) => kind),
    ['unvouched-key'],
  )
  const third = (await listLogKeys(pool)).at(-1)?.verifier ?? ''
  assert.equal((await verify(await exportLines(pool, replaced), [], [first, third])).holds, true)
})

test('a node signs no tree that does not begin with what it signed before', async () => {
  const work = pool.transaction(async (tx) => {
    await tx.query('alter table trust.leaf disable trigger user')
    await tx.query(`update trust.leaf set hash = decode(repeat('00', 32), 'hex') where index = (select size - 1 from trust.tree)`)
    await tx.query('update trust.tree set size = size + 1')
    await tx.query(`insert into trust.leaf select size - 1, '0', 0, decode(repeat('00', 32), 'hex') from trust.tree`)
    await signCheckpoint({ ...log, pool: { ...tx, transaction: (inner: (tx: Tx) => unknown) => inner(tx) } as unknown as Pool })
  })
  await assert.rejects(work, /no longer begins with/)
})
