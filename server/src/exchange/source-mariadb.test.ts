import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { SourceAway, type SystemSources } from '#exchange'
import { testPool } from '#testing'
import { addSystem, dataset, field, testKeyring, testSources } from './testing-exchange.ts'
import { mariadbMissing, type OldMariadb, oldMariadb } from './testing-mariadb.ts'

const skip = await mariadbMissing()
const keyring = testKeyring()
let old: OldMariadb
let sources: SystemSources
let system: string

before(async () => {
  if (skip) return
  const pool = await testPool()
  old = await oldMariadb()
  sources = testSources(pool, keyring)
  await old.query(
    'create table `pe``ople` (`Id no` varchar(64), index (`Id no`), name text, born date, height decimal(6,2), since datetime, `is here` tinyint(1), secret text)',
  )
  await old.query(
    `insert into \`pe\`\`ople\` values ('DEMO000001', '石巧云', '1974-09-02', 1.62, '2020-01-01 10:00:00', 1, 'never'), ('demo000001', 'another', null, null, null, 0, 'never')`,
  )
  await old.query('create table numbered (id bigint primary key, word text)')
  await old.query(`insert into numbered values (9007199254740993, 'odd'), (9007199254740992, 'even'), (0, 'zero')`)
  system = await addSystem(pool, keyring, old.spec, old.password)
})
after(async () => {
  if (skip) return
  await sources.close()
  await old.close()
})

const table = (name: string, fields: ReturnType<typeof field>[]) =>
  dataset({ system, source: { kind: 'table', schema: 'registers', table: name }, identifier: fields[0]?.name ?? '', fields })

const people = () =>
  table('pe`ople', [
    field('Id no'),
    field('name'),
    field('born', 'date'),
    field('height', 'number'),
    field('since', 'date'),
    field('is here', 'boolean'),
  ])

test('a table of MariaDB is asked for named people and named fields', { skip }, async () => {
  const source = await sources.open(people())
  const fields = ['name', 'born', 'height', 'since', 'is here']
  // The database itself finds both, since to its collation they are the same.
  assert.deepEqual(await source.find({ identifiers: ['DEMO000001', `x' or '1'='1`], fields }), [
    { name: '石巧云', born: '1974-09-02', height: 1.62, since: '2020-01-01T10:00:00', 'is here': true },
  ])
  const kinds = (await source.describe()).map(({ name, kind }) => `${name}: ${kind}`)
  assert.deepEqual(kinds.slice(0, 6), [
    'Id no: text',
    'name: text',
    'born: date',
    'height: number',
    'since: date',
    'is here: boolean',
  ])
  assert.deepEqual(await sources.places(system), [
    { kind: 'table', schema: 'registers', table: 'numbered' },
    { kind: 'table', schema: 'registers', table: 'pe`ople' },
  ])
})

test('a long number is that number and not its neighbour, and a text that is none is nobody', { skip }, async () => {
  const source = await sources.open(table('numbered', [field('id', 'number'), field('word')]))
  assert.deepEqual(await source.find({ identifiers: ['9007199254740993', 'abc'], fields: ['word'] }), [{ word: 'odd' }])
})

test('whatever is asked for, the rows are those of the people named', { skip }, async () => {
  await old.query('create table anybody (id varchar(60) character set utf8mb4 collate utf8mb4_bin primary key, word text)')
  const anybody = table('anybody', [field('id'), field('word')])
  const identifier = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => text.trim() === text && !text.includes('\0'))
  const quoted = (text: string) => `x'${Buffer.from(text).toString('hex')}'`
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(identifier, { maxLength: 8 }),
      fc.array(identifier, { maxLength: 4 }),
      async (there, strangers) => {
        await old.query('delete from anybody')
        for (const id of there) await old.query(`insert into anybody values (${quoted(id)}, ${quoted(`word of ${id}`)})`)
        const identifiers = [...there.filter((_, at) => at % 2 === 0), ...strangers]
        const rows = await (await sources.open(anybody)).find({ identifiers, fields: ['word'] })
        const expected = there.filter((id) => identifiers.includes(id)).map((id) => `word of ${id}`)
        assert.deepEqual(rows.map(({ word }) => word).sort(), expected.sort())
      },
    ),
    { numRuns: 25 },
  )
})

test('a MariaDB that cannot be used says why, and a question that is stopped ends', { skip }, async () => {
  const trouble = (expected: string) => (error: SourceAway) => {
    assert.equal(error.trouble, expected)
    return true
  }
  const of = (change: object) => ({ department: 'civil', spec: { ...old.spec, ...change } })
  await assert.rejects(sources.attempt(of({}), 'wrong'), trouble('password-refused'))
  await assert.rejects(sources.attempt(of({ database: 'gone' }), old.password), trouble('not-there'))
  await assert.rejects(sources.attempt(of({ port: 1 }), old.password), trouble('unreachable'))
  await assert.rejects(sources.attempt(of({ host: 'localhost' }), old.password), trouble('private-address'))
  const gone = await sources.open(table('gone', [field('id'), field('word')]))
  await assert.rejects(gone.find({ identifiers: ['A'], fields: ['word'] }), trouble('not-there'))
  await old.query('create view slow as select `Id no` as id, sleep(20) as word from `pe``ople`')
  const slow = await sources.open(table('slow', [field('id'), field('word')]))
  await assert.rejects(
    slow.find({ identifiers: ['DEMO000001'], fields: ['word'], signal: AbortSignal.timeout(300) }),
    (error) => error instanceof SourceAway && error.trouble === 'too-slow',
  )
  assert.deepEqual(await (await sources.open(people())).find({ identifiers: ['DEMO000001'], fields: ['born'] }), [
    { born: '1974-09-02' },
  ])
})
