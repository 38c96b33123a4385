/**
 * The yardstick: a bare Fastify server on `pg` that runs the very SQL of the context broker, with group commit, and none of its
 * rules: no parsing, no validation, no merging, no representations. It answers with what is stored.
 *
 * Started as a process of its own: `floor.ts FOLDER [DATABASE_URL]`; prints its port.
 */
import { fastify } from 'fastify'
import { connect, migrate, openEmbedded, type Pool } from '#kernel'
import { emptyBatch } from '../src/context/batch.ts'
import type { Attributes } from '../src/context/entity.ts'
import { historyRow } from '../src/context/history-row.ts'
import { keepMonths, saveBatch } from '../src/context/save.ts'
import { findStored } from '../src/context/store.ts'
import { allSchemas } from '../src/schemas.ts'
import { addReplay } from './floor-replay.ts'

/** An entity in the form in which it is stored. */
export type FloorEntity = { readonly id: string; readonly types: readonly string[]; readonly attributes: Attributes }

const [folder = '', databaseUrl] = process.argv.slice(2)
const address = databaseUrl ? { url: databaseUrl } : (await openEmbedded(folder)).address
const pool = connect(address, (error) => {
  throw error
})
await migrate(pool, allSchemas)
/** Months that have a partition. */
const months = new Set<string>()

const app = fastify({ bodyLimit: 10 * 1024 * 1024 })
const write = groupCommit(pool)
app.post('/batch', async (request, reply) => {
  await write(request.body as FloorEntity[])
  return reply.status(204).send()
})
app.post('/one', async (request, reply) => {
  await write([request.body as FloorEntity])
  return reply.status(204).send()
})
await addReplay(app, pool)
await app.listen({ port: 0, host: '127.0.0.1' })
const bound = app.server.address()
process.stdout.write(`${typeof bound === 'object' ? bound?.port : ''}\n`)

/** One transaction at a time takes all that arrived during the last one. */
function groupCommit(pool: Pool): (entities: readonly FloorEntity[]) => Promise<void> {
  let waiting: { entities: readonly FloorEntity[]; done: () => void; fail: (error: unknown) => void }[] = []
  let isRunning = false
  const run = async () => {
    isRunning = true
    while (waiting.length > 0) {
      const calls = waiting
      waiting = []
      try {
        await save(
          pool,
          calls.flatMap((call) => call.entities),
        )
        for (const call of calls) call.done()
      } catch (error) {
        for (const call of calls) call.fail(error)
      }
    }
    isRunning = false
  }
  return (entities) =>
    new Promise((done, fail) => {
      waiting.push({ entities, done, fail })
      if (!isRunning) setImmediate(() => isRunning || void run())
    })
}

async function save(pool: Pool, entities: readonly FloorEntity[]): Promise<void> {
  const newest = new Map(entities.map((entity) => [entity.id, entity]))
  const stored = await findStored(
    pool,
    [...newest.keys()].map((id) => ({ tenant: '', id })),
  )
  const now = new Date().toISOString()
  const batch = emptyBatch()
  for (const { id, types, attributes } of newest.values()) {
    const before = stored.get(` ${id}`)
    const created_at = before?.createdAt ?? now
    const version = (before?.version ?? 0) + 1
    batch.entities.push({
      tenant: '',
      id,
      types,
      scopes: [],
      document: { ...before?.attributes, ...attributes },
      location: null,
      created_at,
      modified_at: now,
      version,
    })
    if (before === undefined) for (const type of types) batch.typed.push({ tenant: '', type, id })
  }
  for (const { id, types, attributes } of entities) {
    for (const [attribute, [instance]] of Object.entries(attributes))
      if (instance !== undefined) batch.history.push(historyRow('', id, attribute, { ...instance, modifiedAt: now }))
    const kind = stored.has(` ${id}`) ? 'entity-updated' : 'entity-created'
    batch.events.push({
      tenant: '',
      kind,
      subject: id,
      body: { types, scopes: [], changed: Object.keys(attributes), attributes },
    })
  }
  const missing = [...new Set(batch.history.map(({ at }) => at.slice(0, 7)))].filter((month) => !months.has(month))
  await keepMonths(pool, missing)
  for (const month of missing) months.add(month)
  await saveBatch(pool, batch)
}
