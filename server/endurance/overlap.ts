import { randomInt } from 'node:crypto'
import { connect, type Pool } from '#kernel'
import { createShardedDatabase } from '../tools/citus.ts'
import { createDatabase } from '../tools/database.ts'
import { spawnNode } from '../tools/spawn-node.ts'
import { migratedDatabase } from '../tools/templates.ts'

const clients = 64
const entities = 100
const batchSize = 20

export type Overlap = {
  /** Batches that were answered with success. */
  readonly batches: number
  /** Answers of any other kind, as `503 upsert …`. */
  readonly refused: readonly string[]
  /** What an entity says though the writes, one after the other in the order of their `modifiedAt`, would have it otherwise. */
  readonly wrong: readonly string[]
  /** As PostgreSQL counts them; 0 on the embedded database, which has one session. Those between servers of a cluster are not in it. */
  readonly deadlocks: number
}

/** Where the servers write: on a PostgreSQL, on the Citus cluster of a coordinator, or, with neither, on the embedded database. */
export type Where = { readonly databaseUrl?: string | undefined; readonly coordinatorUrl?: string | undefined }

/**
 * 64 clients upsert batches of the same hundred entities, each batch in an order of its own: through two servers on one database,
 * or one server on the embedded one.
 */
export async function overlap(folder: string, seconds: number, where: Where): Promise<Overlap> {
  const database = await makeDatabase(where)
  const names = database === undefined ? ['only'] : ['first', 'second']
  const env = { LOG_LEVEL: 'error', DATABASE_URL: database?.url ?? '' }
  const args = ['--no-demo', '--open-context']
  const starting = names.map((name) => spawnNode({ dataDir: `${folder}/${name}`, args, env }))
  try {
    const nodes = await Promise.all(starting)
    const until = performance.now() + seconds * 1000
    const urls = nodes.map(({ url }) => `${url}/ngsi-ld/v1`)
    const ledgers = await Promise.all(Array.from({ length: clients }, (_, client) => upsertUntil(client, urls, until)))
    const wrong = await findWrong(urls[0] ?? '', ledgers)
    const deadlocks = database === undefined ? 0 : await countDeadlocks(database.url)
    const batches = ledgers.reduce((sum, ledger) => sum + ledger.batches, 0)
    return { batches, refused: ledgers.flatMap(({ refused }) => refused), wrong, deadlocks }
  } finally {
    for (const start of await Promise.allSettled(starting)) if (start.status === 'fulfilled') await start.value.stop()
    await database?.dispose()
  }
}

async function makeDatabase({ databaseUrl, coordinatorUrl }: Where) {
  if (coordinatorUrl !== undefined) return createShardedDatabase(coordinatorUrl)
  return databaseUrl === undefined ? undefined : createDatabase(databaseUrl, await migratedDatabase(databaseUrl))
}

/** What a client knows: the last value of its own attribute that each entity took. */
type Ledger = { readonly client: number; readonly last: Map<string, number>; readonly refused: string[]; batches: number }

async function upsertUntil(client: number, urls: readonly string[], until: number): Promise<Ledger> {
  const ledger: Ledger = { client, last: new Map(), refused: [], batches: 0 }
  for (let step = 0; performance.now() < until; step++) {
    const value = step * clients + client
    const ids = someIds()
    const batch = ids.map((id) => ({
      id,
      type: 'Shared',
      newest: { type: 'Property', value },
      [`by${client}`]: { type: 'Property', value },
    }))
    const answer = await fetch(`${urls[step % urls.length]}/entityOperations/upsert?options=update`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    })
    const text = await answer.text()
    if (answer.status !== 201 && answer.status !== 204) ledger.refused.push(`${answer.status} ${text}`)
    else {
      ledger.batches += 1
      for (const id of ids) ledger.last.set(id, value)
    }
  }
  return ledger
}

function someIds(): string[] {
  const chosen = new Set<number>()
  while (chosen.size < batchSize) chosen.add(randomInt(entities))
  return [...chosen].map((index) => `urn:ngsi-ld:Shared:${index}`)
}

type Answered = Record<string, { readonly value: number; readonly modifiedAt: string }>

/** A client writes one batch after the other, so its own last value stands in every entity; and of all, the newest by `modifiedAt`. */
async function findWrong(url: string, ledgers: readonly Ledger[]): Promise<string[]> {
  const wrong: string[] = []
  for (let index = 0; index < entities; index++) {
    const id = `urn:ngsi-ld:Shared:${index}`
    const entity = (await read(`${url}/entities/${id}?options=sysAttrs`)) as Answered
    for (const { client, last } of ledgers)
      if (last.has(id) && entity[`by${client}`]?.value !== last.get(id))
        wrong.push(`${id} by${client} is ${entity[`by${client}`]?.value} and was last written as ${last.get(id)}`)
    const { newest } = (await read(
      `${url}/temporal/entities/${id}?attrs=newest&options=temporalValues&timeproperty=modifiedAt&lastN=50`,
    )) as { newest: { values: [number, string][] } }
    const latest = newest.values.reduce((latest, [, at]) => (at > latest ? at : latest), '')
    if (!newest.values.some(([value, at]) => at === latest && value === entity.newest?.value))
      wrong.push(`${id} newest is ${entity.newest?.value} (${entity.newest?.modifiedAt}) and not what was written at ${latest}`)
  }
  return wrong
}

async function read(url: string): Promise<unknown> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

/** The server writes down what it counts with a delay of up to a second. */
async function countDeadlocks(url: string): Promise<number> {
  const pool: Pool = connect({ url }, (error) => {
    throw error
  })
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const [row] = await pool.query<{ deadlocks: number }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  await pool.close()
  return row?.deadlocks ?? 0
}
