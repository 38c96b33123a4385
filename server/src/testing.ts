/** What tests of every module need: a database with all migrations, a quiet logger, a way to wait. Not part of the product. */
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, connect, createLogger, type Pool } from '#kernel'
import { createShardedDatabase } from '../tools/citus.ts'
import { createDatabase, type OwnDatabase } from '../tools/database.ts'
import { type Kind, openCopy } from '../tools/embedded-copy.ts'
import { migratedDatabase as migratedTemplate } from '../tools/templates.ts'

const url = process.env.TEST_DATABASE_URL
const citusUrl = process.env.TEST_CITUS_URL

export const quiet = createLogger('silent')

let shared: Promise<{ pool: Pool; close(): Promise<void> }> | undefined

after(async () => (await shared)?.close())

/**
 * One migrated database for all tests of this process: on the Citus cluster whose coordinator is at `TEST_CITUS_URL`, else on the
 * PostgreSQL at `TEST_DATABASE_URL`, else the embedded one.
 */
export async function testPool(): Promise<Pool> {
  shared ??= open()
  return (await shared).pool
}

/** Waits until a condition holds. @throws after a minute, saying what did not come true: on a busy machine much takes long */
export async function until(condition: () => unknown, what: string): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    if (await condition()) return
    await sleep(20)
  }
  throw new Error(`Waited in vain until ${what}`)
}

const fail = (error: Error) => {
  throw error
}

async function open() {
  const { address, dispose } = await migratedDatabase()
  const pool = connect(address, fail)
  return { pool, close: () => pool.close().then(dispose) }
}

/** A database of its own with all migrations, where a test needs more than one. */
export async function migratedDatabase(): Promise<OwnDatabase> {
  if (citusUrl) return createShardedDatabase(citusUrl)
  return url ? createDatabase(url, await migratedTemplate(url)) : openEmbeddedCopy('migrated')
}

/** Why a test that needs a Citus cluster is skipped, or false where there is one. */
export const needsCitus = citusUrl ? false : 'needs a Citus cluster: TEST_CITUS_URL (docs/operations/scaling.md)'

/** A database of its own on the Citus cluster, which was in use before it had servers to spread its tables over. */
export function spreadDatabase(before: (pool: Pool) => Promise<unknown>): Promise<OwnDatabase> {
  if (!citusUrl) throw new Error('TEST_CITUS_URL is missing')
  return createShardedDatabase(citusUrl, before)
}

/** An empty database of its own, where migrations are what is tried. */
export async function testDatabase(): Promise<OwnDatabase> {
  return url ? createDatabase(url) : openEmbeddedCopy('empty')
}

/** From the process that hands them out (`server/tools/test-setup.ts`), or, where a file runs alone, in this one. */
async function openEmbeddedCopy(kind: Kind): Promise<OwnDatabase> {
  const host = process.env.TEST_EMBEDDED
  if (!host) return openCopy(kind)
  const socket = createConnection(host)
  socket.write(kind)
  const address = await hear(socket)
  if (address === undefined) throw new Error('The process that hands out databases has ended')
  return {
    address,
    dispose: async () => {
      socket.end()
      await hear(socket)
    },
  }
}

/** What the process that hands out databases says next; nothing where it ends the connection. @throws what went wrong there */
async function hear(socket: Socket): Promise<Address | undefined> {
  if (socket.closed) return undefined
  const [data] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [Buffer | boolean]
  if (typeof data === 'boolean') return undefined
  const { address, problem } = JSON.parse(data.toString()) as { address?: Address; problem?: string }
  if (problem !== undefined) throw new Error(problem)
  return address
}
