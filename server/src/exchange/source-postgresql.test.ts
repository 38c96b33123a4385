import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { SourceAway, type SystemSources } from '#exchange'
import type { Keyring, Pool } from '#kernel'
import { testPool } from '#testing'
import {
  addSystem,
  dataset,
  field,
  type OldSystem,
  oldPostgresql,
  postgresqlMissing,
  testKeyring,
  testSources,
} from './testing-exchange.ts'

const skip = postgresqlMissing
const keyring: Keyring = testKeyring()
let pool: Pool
let old: OldSystem
let sources: SystemSources
let system: string

before(async () => {
  if (skip) return
  pool = await testPool()
  old = await oldPostgresql()
  await old.pool.query(`
    create schema "Old ""Office""";
    create table "Old ""Office"""."people; drop" ("Id no" varchar(64) primary key, name text, born date, height numeric, since timestamptz,
      moved timestamp, "is ""here""" boolean, notes jsonb, secret text);
    insert into "Old ""Office"""."people; drop" values
      ('DEMO000001', 'Reed', '1948-02-19', 1.62, '2020-01-01T10:00:00+08', '2021-05-06 07:08:09', true, '{"a": 1}', 'never'),
      ('DEMO000002', null, null, null, null, null, false, null, 'never');
    create view public.numbered as select 41::int as id, 'forty-one' as word union all select 42, 'forty-two';
    create table public.fixed (id char(12), word text);
    insert into public.fixed values ('A1', 'short');
  `)
  sources = testSources(pool, keyring)
  system = await addSystem(pool, keyring, old.spec, old.password)
})
after(async () => {
  if (skip) return
  await sources.close()
  await old.close()
})

const people = () =>
  dataset({
    system,
    source: { kind: 'table', schema: 'Old "Office"', table: 'people; drop' },
    identifier: 'Id no',
    fields: [
      field('Id no'),
      field('name'),
      field('born', 'date'),
      field('height', 'number'),
      field('since', 'date'),
      field('moved', 'date'),
      field('is "here"', 'boolean'),
      field('notes'),
    ],
  })

test('a table is asked for named people and named fields, whatever it and its columns are called', { skip }, async () => {
  const source = await sources.open(people())
  const fields = ['name', 'born', 'height', 'since', 'moved', 'is "here"', 'notes']
  assert.deepEqual(await source.find({ identifiers: ['DEMO000001', 'nobody'], fields }), [
    {
      name: 'Reed',
      born: '1948-02-19',
      height: 1.62,
      since: '2020-01-01T02:00:00+00:00',
      moved: '2021-05-06T07:08:09',
      'is "here"': true,
      notes: '{"a": 1}',
    },
  ])
  assert.deepEqual(await source.find({ identifiers: ['DEMO000002'], fields: ['born', 'is "here"'] }), [
    { born: null, 'is "here"': false },
  ])
})

test('columns and tables are found with their kinds, those of the database itself aside', { skip }, async () => {
  const source = await sources.open(people())
  const kinds = (await source.describe()).map(({ name, kind }) => [name, kind])
  assert.deepEqual(kinds.slice(0, 7), [
    ['Id no', 'text'],
    ['name', 'text'],
    ['born', 'date'],
    ['height', 'number'],
    ['since', 'date'],
    ['moved', 'date'],
    ['is "here"', 'boolean'],
  ])
  const places = await sources.places(system)
  assert.ok(places.some((place) => place.kind === 'table' && place.schema === 'public' && place.table === 'numbered'))
  assert.ok(places.every((place) => place.kind === 'table' && !place.schema.startsWith('pg_')))
})

test('a number and a padded text say who somebody is as well as a text does', { skip }, async () => {
  const numbered = dataset({
    system,
    source: { kind: 'table', schema: 'public', table: 'numbered' },
    identifier: 'id',
    fields: [field('id', 'number'), field('word')],
  })
  const identifiers = ['42', "42' or '1'='1", '999999999999999999', 'x']
  assert.deepEqual(await (await sources.open(numbered)).find({ identifiers, fields: ['word'] }), [{ word: 'forty-two' }])
  const fixed = { ...numbered, source: { kind: 'table', schema: 'public', table: 'fixed' } as const }
  assert.deepEqual(await (await sources.open(fixed)).find({ identifiers: ['A1'], fields: ['word'] }), [{ word: 'short' }])
})

test('whatever is asked for, the rows are those of the people named, and have the fields named', { skip }, async () => {
  await old.pool.query('create table public.anybody (id text primary key, word text, other text)')
  const anybody = dataset({
    system,
    source: { kind: 'table', schema: 'public', table: 'anybody' },
    identifier: 'id',
    fields: [field('id'), field('word'), field('other')],
  })
  const identifier = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => text.trim() === text && !text.includes('\0'))
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(identifier, { maxLength: 8 }),
      fc.array(identifier, { maxLength: 4 }),
      async (there, strangers) => {
        await old.pool.query('delete from public.anybody')
        await old.pool.query(`insert into public.anybody select id, 'word of ' || id, 'other' from unnest($1::text[]) id`, [
          there,
        ])
        const identifiers = [...there.filter((_, at) => at % 2 === 0), ...strangers]
        const rows = await (await sources.open(anybody)).find({ identifiers, fields: ['word'] })
        const expected = there.filter((id) => identifiers.includes(id)).map((id) => `word of ${id}`)
        assert.deepEqual(rows.map(({ word }) => word).sort(), expected.sort())
        assert.ok(rows.every((row) => Object.keys(row).join() === 'word'))
      },
    ),
    { numRuns: 40 },
  )
})

test('nothing can be written, a question that takes too long ends, and a field that is not published cannot be asked for', {
  skip,
}, async () => {
  await old.pool.query(`
    create table public.touched (n int);
    create function public.touch() returns text language plpgsql as $$ begin insert into public.touched values (1); return 'x'; end $$;
    create view public.touching as select 'A'::text as id, public.touch() as word;
    create view public.slow as select 'A'::text as id, pg_sleep(20)::text as word`)
  const of = (table: string) =>
    dataset({
      system,
      source: { kind: 'table', schema: 'public', table },
      identifier: 'id',
      fields: [field('id'), field('word')],
    })
  await assert.rejects((await sources.open(of('touching'))).find({ identifiers: ['A'], fields: ['word'] }), SourceAway)
  assert.deepEqual(await old.pool.query('select * from public.touched'), [])
  const stopped = (await sources.open(of('slow'))).find({
    identifiers: ['A'],
    fields: ['word'],
    signal: AbortSignal.timeout(200),
  })
  await assert.rejects(stopped, ({ trouble }: SourceAway) => trouble === 'too-slow')
  await assert.rejects(
    (await sources.open(people())).find({ identifiers: ['DEMO000001'], fields: ['secret'] }),
    /no field secret/,
  )
})

test('a system that cannot be used says why, naming the dataset and neither address nor password', { skip }, async () => {
  const trouble = (expected: string) => (error: SourceAway) => {
    assert.equal(error.trouble, expected)
    assert.equal(error.status, 503)
    assert.doesNotMatch(error.message, /127\.0\.0\.1|hidden/)
    return true
  }
  const of = (change: object) => ({ department: 'civil', spec: { ...old.spec, ...change } })
  const gone = { ...people(), source: { kind: 'table', schema: 'public', table: 'gone' } as const }
  await assert.rejects((await sources.open(gone)).find({ identifiers: ['A'], fields: ['name'] }), (error: SourceAway) => {
    assert.ok(error.message.includes(gone.id))
    return trouble('not-there')(error)
  })
  const lost = { ...people(), fields: [...people().fields, field('lost')] }
  await assert.rejects((await sources.open(lost)).find({ identifiers: ['A'], fields: ['lost'] }), trouble('not-there'))
  await assert.rejects(sources.attempt(of({ port: 1 }), 'hidden'), trouble('unreachable'))
  await assert.rejects(sources.attempt(of({ host: '127.0.0.2' }), 'hidden'), trouble('private-address'))
  await assert.rejects(sources.attempt(of({ host: 'localhost' }), 'hidden'), trouble('private-address'))
})

test('a value that is not of its kind is named by its field alone', { skip }, async () => {
  const wrong = { ...people(), fields: [field('Id no'), field('name', 'number')] }
  await assert.rejects(
    (await sources.open(wrong)).find({ identifiers: ['DEMO000001'], fields: ['name'] }),
    (error: SourceAway) => {
      assert.equal(error.trouble, 'wrong-rows')
      assert.deepEqual(error.faults, [{ message: 'name is not a number' }])
      return true
    },
  )
})

test('the password lies sealed, and only in its own row does it open', { skip }, async () => {
  const hidden = await addSystem(pool, keyring, { ...old.spec, user: 'somebody' }, 'hidden-password')
  const [row] = await pool.query<{ text: string }>(
    'select encode(secret, $2) || spec as text from exchange.system where id = $1',
    [hidden, 'escape'],
  )
  assert.doesNotMatch(row?.text ?? '', /hidden-password/)
  await pool.query('update exchange.system set secret = (select secret from exchange.system where id = $1) where id = $2', [
    hidden,
    system,
  ])
  await assert.rejects(sources.open(people()), /changed, or belongs elsewhere/)
})
