import { readdir, readFile } from 'node:fs/promises'
import type { Pool, Tx } from './database.ts'
import { SetupProblem } from './setup-problem.ts'
import { type Shards, shardTables } from './shard.ts'

/**
 * The numbered SQL files of one module, which may touch only the schema of the module's name and `analytics`, and which of its
 * tables are spread over several servers where Citus is there.
 */
export type Migrations = { readonly module: string; readonly folder: URL; readonly shards?: Shards }

/**
 * Brings every module's schema up to date: each file not yet applied runs once, in order, in a transaction of its own. An
 * advisory lock keeps two servers that start together from doing the same work.
 *
 * @throws {SetupProblem} when the database is not fit for use; an error that names the file when a file fails: what was applied
 * before stays
 */
export async function migrate(pool: Pool, all: readonly Migrations[]): Promise<void> {
  await prepare(pool, all)
  for (const { module, folder } of all) {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
    for (const file of files) await apply(pool, module, file, await readFile(new URL(file, folder), 'utf8'))
  }
  await pool.transaction(async (tx) => {
    await alone(tx)
    for (const { shards } of all) if (shards !== undefined) await shardTables(tx, shards)
  })
}

async function prepare(pool: Pool, all: readonly Migrations[]): Promise<void> {
  const schemas = ['kernel', 'kernel_jobs', 'analytics', ...all.map(({ module }) => module)]
  const work = pool.transaction(async (tx) => {
    await alone(tx)
    await tx.query('create extension if not exists postgis')
    for (const schema of schemas) await tx.query(`create schema if not exists ${schema}`)
    await tx.query(`create table if not exists kernel.migration (
      module text, file text, applied_at timestamptz not null default now(), primary key (module, file))`)
  })
  await work.catch((cause: Error) => {
    const needs = 'It must be PostgreSQL 15 or later with PostGIS, and its user must be allowed to create schemas.'
    throw new SetupProblem(`The database cannot be used: ${cause.message}. ${needs}`, { cause })
  })
}

async function apply(pool: Pool, module: string, file: string, sql: string): Promise<void> {
  const work = pool.transaction(async (tx) => {
    await alone(tx)
    const done = await tx.query('select 1 from kernel.migration where module = $1 and file = $2', [module, file])
    if (done.length > 0) return
    await tx.query(sql)
    await tx.query('insert into kernel.migration (module, file) values ($1, $2)', [module, file])
  })
  await work.catch((cause: Error) => {
    throw new Error(`Migration ${module}/${file} failed: ${cause.message}`, { cause })
  })
}

/** Until the transaction ends, no other server is here. */
async function alone(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('datong.migrate'))`)
}
