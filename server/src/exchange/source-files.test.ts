import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import writeWorkbook from 'write-excel-file/node'
import type { SourceAway, SystemSources } from '#exchange'
import type { Pool } from '#kernel'
import { testPool } from '#testing'
import { addSystem, dataset, field, testKeyring, testSources } from './testing-exchange.ts'

const keyring = testKeyring()
const root = mkdtempSync(join(tmpdir(), 'datong-drop-'))
let pool: Pool
let sources: SystemSources

before(async () => {
  pool = await testPool()
  sources = testSources(pool, keyring, { dropFolder: root })
})
after(() => sources.close())

const drop = (folder: string, name: string, content: string | Buffer, minutesAgo = 0) => {
  const path = join(root, 'civil', folder)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, name), content)
  const at = new Date(Date.now() - minutesAgo * 60_000)
  utimesSync(join(path, name), at, at)
}

const fields = [field('id'), field('name'), field('born', 'date'), field('insured', 'boolean')]

async function open(folder: string, sheet?: string) {
  const system = await addSystem(pool, keyring, { kind: 'files', folder })
  const source = { kind: 'file', ...(sheet !== undefined && { sheet }) } as const
  return sources.open(dataset({ system, source, identifier: 'id', fields }))
}

const trouble = (expected: string, faults?: object) => (error: SourceAway) => {
  assert.equal(error.trouble, expected)
  if (faults !== undefined) assert.deepEqual(error.faults, faults)
  return true
}

test('of the files in a drop folder the newest counts, and one that is still being written does not', async () => {
  drop('newest', 'b-old.csv', 'id,name,born,insured\nDEMO000001,Old,1948-02-19,no\n', 60)
  drop(
    'newest',
    'a-new.csv',
    'id;name;born;insured;secret\n DEMO000001 ;石巧云;1948/2/19;是;never\nDEMO000002;Other;;;never\n',
    30,
  )
  drop('newest', '.c.csv.part', 'id,name\nDEMO000001,Never\n')
  drop('newest', '~d.csv', 'id,name\nDEMO000001,Never\n')
  const source = await open('newest')
  assert.deepEqual(await source.find({ identifiers: ['DEMO000001', 'x'], fields: ['name', 'born', 'insured'] }), [
    { name: '石巧云', born: '1948-02-19', insured: true },
  ])
  drop('newest', 'e.csv', 'id,name,born,insured\nDEMO000001,Newest,1948-02-19,no\n')
  assert.deepEqual(await source.find({ identifiers: ['DEMO000001'], fields: ['name'] }), [{ name: 'Newest' }])
})

test('a workbook is asked by sheet, and the kinds of its columns are seen', async () => {
  const cell = (value: string | boolean | Date | null) =>
    value instanceof Date ? { value, type: Date, format: 'yyyy-mm-dd' } : value === null ? null : { value }
  const people = [
    ['id', 'name', 'born', 'insured', 'code'],
    ['DEMO000001', 'Reed', new Date('1948-02-19T00:00:00Z'), true, '007'],
    ['DEMO000002', 'Sand', null, false, '008'],
  ]
  const book = await writeWorkbook([
    { sheet: 'Notes', data: [[cell('nothing')], [cell('to see')]] },
    { sheet: 'People', data: people.map((row) => row.map(cell)) },
  ] as never).toBuffer()
  drop('book', 'people.xlsx', book)
  const source = await open('book', 'People')
  assert.deepEqual(await source.find({ identifiers: ['DEMO000001'], fields: ['name', 'born', 'insured'] }), [
    { name: 'Reed', born: '1948-02-19', insured: true },
  ])
  assert.deepEqual(
    (await source.describe()).map(({ name, kind }) => `${name}: ${kind}`),
    ['id: text', 'name: text', 'born: date', 'insured: boolean', 'code: text'],
  )
})

test('a file with rows that cannot be read says which, and nothing of what stands in them', async () => {
  drop('broken', 'a.csv', 'id,name,born,insured\nDEMO000001,Reed,1948-02-19,yes\nDEMO000002,Sand\nDEMO000003,Hill,someday,yes\n')
  const source = await open('broken')
  await assert.rejects(
    source.find({ identifiers: ['DEMO000001'], fields: ['name'] }),
    trouble('wrong-rows', [{ pointer: 'line 3', message: '2 fields where the table has 4 columns' }]),
  )
  drop('broken', 'b.csv', 'id,name,born,insured\nDEMO000001,Reed,1948-02-19,yes\nDEMO000003,Hill,someday,yes\n')
  assert.equal((await source.find({ identifiers: ['DEMO000001'], fields: ['born'] })).length, 1)
  await assert.rejects(
    source.find({ identifiers: ['DEMO000003'], fields: ['born'] }),
    trouble('wrong-rows', [{ pointer: 'line 3', message: 'born is not a date' }]),
  )
  drop('broken', 'c.csv', 'id,name\nDEMO000001,Reed\n')
  await assert.rejects(source.find({ identifiers: ['DEMO000001'], fields: ['born'] }), trouble('not-there'))
  drop('broken', 'd.xlsx', 'no workbook')
  await assert.rejects(source.find({ identifiers: ['DEMO000001'], fields: ['born'] }), trouble('unreadable'))
})

test("nothing outside of the department's own folder is read, by whatever way", async () => {
  const outside = mkdtempSync(join(tmpdir(), 'datong-outside-'))
  writeFileSync(join(outside, 'secret.csv'), 'id,name,born,insured\nDEMO000001,Secret,,\n')
  mkdirSync(join(root, 'health', 'theirs'), { recursive: true })
  writeFileSync(join(root, 'health', 'theirs', 'a.csv'), 'id,name,born,insured\nDEMO000001,Secret,,\n')
  mkdirSync(join(root, 'civil', 'linked'), { recursive: true })
  symlinkSync(join(outside, 'secret.csv'), join(root, 'civil', 'linked', 'a.csv'))
  symlinkSync(outside, join(root, 'civil', 'way-out'))
  for (const folder of ['linked', 'way-out', '../health/theirs', '../../..', '/etc', 'gone', '.']) {
    const source = await open(folder)
    await assert.rejects(source.find({ identifiers: ['DEMO000001'], fields: ['name'] }), trouble('not-there'), folder)
  }
})
