import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import jsonld from 'jsonld'
import type { DatasetDraft, VisitingOfficer } from '#contract'
import { createDatasets, registerExchange, systemSecrets } from '#exchange'
import { createHttp, createMetrics, renewKeys, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { field, testKeyring, testSources } from './testing-exchange.ts'

const pool = await testPool()
const keyring = testKeyring()
const dropFolder = mkdtempSync(join(tmpdir(), 'datong-drop-'))
const sources = testSources(pool, keyring, { dropFolder })
const datasets = createDatasets({ pool, keyring, sources, clock: () => new Date('2026-03-02T12:00:00Z') })
after(() => sources.close())

function officer(department = `civil-${uuidv7()}`, roles = ['data-steward']): VisitingOfficer {
  return { kind: 'officer', id: uuidv7(), name: 'Stone', department, roles, jurisdiction: ['/r'], session: uuidv7() }
}

function drop(department: string, text = 'card,name,area\nDEMO000001,Reed,v1\n'): void {
  mkdirSync(join(dropFolder, department, 'people'), { recursive: true })
  writeFileSync(join(dropFolder, department, 'people', 'a.csv'), text)
}

async function connected(who: VisitingOfficer): Promise<string> {
  drop(who.department)
  const done = await datasets.connect(who, { name: 'Files', spec: { kind: 'files', folder: 'people' } })
  assert.ok(done.ok)
  return done.id
}

const draft = (system: string, change: Partial<DatasetDraft> = {}): DatasetDraft => ({
  id: `d-${uuidv7()}`,
  titles: { en: 'Residence register', 'zh-Hans': '居民登记' },
  descriptions: { en: 'Who lives where.' },
  keywords: ['residence'],
  identifier: 'card',
  areaField: 'area',
  fields: [field('card'), field('name'), field('area')],
  system,
  source: { kind: 'file' },
  ...change,
})

test('a department connects a system that answers, publishes of it, is found, and withdraws it again', async () => {
  const who = officer()
  const system = await connected(who)
  assert.deepEqual(await datasets.places(who, system), { ok: true, found: [{ kind: 'file' }] })
  const columns = await datasets.columns(who, system, { kind: 'file' })
  assert.deepEqual(columns.ok && columns.found.map(({ name }) => name), ['card', 'name', 'area'])

  const keyword = `word-${uuidv7()}`
  const wanted = draft(system, { keywords: [keyword], fields: [field('card'), field('name')], areaField: 'name' })
  assert.deepEqual(await datasets.publish(who, wanted), { ok: true, id: wanted.id })
  const { items, count } = await datasets.list({ text: keyword.toUpperCase(), limit: 10, offset: 0 })
  assert.equal(count, 1)
  assert.equal(items[0]?.kind, 'files')
  assert.ok(!('source' in (items[0] ?? {})) && !('system' in (items[0] ?? {})), 'where it lies is not told')
  assert.equal((await datasets.list({ text: `${keyword}%`, limit: 10, offset: 0 })).count, 0)
  assert.ok((await datasets.departments()).includes(who.department))
  assert.deepEqual((await datasets.check(who, wanted.id)).ok, true)

  assert.equal(await datasets.withdraw(officer(), wanted.id), false, 'another department cannot')
  assert.equal(await datasets.withdraw(who, wanted.id), true)
  assert.equal(await datasets.withdraw(who, wanted.id), false)
  assert.equal((await datasets.list({ text: keyword, limit: 10, offset: 0 })).count, 0)
  assert.ok((await datasets.find(wanted.id))?.withdrawnAt, 'it is still there for agreements that name it')
  assert.equal((await datasets.own(who)).length, 1)
  const taken = await datasets.publish(who, { ...wanted })
  assert.deepEqual(taken, { ok: false, faults: [{ field: 'id', why: 'taken' }] })

  const records = await pool.query<{ action: string }>('select action from trust.record where actor = $1 order by n', [who.id])
  assert.deepEqual(
    records.map(({ action }) => action),
    ['connect', 'publish', 'withdraw'],
  )
})

test('everything that is wrong with what is to be published is said at once', async () => {
  const who = officer()
  const system = await connected(who)
  const wrong = {
    id: 'Not An Id',
    titles: {},
    descriptions: { en: ' ' },
    fields: [field('card'), field('gone')],
    identifier: 'name',
  }
  const answer = await datasets.publish(who, draft(system, { ...wrong, areaField: 'gone too' }))
  assert.deepEqual(!answer.ok && answer.faults, [
    { field: 'id', why: 'wrong' },
    { field: 'titles', why: 'missing' },
    { field: 'descriptions', why: 'missing' },
    { field: 'fields', why: 'not-there' },
    { field: 'identifier', why: 'wrong' },
    { field: 'areaField', why: 'wrong' },
  ])
})

test('a system that does not answer, or is written down wrong, is not connected', async () => {
  const who = officer()
  const unheard = await datasets.connect(who, { name: 'Files', spec: { kind: 'files', folder: 'nothing' } })
  assert.equal(!unheard.ok && unheard.system?.trouble, 'not-there')
  const faultsOf = async (spec: object, name = 'System') => {
    const done = await datasets.connect(who, { name, spec: spec as Record<string, unknown> })
    return done.ok ? [] : done.faults.map(({ field, why }) => `${field} ${why}`)
  }
  const database = { kind: 'postgresql', host: 'db.example', port: '5432', database: 'registers', user: 'reader' }
  assert.deepEqual(await faultsOf({ ...database, host: 'a b', port: '70000', user: '' }, ' '), [
    'host wrong',
    'port wrong',
    'user missing',
    'name missing',
  ])
  for (const folder of ['../health', '/etc', 'a/../../b', '.', 'a//b', 'a\\b'])
    assert.deepEqual(await faultsOf({ kind: 'files', folder }), ['folder wrong'], folder)
  for (const url of ['file:///etc/passwd', 'https://user:secret@a.example/', 'nothing'])
    assert.deepEqual(await faultsOf({ kind: 'http', url, header: 'X-Key' }), ['url wrong'], url)
  assert.deepEqual(
    await faultsOf({ kind: 'entities', types: 'CareRecord' }),
    ['kind wrong'],
    'of whom entities are, an operator says',
  )
  assert.deepEqual(await faultsOf({ kind: 'ftp' }), ['kind wrong'])
  assert.deepEqual(await datasets.systems(who), [])
})

test('only those who look after the data of a department publish, and only of its own systems', async () => {
  const who = officer()
  const system = await connected(who)
  const colleague = officer(who.department, ['case-worker'])
  assert.equal(datasets.mayPublish(colleague), false)
  for (const act of [
    () => datasets.own(colleague),
    () => datasets.systems(colleague),
    () => datasets.connect(colleague, { name: 'x', spec: {} }),
    () => datasets.publish(colleague, draft(system)),
    () => datasets.withdraw(colleague, 'x'),
    () => datasets.publish({ ...colleague, kind: 'nobody' } as never, draft(system)),
  ])
    await assert.rejects(act, /data stewards|signed in/)
  const other = officer()
  for (const act of [
    () => datasets.places(other, system),
    () => datasets.columns(other, system, { kind: 'file' }),
    () => datasets.publish(other, draft(system)),
    () => datasets.changeSecret(other, system, 'x'),
  ])
    await assert.rejects(act, /no system/)
  assert.equal(await datasets.disconnect(other, system), false)
  assert.equal(await datasets.disconnect(who, system), true)
  await assert.rejects(datasets.places(who, system), /no system/)
})

test('passwords of systems are sealed anew with a new key, and work', async () => {
  const id = uuidv7()
  await pool.query(
    `insert into exchange.system (id, department, name, kind, spec, secret, made_by, made_at)
     values ($1, 'civil', 'Files', 'files', '{"kind": "files", "folder": "people"}', $2, 'test', now())`,
    [id, keyring.seal(`exchange.system.secret ${id}`, 'made-up')],
  )
  const before = await pool.query<{ secret: Buffer }>('select secret from exchange.system where id = $1', [id])
  assert.equal(await renewKeys(pool, keyring, [systemSecrets]), 1)
  const after = await pool.query<{ secret: Buffer }>('select secret from exchange.system where id = $1', [id])
  assert.notDeepEqual(after, before)
  drop('civil')
  assert.deepEqual(await sources.places(id), [{ kind: 'file' }])
})

const dcat = 'http://www.w3.org/ns/dcat#'
const dct = 'http://purl.org/dc/terms/'
const foaf = 'http://xmlns.com/foaf/0.1/'

/** What DCAT-AP 3.0 wants at least of each class, and whether it is a text or something with an address. */
const mandatory: Readonly<Record<string, Readonly<Record<string, 'Literal' | 'NamedNode'>>>> = {
  [`${dcat}Catalog`]: { [`${dct}title`]: 'Literal', [`${dct}description`]: 'Literal', [`${dct}publisher`]: 'NamedNode' },
  [`${dcat}Dataset`]: { [`${dct}title`]: 'Literal', [`${dct}description`]: 'Literal' },
  [`${dcat}Distribution`]: { [`${dcat}accessURL`]: 'NamedNode' },
  [`${dcat}DataService`]: { [`${dct}title`]: 'Literal', [`${dcat}endpointURL`]: 'NamedNode' },
  [`${foaf}Agent`]: { [`${foaf}name`]: 'Literal' },
}

type Node = { readonly termType: string; readonly value: string }
type Quad = { readonly subject: Node; readonly predicate: Node; readonly object: Node }

test('the catalogue is DCAT-AP to whoever reads it as RDF, and tells nothing of where anything lies', async () => {
  const who = officer()
  const wanted = draft(await connected(who))
  await datasets.publish(who, wanted)
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerExchange(app, {
    pool,
    clock: () => new Date(),
    publicUrl: 'https://node.example',
    nodeName: 'Node',
    may: () => undefined,
  })
  const answer = await app.inject({ url: '/exchange/v1/catalogue' })
  assert.match(String(answer.headers['content-type']), /^application\/ld\+json/)
  assert.doesNotMatch(answer.body, /people|drop/, 'neither folder nor system')

  const quads = (await jsonld.toRDF(JSON.parse(answer.body), {})) as Quad[]
  const ofType = (type: string) =>
    quads
      .filter(({ predicate, object }) => predicate.value.endsWith('#type') && object.value === type)
      .map(({ subject }) => subject.value)
  for (const [type, properties] of Object.entries(mandatory)) {
    const things = ofType(type)
    assert.ok(things.length > 0, type)
    for (const thing of things)
      for (const [property, kind] of Object.entries(properties)) {
        const said = quads.filter(({ subject, predicate }) => subject.value === thing && predicate.value === property)
        assert.ok(said.length > 0, `${thing} has ${property}`)
        assert.ok(
          said.every(({ object }) => object.termType === kind && object.value !== ''),
          `${thing}: ${property} is a ${kind}`,
        )
      }
  }
  const address = `https://node.example/exchange/datasets/${wanted.id}`
  const catalogue = quads.find(({ predicate, object }) => predicate.value === `${dcat}dataset` && object.value === address)
  assert.equal(catalogue?.subject.value, 'https://node.example/exchange/v1/catalogue')
  const titles = quads.filter(({ subject, predicate }) => subject.value === address && predicate.value === `${dct}title`)
  assert.deepEqual(titles.map(({ object }) => object.value).sort(), ['Residence register', '居民登记'])
})
