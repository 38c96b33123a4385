import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type Entity, name, parseEntity, parseQ, queryEntities, startWriter, type Writer } from '#context'
import { type Pool, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { holds } from './expression.ts'
import { coreNames } from './names.ts'
import { meets } from './q-evaluate.ts'
import { meetsScope, parseScopeQuery } from './scope-query.ts'
import { parseTypes } from './type-query.ts'

let pool: Pool
let writer: Writer
const tenant = `query-${uuidv7()}`

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock: () => new Date(), logger: quiet })
})
after(() => writer.stop())

async function save(documents: Record<string, unknown>[]): Promise<Entity[]> {
  const entities = documents.map((document) => {
    const parsed = parseEntity(document)
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return parsed.entity
  })
  const results = await writer.write(entities.map((entity) => ({ tenant, mode: 'upsert-replace', entity })))
  assert.ok(results.every((result) => result.ok))
  return entities
}

const thing = (id: string, members: object) => ({ id: `urn:ngsi-ld:Thing:${id}`, type: 'Thing', ...members })
const found = async (query: Parameters<typeof queryEntities>[2]) =>
  (await queryEntities(pool, tenant, query)).entities.map(({ id }) => id.split(':').at(-1))

test('q finds what its terms say', async () => {
  const type = `T${uuidv7()}`
  await save([
    {
      ...thing('q1', {}),
      type,
      level: 5,
      name: 'Anna',
      tags: ['a', 'b'],
      at: { value: { '@type': 'DateTime', '@value': '2020-01-01T00:00:00Z' } },
    },
    {
      ...thing('q2', {}),
      type,
      level: { value: 15, accuracy: 2, unitCode: 'MTR', observedAt: '2024-05-01T00:00:00Z' },
      name: 'Bert',
    },
    {
      ...thing('q3', {}),
      type,
      open: true,
      title: { languageMap: { en: 'Hall', de: 'Halle' } },
      address: { value: { city: { name: 'Ulm' } } },
    },
    {
      ...thing('q4', {}),
      type,
      isIn: { object: 'urn:ngsi-ld:Area:1' },
      day: { value: { '@type': 'Date', '@value': '2020-05-02' } },
    },
  ])
  const cases: Record<string, string[]> = {
    level: ['q1', 'q2'],
    'level>5': ['q2'],
    'level>=5;name=="Anna"': ['q1'],
    'level<6|open==true': ['q1', 'q3'],
    'level==1..10': ['q1'],
    'level==5,15': ['q1', 'q2'],
    'level!=5': ['q2'],
    'level.accuracy==2': ['q2'],
    'level.observedAt>2024-01-01T00:00:00Z': ['q2'],
    'level.unitCode=="MTR"': ['q2'],
    'tags=="b"': ['q1'],
    'tags!="b"': [],
    'name~="^A"': ['q1'],
    'name!~="^A"': ['q2'],
    'at<2021-01-01T00:00:00+01:00': ['q1'],
    'title[de]=="Halle"': ['q3'],
    'title[*]=="Hall"': ['q3'],
    'address[city.name]=="Ulm"': ['q3'],
    'isIn==urn:ngsi-ld:Area:1': ['q4'],
    'day>=2020-05-01': ['q4'],
    'day==2020-05-01..2020-05-02': ['q4'],
    'day<2020-05-02T00:00:00Z': [],
    '(level|open);(name=="Bert"|open==true)': ['q2', 'q3'],
    'createdAt>2020-01-01T00:00:00Z;open': ['q3'],
  }
  for (const [q, ids] of Object.entries(cases)) assert.deepEqual(await found({ types: [name(type)], q: parseQ(q) }), ids, q)
})

test('q compiled to SQL agrees with q evaluated on the entity', async () => {
  const scalar = fc.oneof(
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom('a', 'b', 'Z', 'ä', ''),
    fc.boolean(),
    fc.constant('2020-01-01T00:00:00Z'),
    fc.record({ '@type': fc.constant('Date'), '@value': fc.constantFrom('2020-01-01', 'a') }),
  )
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.record({ x: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }),
  )
  const attribute = fc.oneof(
    fc.record({ type: fc.constant('Property'), value }),
    fc.record({ type: fc.constant('Property'), value, s: fc.record({ type: fc.constant('Property'), value }) }),
    fc.record({ type: fc.constant('LanguageProperty'), languageMap: fc.record({ x: fc.constantFrom('a', 'b') }) }),
    fc.record({
      type: fc.constant('Property'),
      value,
      observedAt: fc.constantFrom('2020-01-01T00:00:00.5Z', '2021-01-01T00:00:00Z'),
    }),
  )
  const other = fc.oneof(
    fc.record({ type: fc.constant('ListProperty'), valueList: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ type: fc.constant('JsonProperty'), json: fc.oneof(scalar, fc.record({ x: scalar })) }),
    fc.record({ type: fc.constant('Relationship'), object: fc.constantFrom('urn:a:1', 'urn:a:2') }),
    fc.tuple(scalar, scalar).map(([one, two]) => [
      { type: 'Property', value: one },
      { type: 'Property', value: two, datasetId: 'urn:d:1' },
    ]),
  )
  const document = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.oneof({ weight: 2, arbitrary: attribute }, other), {
    maxKeys: 3,
  })
  const literal = fc.constantFrom(
    '0',
    '1',
    '-1',
    '"a"',
    '"b"',
    '"ä"',
    'true',
    'false',
    'urn:a:1',
    '2020-01-01T00:00:00Z',
    '2020-06-01T00:00:00Z',
  )
  const operand = fc.oneof(
    literal,
    fc.constantFrom('-1..1', '0..0', '"a".."b"', '"Z".."ä"', 'false..true', '2019-01-01T00:00:00Z..2020-06-01T00:00:00Z'),
    fc.tuple(literal, literal).map((pair) => pair.join(',')),
  )
  const path = fc.constantFrom('p', 'q', 'p[x]', 'q[x]', 'p[*]', 'p.s', 'p.s[x]', 'p.observedAt', 'r')
  const term = fc.oneof(
    path,
    fc.tuple(path, fc.constantFrom('==', '!='), operand).map((parts) => parts.join('')),
    fc.tuple(path, fc.constantFrom('>', '>=', '<', '<='), literal).map((parts) => parts.join('')),
  )
  const joint = fc.constantFrom(';', '|')
  const pair = fc.tuple(term, joint, term).map((parts) => parts.join(''))
  const q = fc.oneof(
    pair,
    fc.tuple(pair, joint, term).map((parts) => parts.join('')),
    fc.tuple(pair, joint, pair).map(([one, by, two]) => `(${one})${by}(${two})`),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 8 }),
      fc.array(q, { minLength: 10, maxLength: 10 }),
      async (documents, queries) => {
        const type = `R${uuidv7()}`
        const entities = await save(documents.map((attributes, index) => ({ id: `urn:${type}:${index}`, type, ...attributes })))
        for (const text of queries) {
          const condition = parseQ(text)
          const ids = (await queryEntities(pool, tenant, { types: [name(type)], q: condition })).entities.map(({ id }) => id)
          assert.deepEqual(
            ids,
            entities.filter((entity) => meets(entity, condition)).map(({ id }) => id),
            text,
          )
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('entities are found by type, id, scope and attribute, in pages that do not shift, with their number', async () => {
  const type = `T${uuidv7()}`
  await save(
    Array.from({ length: 25 }, (_, index) => ({
      id: `urn:x:${type}:${String(index).padStart(2, '0')}`,
      type,
      scope: `/a/${index % 3}`,
      [`a${index % 2}`]: 1,
    })),
  )
  const types = [name(type)]
  const pages = await Promise.all(
    [0, 10, 20].map((offset) => queryEntities(pool, tenant, { types, limit: 10, offset, count: true })),
  )
  assert.deepEqual(
    pages.map((page) => page.count),
    [25, 25, 25],
  )
  assert.equal(new Set(pages.flatMap((page) => page.entities.map(({ id }) => id))).size, 25)
  const size = async (query: Parameters<typeof queryEntities>[2]) =>
    (await queryEntities(pool, tenant, { types, ...query })).entities.length
  assert.equal(await size({ scope: '/a/1' }), 8)
  assert.equal(await size({ scope: '/a/#' }), 25)
  assert.equal(await size({ scope: '/+/0|/a/2' }), 17)
  assert.equal(await size({ scope: '/a' }), 0)
  assert.equal(await size({ attributes: [name('a0')] }), 13)
  assert.equal(await size({ idPattern: '0[0-4]$' }), 5)
  assert.equal(await size({ ids: [`urn:x:${type}:03`, 'urn:x:none'] }), 1)
  assert.equal(await size({ types: [name(type), name('Other')] }), 25)
})

test('places are found by their relation to a geometry, nearest first', async () => {
  const type = `T${uuidv7()}`
  const at = (id: string, coordinates: number[]) => ({
    id: `urn:ngsi-ld:Thing:${id}`,
    type,
    location: { type: 'Point', coordinates },
  })
  await save([at('far', [107, 27]), at('here', [106.6, 26.6]), at('near', [106.61, 26.6])])
  const types = [name(type)]
  assert.deepEqual(await found({ types, near: { position: [106.6, 26.6] } }), ['here', 'near', 'far'])
  assert.deepEqual(await found({ types, near: { position: [106.6, 26.6], maxMetres: 2000 } }), ['here', 'near'])
  const { entities } = await queryEntities(pool, tenant, { types, near: { position: [106.6, 26.6] }, limit: 2 })
  assert.deepEqual(
    entities.map(({ metres }) => Math.round(metres ?? -1)),
    [0, 996],
  )
})

test('types, scopes and attributes mean the same to the database as to who matches changes, and pages hold each entity once', async () => {
  const base = `S${uuidv7()}`
  const typeNames = ['A', 'B', 'C'].map((letter) => base + letter)
  const scopes = ['/a', '/a/b', '/a/b/c', '/d', '/d/b']
  const entity = fc.record({
    type: fc.subarray(typeNames, { minLength: 1 }),
    scope: fc.subarray(scopes),
    p: fc.option(fc.integer(), { nil: undefined }),
    q: fc.option(fc.integer(), { nil: undefined }),
  })
  const joined = (term: fc.Arbitrary<string>) =>
    fc.oneof(
      term,
      fc.tuple(term, fc.constantFrom(';', '|', ','), term).map((parts) => parts.join('')),
      fc.tuple(term, term, term).map(([one, two, three]) => `(${one};${two})|${three}`),
    )
  const asked = fc.record({
    types: joined(fc.constantFrom(...typeNames)),
    scope: fc.option(joined(fc.constantFrom('/a', '/a/#', '/+/b', '/a/+/c', '/#', '/d/+')), { nil: undefined }),
    attributes: fc.option(fc.subarray(['p', 'q'], { minLength: 1 }), { nil: undefined }),
    pageSize: fc.integer({ min: 1, max: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(entity, { maxLength: 12 }),
      fc.array(asked, { minLength: 8, maxLength: 8 }),
      async (rows, queries) => {
        const run = uuidv7()
        const entities = await save(
          rows.map((row, index) => JSON.parse(JSON.stringify({ id: `urn:${run}:${10 + index}`, ...row }))),
        )
        for (const { types, scope, attributes, pageSize } of queries) {
          const typesMeant = parseTypes(types, coreNames)
          const scopeMeant = scope === undefined ? undefined : parseScopeQuery(scope)
          const expected = entities.filter(
            (one) =>
              holds(typesMeant, (type) => one.types.includes(type)) &&
              (scopeMeant === undefined || meetsScope(one.scopes, scopeMeant)) &&
              (attributes === undefined || attributes.some((attribute) => one.attributes[name(attribute)])),
          )
          const query = {
            types: typesMeant,
            idPattern: run,
            ...(scopeMeant && { scope: scopeMeant }),
            ...(attributes && { attributes: attributes.map(name) }),
          }
          const found: string[] = []
          for (let offset = 0; offset < rows.length + pageSize; offset += pageSize) {
            const page = await queryEntities(pool, tenant, { ...query, limit: pageSize, offset, count: true })
            assert.equal(page.count, expected.length, JSON.stringify({ types, scope, attributes }))
            found.push(...page.entities.map(({ id }) => id))
          }
          assert.deepEqual(
            found,
            expected.map(({ id }) => id),
            JSON.stringify({ types, scope, attributes }),
          )
        }
      },
    ),
    { numRuns: 25 },
  )
})
