/** Databases that hold PostGIS and all migrations already, made once and then copied: running the migrations takes longer than most tests. */
import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, migrate, openEmbedded, type Pool } from '#kernel'
import { allSchemas } from '../src/schemas.ts'

const cache = join(import.meta.dirname, '../../.cache/databases')

const fail = (error: Error) => {
  throw error
}

/** The folder of an embedded database with PostGIS and nothing else. */
export async function emptyFolder(): Promise<string> {
  return makeOnce(`empty-${await hashOf(engine)}`, (draft) => change(draft, (pool) => pool.query('create extension postgis')))
}

/** The folder of an embedded database with all migrations as they are now. */
export async function migratedFolder(): Promise<string> {
  return makeOnce(`migrated-${await hashOf(engine, await migrations())}`, async (draft) => {
    await cp(await emptyFolder(), draft, { recursive: true })
    await change(draft, (pool) => migrate(pool, allSchemas))
  })
}

/** The name of a database on a PostgreSQL server with all migrations as they are now; it stays there for the next run. */
export async function migratedDatabase(url: string): Promise<string> {
  const name = `datong_template_${await hashOf(await migrations())}`
  const server = connect({ url }, fail)
  const isThere = async () => (await server.query('select 1 from pg_database where datname = $1', [name])).length > 0
  if (!(await isThere()))
    await server.transaction(async (tx) => {
      // Whoever else wants it waits here; a database itself cannot be made inside a transaction.
      await tx.query(`select pg_advisory_xact_lock(hashtext('datong.template'))`)
      if (!(await isThere())) await makeDatabase(server, url, name)
    })
  await server.close()
  return name
}

/** It gets its name once it is whole, so that a process which dies here leaves nothing that passes for a template. */
async function makeDatabase(server: Pool, url: string, name: string): Promise<void> {
  const draft = `${name}_draft`
  await server.query(`drop database if exists ${draft}`)
  await server.query(`create database ${draft}`)
  const target = new URL(url)
  target.pathname = `/${draft}`
  const pool = connect({ url: target.href }, fail)
  await migrate(pool, allSchemas)
  await pool.close()
  await server.query(`alter database ${draft} rename to ${name}`)
}

/** Makes a folder of this name in the cache unless it is there, and removes what it replaces. */
async function makeOnce(name: string, make: (draft: string) => Promise<unknown>): Promise<string> {
  const folder = join(cache, name)
  const exists = await stat(folder).then(
    () => true,
    () => false,
  )
  if (exists) return folder
  await mkdir(cache, { recursive: true })
  const draft = join(cache, `draft-${randomUUID()}`)
  await make(draft)
  const kind = name.slice(0, name.indexOf('-') + 1)
  for (const old of await readdir(cache))
    if (old.startsWith(kind) && old !== name) await rm(join(cache, old), { recursive: true, force: true })
  // Another process may have been quicker; its copy serves as well.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }))
  return folder
}

async function change(folder: string, work: (pool: Pool) => Promise<unknown>): Promise<void> {
  const embedded = await openEmbedded(folder)
  const pool = connect(embedded.address, fail)
  await work(pool)
  await pool.close()
  await embedded.close()
}

/** What an embedded database was made by: its folder is of use to that version only. */
const engine = new URL('../package.json', import.meta.url)

async function migrations(): Promise<URL[]> {
  const folders = allSchemas.map(async ({ folder }) => (await readdir(folder)).sort().map((file) => new URL(file, folder)))
  return (await Promise.all(folders)).flat()
}

async function hashOf(...files: readonly (URL | readonly URL[])[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files.flat()) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}
