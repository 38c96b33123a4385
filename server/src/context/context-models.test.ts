import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'

/** Payloads of public data models, for each model with the schema of its key-value form. */
const models = join(import.meta.dirname, '../../../../shared/data/context-models')
const skip = existsSync(models) ? false : 'the sample data is not here'

type Document = Record<string, unknown>
type Sample = { readonly file: string; readonly document: Document; readonly isValid: ValidateFunction }

let app: App
let pool: Pool
let writer: Writer
const clock = () => new Date()

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { pool, writer, clock, logger: quiet, may: () => undefined })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
})

/** Every example, each under the schema of its model. */
async function readSamples(): Promise<Sample[]> {
  const files = await readdir(models, { recursive: true })
  const schemas = files.filter((file) => file.endsWith('schema.json'))
  const samples = schemas.map(async (schemaFile) => {
    const isValid = compile(JSON.parse(await readFile(join(models, schemaFile), 'utf8')))
    const folder = schemaFile.replace(/schema.json$/, 'examples')
    const examples = files.filter((file) => file.startsWith(folder) && /\.json(ld)?$/.test(file))
    return Promise.all(
      examples.map(async (file) => ({ file, isValid, document: JSON.parse(await readFile(join(models, file), 'utf8')) })),
    )
  })
  return (await Promise.all(samples)).flat()
}

/** The schemas refer to parts of others that are not here: what those would say of a document is left open. */
function compile(schema: Document): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: true })
  addFormats.default(ajv)
  const elsewhere = [...JSON.stringify(schema).matchAll(/"\$ref":"(https?:[^"#]+)#\/([^"]+)"/g)]
  for (const [url, those] of Map.groupBy(elsewhere, ([, url = '']) => url)) {
    const open: Document = {}
    for (const [, , path = ''] of those) openAt(open, path.split('/'))
    ajv.addSchema(open, url)
  }
  return ajv.compile(schema)
}

function openAt(within: Document, [step = '', ...steps]: readonly string[]): void {
  const inner = (within[step] as Document | undefined) ?? {}
  within[step] = inner
  if (steps.length > 0) openAt(inner, steps)
}

/** The @contexts that examples name are not reachable from here: these stand in for them, with a term for every member. */
async function keepContexts(samples: readonly Sample[]): Promise<string> {
  const terms = Object.fromEntries(
    samples.flatMap(({ document }) => Object.keys(document)).map((key) => [key, `https://models.example/${key}`]),
  )
  const all = `https://models.example/${uuidv7()}.jsonld`
  const urls = samples.flatMap(({ document }) => document['@context'] ?? []).flat() as string[]
  for (const url of new Set([all, ...urls.filter((one) => !one.includes('ngsi-ld-core-context'))]))
    await pool.query('insert into context.ld_context (url, body, fetched_at) values ($1, $2, now()) on conflict do nothing', [
      url,
      JSON.stringify(terms),
    ])
  return all
}

const isUri = (id: unknown) => typeof id === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:/.test(id)
const kinds = new Set(['Property', 'GeoProperty', 'Relationship', 'LanguageProperty'])
const isObject = (value: unknown): value is Document => typeof value === 'object' && value !== null

const isRelationship = (value: unknown): value is Document => isObject(value) && value.type === 'Relationship'

/** Pointers to what is known to be wrong with a document: see the README beside the data. */
function faultsOf({ '@context': _context, ...document }: Document, isSimplified: boolean): string[] {
  const attributes = Object.entries(document).filter(([key, value]) => isObject(value) && key !== 'type')
  const wrong = isSimplified ? [] : attributes.filter(([, value]) => !kinds.has(String((value as Document).type)))
  const aimless = attributes.filter(([, value]) => isRelationship(value) && ![value.object].flat().every(isUri))
  const { location } = document
  return [
    ...(!isSimplified && isObject(location) && location.type !== 'GeoProperty' ? ['/location'] : []),
    ...(isUri(document.id) ? [] : ['/id']),
    ...wrong.map(([key]) => `/${key}/type`),
    ...(isSimplified ? [] : aimless.map(([key, value]) => ('object' in (value as Document) ? `/${key}/object` : `/${key}`))),
  ]
}

/** The key-value form of a normalized document, by the letter of the standard. */
const simplify = (document: Document): Document =>
  Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      isObject(value) && 'type' in value ? (value.value ?? value.object) : value,
    ]),
  )

const withoutContext = ({ '@context': _context, ...document }: Document) => document

test('payloads of public data models come back as they were, and faulty ones are refused where they are wrong', {
  skip,
}, async () => {
  const samples = await readSamples()
  const all = await keepContexts(samples)
  const counts = { normalized: 0, simplified: 0, valid: 0, refused: 0 }
  for (const { file, document, isValid } of samples) {
    const isSimplified = /example\.json(ld)?$/.test(file)
    const isLd = file.endsWith('ld')
    const tenant = { 'ngsild-tenant': uuidv7() }
    const created = await app.inject({
      method: 'POST',
      url: `/ngsi-ld/v1/entities${isSimplified ? '?format=simplified' : ''}`,
      headers: { ...tenant, 'content-type': isLd ? 'application/ld+json' : 'application/json' },
      payload: JSON.stringify(document),
    })
    const wrong = faultsOf(document, isSimplified)
    if (wrong.length > 0) {
      const { type, faults } = created.json()
      assert.equal(type, 'https://uri.etsi.org/ngsi-ld/errors/BadRequestData', file)
      const pointers = faults.map(({ pointer }: { pointer: string }) => pointer)
      for (const pointer of wrong) assert.ok(pointers.includes(pointer), `${file} ${pointer}`)
      counts.refused += 1
      continue
    }
    assert.equal(created.statusCode, 201, `${file} ${created.body}`)
    const link = isLd ? { link: `<${all}>; rel="http://www.w3.org/ns/json-ld#context"` } : {}
    const get = async (form: string): Promise<Document> => {
      const url = `/ngsi-ld/v1/entities/${encodeURIComponent(String(document.id))}?format=${form}`
      return (await app.inject({ url, headers: { ...tenant, ...link } })).json()
    }
    const given = withoutContext(document)
    assert.deepEqual(await get(isSimplified ? 'simplified' : 'normalized'), given, file)
    const simple = isSimplified ? given : simplify(given)
    const answered = await get('simplified')
    assert.deepEqual(answered, simple, file)
    assert.equal(isValid(answered), isValid(simple), file)
    counts[isSimplified ? 'simplified' : 'normalized'] += 1
    if (isSimplified && isValid(answered)) counts.valid += 1
  }
  const { normalized, simplified, valid, refused } = counts
  assert.ok(normalized >= 15 && simplified >= 30 && valid >= 30 && refused >= 25, JSON.stringify(counts))
})
