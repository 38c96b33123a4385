import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Entity, name, parseEntity, type Write } from '#context'
import { apply } from './apply.ts'
import { coreNames } from './names.ts'
import { pastOf } from './observe.ts'
import { represent } from './represent.ts'

/** What entities come to when every attribute is a bare number: the rules of the standard in a few lines. */
type Model = Record<string, number> | undefined

const removed = 'urn:ngsi-ld:null'
const id = 'urn:ngsi-ld:Thing:1'
const now = new Date('2026-01-01T00:00:00Z')

type Step = { mode: Write['mode']; values: Record<string, number | typeof removed>; noOverwrite: boolean }

function modelOf(before: Model, { mode, values, noOverwrite }: Step): Model | 'refused' {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== removed)) as Record<string, number>
  if (mode === 'create') return before === undefined ? given : 'refused'
  if (mode === 'upsert-replace') return given
  if (mode === 'upsert-merge') return { ...before, ...given }
  if (before === undefined) return 'refused'
  if (mode === 'delete') return undefined
  if (mode === 'replace') return given
  if (mode === 'append') return noOverwrite ? { ...given, ...before } : { ...before, ...given }
  return Object.fromEntries(Object.entries({ ...before, ...values }).filter(([, value]) => value !== removed)) as Record<
    string,
    number
  >
}

const modes = ['create', 'replace', 'upsert-replace', 'upsert-merge', 'append', 'update', 'merge', 'delete'] as const
const keys = fc.constantFrom('a', 'b', 'c')
const step: fc.Arbitrary<Step> = fc
  .record({
    mode: fc.constantFrom(...modes),
    values: fc.dictionary(keys, fc.oneof(fc.integer(), fc.constant(removed as typeof removed)), { noNullPrototype: true }),
    noOverwrite: fc.boolean(),
  })
  .map((one) =>
    one.mode === 'merge' || one.mode === 'update'
      ? one
      : { ...one, values: Object.fromEntries(Object.entries(one.values).filter(([, value]) => value !== removed)) },
  )

function writeOf({ mode, values, noOverwrite }: Step): Write {
  const parsed = parseEntity({ id, type: 'Thing', ...values }, { fragment: true })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return { tenant: '', mode, entity: parsed.entity, noOverwrite }
}

const valuesOf = (entity: Entity | undefined): Model => {
  if (entity === undefined) return undefined
  const { id: _id, type: _type, ...values } = represent(entity, { names: coreNames, form: 'simplified' })
  return values as Record<string, number>
}

test('any sequence of writes leaves what the rules say', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let entity: Entity | undefined
      let model: Model
      for (const one of steps) {
        const expected = modelOf(model, one)
        if (expected === 'refused') assert.throws(() => apply(entity, writeOf(one), now, pastOf()))
        else {
          entity = apply(entity, writeOf(one), now, pastOf()).next
          model = expected
          assert.deepEqual(valuesOf(entity), model)
        }
      }
    }),
  )
})

test('readings in any order end with the newest value, and each of them once in the history', () => {
  const reading = fc.record({ at: fc.integer({ min: 0, max: 20 }), value: fc.integer({ min: 0, max: 3 }) })
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 30 }), (readings) => {
      let entity: Entity | undefined
      const past = pastOf()
      const history: string[] = []
      for (const { at, value } of readings) {
        const observedAt = new Date(at * 1000).toISOString()
        const parsed = parseEntity({ id, type: 'Thing', level: { value, observedAt } })
        assert.ok(parsed.ok)
        const applied = apply(entity, { tenant: '', mode: 'observe', entity: parsed.entity }, now, past)
        past.add(applied.history)
        history.push(...applied.history.map(({ instance }) => `${instance.observedAt} ${instance.value}`))
        entity = applied.next
      }
      assert.equal(new Set(history).size, history.length)
      assert.deepEqual(
        new Set(history),
        new Set(readings.map(({ at, value }) => `${new Date(at * 1000).toISOString()} ${value}`)),
      )
      const newest = Math.max(...readings.map(({ at }) => at))
      const known = entity?.attributes[name('level')]?.[0]
      assert.equal(known?.observedAt, new Date(newest * 1000).toISOString())
      const last = [...new Map(readings.filter(({ at }) => at === newest).map((one) => [one.value, one])).values()].at(-1)
      assert.equal(known?.value, last?.value)
    }),
  )
})
