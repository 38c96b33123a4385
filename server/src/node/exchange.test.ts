import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parseEntity, startWriter } from '#context'
import { createDatasets, registerExchange } from '#exchange'
import { createHttp, createMetrics, readConfig, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { openKeyring, openSources } from './exchange.ts'

const pool = await testPool()
const clock = () => new Date()
const config = readConfig({ DATA_DIR: mkdtempSync(join(tmpdir(), 'datong-exchange-')) }, [])
const keyring = openKeyring(config)
const sources = openSources(config, pool, keyring)
const datasets = createDatasets({ pool, keyring, sources, clock })
const writer = startWriter(pool, { clock, logger: quiet })
after(async () => {
  await writer.stop()
  await sources.close()
})

const department = `care-${uuidv7()}`
const who = {
  kind: 'officer',
  id: uuidv7(),
  name: 'Stone',
  department,
  roles: ['data-steward'],
  jurisdiction: ['/r'],
  session: uuidv7(),
} as const

async function write(id: string, card: string, visits: number): Promise<void> {
  const parsed = parseEntity({
    id,
    type: 'CareRecord',
    card: { type: 'Property', value: card },
    visits: { type: 'Property', value: visits },
    secret: { type: 'Property', value: 'never' },
  })
  assert.ok(parsed.ok)
  await writer.write([{ tenant: '', mode: 'upsert', entity: parsed.entity } as never])
}

test('entities of this node are asked like any other system, once an operator has said whose they are', async () => {
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerExchange(app, { pool, clock, publicUrl: 'https://node.example', nodeName: 'Node', may: () => undefined })
  const give = (types: string[]) =>
    app.inject({ method: 'PUT', url: `/exchange/v1/departments/${department}/entities`, payload: { types } })
  const cards = [`A"${uuidv7()}`, `B|${uuidv7()}`]
  const ids = cards.map(() => `urn:ngsi-ld:CareRecord:${uuidv7()}`)
  for (const [at, card] of cards.entries()) await write(ids[at] ?? '', card, at + 1)

  assert.deepEqual(await datasets.systems(who), [])
  assert.equal((await give(['CareRecord'])).statusCode, 204)
  const [system] = await datasets.systems(who)
  assert.ok(system)
  const source = { kind: 'entities', type: 'CareRecord' } as const
  assert.deepEqual(await datasets.places(who, system.id), { ok: true, found: [source] })
  const other = await datasets.columns(who, system.id, { kind: 'entities', type: 'Person' })
  assert.equal(!other.ok && other.trouble, 'not-there')

  const field = (name: string, kind: 'text' | 'number') => ({ name, titles: { en: name }, kind, category: 'sensitive' }) as const
  const dataset = {
    id: `care-${uuidv7()}`,
    titles: { en: 'Care' },
    descriptions: { en: 'Visits of the nurse' },
    keywords: [],
    identifier: 'card',
    fields: [field('card', 'text'), field('visits', 'number'), field('id', 'text')],
    system: system.id,
    source,
  }
  assert.deepEqual(await datasets.publish(who, dataset), { ok: true, id: dataset.id })
  const opened = await sources.open({ ...dataset, department, publishedAt: clock() })
  assert.deepEqual(await opened.find({ identifiers: [cards[1] ?? '', 'x" or "y'], fields: ['visits'] }), [{ visits: 2 }])
  const byId = await sources.open({ ...dataset, identifier: 'id', department, publishedAt: clock() })
  assert.deepEqual(await byId.find({ identifiers: [ids[0] ?? ''], fields: ['visits'] }), [{ visits: 1 }])

  assert.equal((await give([])).statusCode, 204)
  await assert.rejects(sources.open({ ...dataset, department, publishedAt: clock() }), /no longer connected/)
  assert.equal((await give(['no type'])).statusCode, 400)
})
