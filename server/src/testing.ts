/** What tests of every module need: a database with all migrations, a quiet logger, a way to wait. Not part of the product. */
import { cp, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, createLogger, migrate, openEmbedded, type Pool } from '#kernel'
import { createDatabase, type OwnDatabase } from '../tools/database.ts'
import { allSchemas } from './schemas.ts'

export const quiet = createLogger('silent')

let shared: Promise<{ pool: Pool; close(): Promise<void> }> | undefined

after(async () => (await shared)?.close())

/** One migrated database for all tests of this process: PostgreSQL at `TEST_DATABASE_URL`, else the embedded one. */
export async function testPool(): Promise<Pool> {
  shared ??= open()
  return (await shared).pool
}

/** Waits until a condition holds. @throws after 20 s, saying what did not come true */
export async function until(condition: () => unknown, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await condition()) return
    await sleep(50)
  }
  throw new Error(`Waited in vain until ${what}`)
}

const fail = (error: Error) => {
  throw error
}

async function open() {
  const { address, dispose } = await testDatabase()
  const pool = connect(address, fail)
  await migrate(pool, allSchemas)
  return { pool, close: () => pool.close().then(dispose) }
}

/** An empty database of its own, where tests need more than one or none at all. */
export async function testDatabase(): Promise<OwnDatabase> {
  const url = process.env.TEST_DATABASE_URL
  return url ? createDatabase(url) : createEmbedded()
}

async function createEmbedded(): Promise<OwnDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-test-'))
  await cp(await emptyEmbedded(), folder, { recursive: true })
  const embedded = await openEmbedded(folder)
  return {
    address: embedded.address,
    dispose: async () => {
      await embedded.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The folder of a new embedded database with PostGIS, made once a machine: making one takes longer than copying it. */
async function emptyEmbedded(): Promise<string> {
  const folder = join(import.meta.dirname, '../../.cache/embedded')
  const exists = await stat(folder).then(
    () => true,
    () => false,
  )
  if (exists) return folder
  const draft = `${folder}-${process.pid}`
  const embedded = await openEmbedded(draft)
  const pool = connect(embedded.address, fail)
  await pool.query('create extension if not exists postgis')
  await pool.close()
  await embedded.close()
  // Another process may have been quicker; its copy serves as well.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }))
  return folder
}
