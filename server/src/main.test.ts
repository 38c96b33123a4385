import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createDatabase, type OwnDatabase } from '../tools/database.ts'
import { type SpawnOptions, spawnNode } from '../tools/spawn-node.ts'

const postgres = process.env.TEST_DATABASE_URL
const folder = await mkdtemp(join(tmpdir(), 'datong main '))
const options: SpawnOptions = { dataDir: join(folder, 'data'), args: ['--no-demo', '--open-context'] }
const entity = { id: 'urn:ngsi-ld:Thing:kept', type: 'Thing', level: { type: 'Property', value: 7 } }
let database: (OwnDatabase & { readonly url: string }) | undefined
let env: Record<string, string> = {}

before(async () => {
  if (!postgres) return
  database = await createDatabase(postgres)
  env = { DATABASE_URL: database.url }
})
after(async () => {
  await database?.dispose()
  await rm(folder, { recursive: true })
})

test('a node ends with 0 on SIGTERM, lets nobody into its data folder before, and knows afterwards what it acknowledged', async () => {
  const first = await spawnNode({ ...options, env })
  await assert.rejects(
    spawnNode({ ...options, env }),
    new RegExp(`ended with 1:\\n.*is in use by process ${first.process.pid} \\(${first.url}\\)`),
  )
  const live = await fetch(`${first.url}/live?on=none`)
  const written = await fetch(`${first.url}/ngsi-ld/v1/entities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entity),
  })
  assert.equal(written.status, 201)
  assert.equal(await first.stop(), 0)
  await live.body?.cancel()

  const second = await spawnNode({ ...options, env })
  const found = await fetch(`${second.url}/ngsi-ld/v1/entities/${entity.id}?options=keyValues`)
  assert.equal(((await found.json()) as { level: number }).level, 7)
  assert.equal(await second.stop(), 0)
})

test('what hinders a start is told in one plain line', async (t) => {
  const start = (wrong: Record<string, string>) => spawnNode({ ...options, env: { ...env, ...wrong } })
  const database = 'postgres://nobody:secret@127.0.0.1:1/nothing'
  await assert.rejects(
    start({ DATABASE_URL: database }),
    /ended with 1:\nThe database of DATABASE_URL does not answer: .*ECONNREFUSED.*\n$/,
  )
  await assert.rejects(
    start({ DATABASE_URL: 'mysql://x', PORT: 'x' }),
    /ended with 1:\nConfiguration: PORT is x.*DATABASE_URL must be.*\n$/,
  )
  const taken = await spawnNode({ ...options, env })
  t.after(() => taken.kill())
  // Servers on one database sign the record with one key.
  const shared = { ...env, RECORD_KEY_FILE: join(options.dataDir, 'record.key'), PORT: new URL(taken.url).port }
  const other = { ...options, dataDir: join(folder, 'other'), env: shared }
  await assert.rejects(spawnNode(other), /ended with 1:\nPort \d+ is in use by another program\. Set PORT to a free one\.\n$/)
  assert.equal(await taken.stop(), 0)
})
