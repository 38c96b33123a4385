import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

let app: App
let writer: Writer

before(async () => {
  const pool = await testPool()
  const clock = () => new Date()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

/** An instance of an attribute, normalized, as documents have it. */
type Instance = { type?: string; datasetId?: string; [member: string]: unknown }
/** What the standard says an entity is: a name → a dataset → an instance; undefined where there is none. */
type Model = Map<string, Map<string, Instance>> | undefined
type Fragment = Record<string, Instance | Instance[]>
type Step =
  | { readonly op: 'create' | 'replace' | 'merge' | 'append' | 'append-new' | 'update'; readonly fragment: Fragment }
  | { readonly op: 'patch' | 'put'; readonly name: string; readonly instance: Instance }
  | { readonly op: 'drop'; readonly name: string; readonly datasetId?: string | undefined; readonly every: boolean }
  | { readonly op: 'delete' }

const removed = 'urn:ngsi-ld:null'
const said = (instance: Instance) => ('object' in instance ? 'object' : 'value')
const listOf = (given: Instance | Instance[]) => (Array.isArray(given) ? given : [given])
const datasetOf = ({ datasetId }: Instance) => datasetId ?? '@none'

/** RFC 7396, with the null of NGSI-LD. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null) return patch
  const merged: Record<string, unknown> = typeof target === 'object' && target !== null ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === removed) delete merged[key]
    else merged[key] = mergePatch(merged[key], value)
  }
  return merged
}

const clear = (instance: Instance): Instance =>
  Object.fromEntries(Object.entries(instance).filter(([, value]) => value !== removed))

function put(model: NonNullable<Model>, name: string, instance: Instance): void {
  const instances = model.get(name) ?? new Map<string, Instance>()
  model.set(name, instances.set(datasetOf(instance), instance))
}

function take(model: NonNullable<Model>, name: string, dataset: string): boolean {
  const instances = model.get(name)
  const isTaken = instances?.delete(dataset) ?? false
  if (instances?.size === 0) model.delete(name)
  return isTaken
}

const all = (fragment: Fragment) =>
  Object.entries(fragment).flatMap(([name, given]) => listOf(given).map((instance) => [name, instance] as const))

/** The status that a step is answered with; what it leaves is in the model that is returned. */
function play(before: Model, step: Step): { model: Model; status: number } {
  const { op } = step
  if (op === 'create' && before !== undefined) return { model: before, status: 409 }
  if (op !== 'create' && before === undefined) return { model: before, status: 404 }
  const model: NonNullable<Model> = new Map([...(before ?? [])].map(([name, instances]) => [name, new Map(instances)]))
  if (op === 'create' || op === 'replace') {
    const fresh: NonNullable<Model> = new Map()
    for (const [name, instance] of all(step.fragment)) put(fresh, name, instance)
    return { model: fresh, status: op === 'create' ? 201 : 204 }
  }
  if (op === 'delete') return { model: undefined, status: 204 }
  if (op === 'drop') {
    const had = model.has(step.name)
    if (step.every) model.delete(step.name)
    const isGone = step.every ? had : take(model, step.name, step.datasetId ?? '@none')
    return { model, status: isGone ? 204 : 404 }
  }
  if ('instance' in step) return writeOne(model, step.name, step.instance, step.op)
  const left = new Set<string>()
  const done = new Set<string>()
  for (const [name, instance] of all(step.fragment)) {
    const old = model.get(name)?.get(datasetOf(instance))
    if (op === 'append-new' && old !== undefined) left.add(name)
    else if (instance[said(instance)] === removed) (take(model, name, datasetOf(instance)) ? done : left).add(name)
    else {
      put(model, name, op === 'merge' ? mergeInstance(old, instance) : instance)
      done.add(name)
    }
  }
  const isWhole = [...left].every((name) => done.has(name))
  return { model, status: isWhole || op === 'merge' ? 204 : 207 }
}

function mergeInstance(old: Instance | undefined, patch: Instance): Instance {
  const isOther = old !== undefined && said(old) !== said(patch)
  const base: Instance = isOther ? Object.fromEntries(Object.entries(old).filter(([key]) => key !== said(old))) : (old ?? {})
  const merged = mergePatch(base, patch) as Instance
  return { ...merged, type: patch.type as string }
}

function writeOne(model: NonNullable<Model>, name: string, instance: Instance, op: 'patch' | 'put') {
  const old = model.get(name)?.get(datasetOf(instance))
  if (old === undefined) return { model, status: 404 }
  if (instance[said(instance)] === removed) take(model, name, datasetOf(instance))
  else if (op === 'patch' && said(old) !== said(instance)) return { model, status: 400 }
  else put(model, name, op === 'patch' ? clear({ ...old, ...instance }) : instance)
  return { model, status: 204 }
}

const number = fc.integer({ min: 0, max: 9 })
const sub = fc.record({ type: fc.constant('Property'), value: number })
const metadata = fc.record(
  { unitCode: fc.constantFrom('MTR', 'CEL'), observedAt: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'), sub },
  { requiredKeys: [] },
)
const value = fc.oneof(
  number,
  fc.record({ x: number, y: fc.record({ z: number, w: number }, { requiredKeys: [] }) }, { requiredKeys: [] }),
)
const property = fc.record({ type: fc.constant('Property'), value })
const relationship = fc.record({ type: fc.constant('Relationship'), object: fc.constantFrom('urn:a:1', 'urn:a:2') })
const dataset = fc.constantFrom({}, {}, { datasetId: 'urn:d:1' })
const instance: fc.Arbitrary<Instance> = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: property }, relationship), metadata, dataset)
  .map(([one, more, of]) => ({ ...one, ...more, ...of }))
const gone: fc.Arbitrary<Instance> = dataset.map((of) => ({ type: 'Property', value: removed, ...of }))
const partly: fc.Arbitrary<Instance> = fc.oneof(
  instance,
  instance.map((one) => ({ ...one, unitCode: removed })),
  fc.constant({ type: 'Property', value: { x: removed, y: { z: 1, w: removed } } }),
)
const instances = fc.oneof(
  instance,
  fc.tuple(instance, instance).map(([one, other]) => {
    const { datasetId: _none, ...plain } = one
    return [plain, { ...other, datasetId: 'urn:d:1' }]
  }),
)
const name = fc.constantFrom('a', 'b')
const fragment = fc.dictionary(name, instances, { maxKeys: 2, noNullPrototype: true })
const patch = fc.dictionary(name, fc.oneof(instances, gone, partly), { maxKeys: 2, noNullPrototype: true })
const removal = fc.dictionary(name, fc.oneof(instances, gone), { maxKeys: 2, noNullPrototype: true })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constantFrom('create', 'replace', 'append', 'append-new'), fragment }),
  fc.record({ op: fc.constant('merge'), fragment: patch }),
  fc.record({ op: fc.constant('update'), fragment: removal }),
  fc.record({
    op: fc.constant('patch'),
    name,
    instance: fc.oneof(
      instance,
      gone,
      instance.map((one) => ({ ...one, unitCode: removed })),
    ),
  }),
  fc.record({ op: fc.constant('put'), name, instance }),
  fc.record({ op: fc.constant('drop'), name, datasetId: fc.constantFrom(undefined, 'urn:d:1'), every: fc.boolean() }),
  fc.record({ op: fc.constant('delete') }),
) as fc.Arbitrary<Step>

/** As it is after its way over the wire. */
const plain = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> => arbitrary.map((one) => JSON.parse(JSON.stringify(one)) as T)

const methods = { replace: 'PUT', merge: 'PATCH', append: 'POST', 'append-new': 'POST', update: 'PATCH' } as const

async function perform(id: string, step: Step): Promise<number> {
  const send = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => {
    const payload = body === undefined ? {} : { payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    return (await app.inject({ method, url: `/ngsi-ld/v1/entities${path}`, ...payload })).statusCode
  }
  if (step.op === 'delete') return send('DELETE', `/${id}`)
  if (step.op === 'create') return send('POST', '', { id, type: 'T', ...step.fragment })
  if (step.op === 'replace' || step.op === 'merge')
    return send(methods[step.op], `/${id}`, { ...step.fragment, ...(step.op === 'replace' && { id, type: 'T' }) })
  if ('instance' in step) return send(step.op === 'put' ? 'PUT' : 'PATCH', `/${id}/attrs/${step.name}`, step.instance)
  if ('datasetId' in step || 'every' in step) {
    const which = step.every ? 'deleteAll=true' : step.datasetId ? `datasetId=${step.datasetId}` : ''
    return send('DELETE', `/${id}/attrs/${step.name}?${which}`)
  }
  return send(methods[step.op], `/${id}/attrs${step.op === 'append-new' ? '?options=noOverwrite' : ''}`, step.fragment)
}

/** As it is answered, but for the order of instances, which says nothing. */
async function read(id: string): Promise<unknown> {
  const response = await app.inject({ url: `/ngsi-ld/v1/entities/${id}` })
  if (response.statusCode === 404) return undefined
  const { id: _id, type: _type, ...attributes } = response.json()
  return Object.fromEntries(Object.entries(attributes).map(([key, given]) => [key, sorted(listOf(given as Instance))]))
}

const sorted = (instances: Instance[]) => instances.sort((a, b) => datasetOf(a).localeCompare(datasetOf(b)))
const write = (model: Model) =>
  model && Object.fromEntries([...model].map(([key, instances]) => [key, sorted([...instances.values()])]))

test('whatever is written, the broker answers and keeps what a model of the standard does', async () => {
  let statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(plain(fragment), plain(fc.array(step, { minLength: 1, maxLength: 8 })), async (first, steps) => {
      const id = `urn:ngsi-ld:Thing:${uuidv7()}`
      let model: Model
      for (const one of [{ op: 'create', fragment: first } as Step, ...steps]) {
        const expected = play(model, one)
        assert.equal(await perform(id, one), expected.status, JSON.stringify(one))
        model = expected.model
        assert.deepEqual(await read(id), write(model), JSON.stringify(one))
        statuses = statuses.add(expected.status)
      }
    }),
    { numRuns: 150 },
  )
  assert.deepEqual([...statuses].sort(), [201, 204, 207, 400, 404, 409])
})
