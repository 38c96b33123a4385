import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { createKeyring, keyringCommand, keyringFile, placeOf, renewKeys, SealBroken, SetupProblem } from '#kernel'
import { testPool } from '#testing'

const folder = mkdtempSync(join(tmpdir(), 'datong-keys-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'sealing.keys')
const keyring = createKeyring(keyringFile(file))

test('what is sealed opens in its own place and nowhere else, and not at all once a bit of it was changed', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string(),
      fc.string(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (text, place, other, at, flip) => {
        const sealed = keyring.seal(place, text)
        assert.equal(keyring.open(place, sealed), text)
        if (other !== place) assert.throws(() => keyring.open(other, sealed), SealBroken)
        const changed = Buffer.from(sealed)
        const byte = at % changed.length
        changed[byte] = (changed[byte] ?? 0) ^ flip
        assert.throws(() => keyring.open(place, changed), SealBroken)
        assert.throws(() => keyring.open(place, sealed.subarray(0, at % sealed.length)), SealBroken)
      },
    ),
    { numRuns: 200 },
  )
})

test('the same text is never sealed to the same bytes', () => {
  assert.notDeepEqual(keyring.seal('here', 'DEMO000001'), keyring.seal('here', 'DEMO000001'))
})

test('keys are renewed while rows stay readable, and a key nothing is sealed with any more is forgotten', async () => {
  const pool = await testPool()
  await pool.query('create schema if not exists keys_test')
  await pool.query('create table keys_test.person (id text primary key, card bytea)')
  const column = { table: 'keys_test.person', key: 'id', column: 'card' }
  const cards = Array.from({ length: 1203 }, (_, at) => [`p${at}`, `CARD${at}`] as const)
  const ids = cards.map(([id]) => id)
  await pool.query('insert into keys_test.person select * from unnest($1::text[], $2::bytea[])', [
    [...ids, 'without'],
    [...cards.map(([id, card]) => keyring.seal(placeOf(column, id), card)), null],
  ])
  const early = keyring.seal('elsewhere', 'sealed with a key that is forgotten')

  assert.equal(await renewKeys(pool, keyring, [column]), 1203)
  assert.equal(await renewKeys(pool, keyring, [column]), 1203)

  // Another server, which begins with what the file says now.
  const other = createKeyring(keyringFile(file))
  const rows = await pool.query<{ id: string; card: Buffer }>('select id, card from keys_test.person where card is not null')
  assert.deepEqual(new Map(rows.map(({ id, card }) => [id, other.open(placeOf(column, id), card)])), new Map(cards))
  assert.throws(() => other.open('elsewhere', early), /is not in the ring/)
  await pool.query('drop schema keys_test cascade')
})

test('a server opens what another sealed with a key that was made since', () => {
  const other = createKeyring(keyringFile(file))
  keyring.renew()
  assert.equal(other.open('here', keyring.seal('here', 'new')), 'new')
})

test('the file of keys is for its owner alone, and one that holds something else is named without its content', () => {
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const wrong = join(folder, 'wrong.keys')
  writeFileSync(wrong, '{"current": 1, "keys": {"1": "secret-but-short"}}')
  assert.throws(
    () => createKeyring(keyringFile(wrong)),
    (error: Error) => error instanceof SetupProblem && error.message.includes(wrong) && !error.message.includes('secret'),
  )
})

test('keys come from a command, which makes new ones itself', () => {
  const served = join(folder, 'served.keys')
  const service = createKeyring(keyringFile(served))
  const served1 = createKeyring(keyringCommand(`cat '${served}'`))
  assert.equal(served1.open('here', service.seal('here', 'kept')), 'kept')
  service.renew()
  const before = readFileSync(served, 'utf8')
  served1.renew()
  assert.equal(service.open('here', served1.seal('here', 'new')), 'new')
  assert.equal(readFileSync(served, 'utf8'), before)
  assert.throws(
    () => createKeyring(keyringCommand('echo secret; exit 3')),
    (error: Error) => error instanceof SetupProblem && !error.message.includes('secret'),
  )
})
