import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Entity, parseEntity } from '#context'
import { coreNames, namesOf } from './names.ts'
import { type Form, represent } from './represent.ts'

const how = (form: Form) => ({ names: coreNames, form })

function read(document: unknown, simplified = false): Entity {
  const parsed = parseEntity(document, { simplified })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.entity
}

const uri = fc.integer({ min: 1, max: 99 }).map((n) => `urn:ngsi-ld:Thing:${n}`)
const instant = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const anyValue = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null && value !== 'urn:ngsi-ld:null')
const point = fc
  .tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -90, max: 90 }))
  .map((coordinates) => ({ type: 'Point', coordinates }))
const texts = fc.dictionary(fc.constantFrom('en', 'zh-Hans', 'de'), fc.string(), { minKeys: 1 })

const said = fc.oneof(
  fc.record({ type: fc.constant('Property'), value: fc.oneof(anyValue, point) }),
  fc.record({ type: fc.constant('Relationship'), object: fc.oneof(uri, fc.array(uri, { minLength: 1 })) }),
  fc.record({ type: fc.constant('GeoProperty'), value: point }),
  fc.record({ type: fc.constant('LanguageProperty'), languageMap: texts }),
  fc.record({ type: fc.constant('VocabProperty'), vocab: fc.constantFrom('open', 'closed') }),
  fc.record({ type: fc.constant('JsonProperty'), json: fc.jsonValue({ maxDepth: 2 }) }),
  fc.record({ type: fc.constant('ListProperty'), valueList: fc.array(anyValue) }),
  fc.record({ type: fc.constant('ListRelationship'), objectList: fc.array(uri) }),
)
const metadata = fc.record({ observedAt: instant, unitCode: fc.constantFrom('MTR', 'CEL') }, { requiredKeys: [] })
const instance = fc
  .tuple(said, metadata, fc.option(said, { nil: undefined }))
  .map(([value, more, sub]) => ({ ...value, ...more, ...(sub && { sub }) }))
const attribute = fc.oneof(
  instance,
  fc.tuple(instance, instance).map(([one, other]) => [one, { ...other, datasetId: 'urn:dataset:2' }]),
)
const document = fc
  .record({
    id: uri,
    type: fc.oneof(fc.constantFrom('A', 'B'), fc.constant(['A', 'B'])),
    scope: fc.oneof(fc.constant('/a/b'), fc.constant(['/a', '/b'])),
    attributes: fc.dictionary(fc.constantFrom('temperature', 'level', 'isIn', 'title', 'name'), attribute),
  })
  .map(({ attributes, ...rest }) => JSON.parse(JSON.stringify({ ...rest, ...attributes })))

test('a normalized entity comes back as it was', () => {
  fc.assert(fc.property(document, (given) => assert.deepEqual(represent(read(given), how('normalized')), given)))
})

test('an entity written concisely reads as the same entity', () => {
  fc.assert(
    fc.property(document, (given) => {
      const entity = read(given)
      assert.deepEqual(read(represent(entity, how('concise'))), entity)
    }),
  )
})

test('simplified values come back as they were', () => {
  const simple = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(anyValue, point), { maxKeys: 3 })
  fc.assert(
    fc.property(simple, (values) => {
      const given = JSON.parse(JSON.stringify({ id: 'urn:a:1', type: 'T', ...values }))
      assert.deepEqual(represent(read(given, true), how('simplified')), given)
    }),
  )
})

test('names compact to what they were expanded from, under any @context', () => {
  const terms = fc.dictionary(
    fc.constantFrom('ex', 'Car', 'speed', 'name', 'location', 'type'),
    fc.constantFrom(
      'https://ex.org/',
      'https://ex.org/Car',
      'https://uri.etsi.org/ngsi-ld/default-context/x',
      'https://ex.org/v#',
    ),
  )
  const term = fc.constantFrom('ex:a', 'Car', 'speed', 'name', 'location', 'x', 'https://ex.org/Car', 'urn:a:b', 'ngsi-ld:y')
  fc.assert(
    fc.property(terms, term, (defined, name) => {
      const names = namesOf(new Map(Object.entries(defined)))
      assert.equal(names.expand(names.compact(names.expand(name))), names.expand(name))
    }),
  )
})
