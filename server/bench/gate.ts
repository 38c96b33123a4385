import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createDatabase } from '../tools/database.ts'
import { type SpawnedNode, spawnNode } from '../tools/spawn-node.ts'
import { compare, shoot } from './load.ts'
import type { BenchOptions, Result } from './result.ts'
import { benchFolder } from './servers.ts'

/** The gate may cost 15 of 100 answers. */
const goal = 0.85

/** What the gate costs on the way of open data: the same node with it, beside one with `--open-context`, which asks nobody. */
export async function* gate({ small, databaseUrl }: BenchOptions): AsyncIterable<Result> {
  const seconds = small ? 2 : 5
  const entities = small ? 500 : 5_000
  const folder = await benchFolder()
  const databases = databaseUrl === undefined ? [] : [await createDatabase(databaseUrl), await createDatabase(databaseUrl)]
  const start = (index: number, args: readonly string[]) =>
    spawnNode({
      dataDir: join(folder, `node-${index}`),
      args: ['--no-demo', ...args],
      env: { LOG_LEVEL: 'error', RATE_LIMIT: '0', ...(databases[index] && { DATABASE_URL: databases[index].url }) },
    })
  const guarded = await start(0, [])
  const open = await start(1, ['--open-context'])
  try {
    for (const node of [guarded, open]) await fill(node, entities)
    const run = (node: SpawnedNode, path: () => string) => () =>
      shoot(node.url, () => ({ method: 'GET', path: path() }), { seconds, connections: 32 })
    const measured = {
      retrieve: () => `/ngsi-ld/v1/entities/${idOf(Math.floor(Math.random() * entities))}`,
      'query, 20 of a type': () =>
        `/ngsi-ld/v1/entities?type=OffStreetParking&limit=20&offset=${Math.floor(Math.random() * 100)}`,
    }
    for (const [name, path] of Object.entries(measured))
      yield await compare(
        `${name}, with the gate beside without`,
        { ours: run(guarded, path), floor: run(open, path) },
        { rounds: small ? 1 : 5, goal, unit: 'answers/s' },
      )
  } finally {
    await guarded.stop()
    await open.stop()
    for (const database of databases) await database.dispose()
    await rm(folder, { recursive: true, force: true })
  }
}

const idOf = (index: number) => `urn:ngsi-ld:OffStreetParking:${String(index).padStart(6, '0')}`

async function fill({ url, operatorKey }: SpawnedNode, entities: number): Promise<void> {
  for (let from = 0; from < entities; from += 500) {
    const batch = Array.from({ length: 500 }, (_, index) => ({
      id: idOf(from + index),
      type: 'OffStreetParking',
      name: { type: 'Property', value: `Car park ${from + index}` },
      totalSpotNumber: { type: 'Property', value: 200 },
      availableSpotNumber: { type: 'Property', value: index % 200, observedAt: '2026-01-01T00:00:00Z' },
    }))
    const answer = await fetch(`${url}/ngsi-ld/v1/entityOperations/upsert`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorKey}` },
      body: JSON.stringify(batch),
    })
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }
}
