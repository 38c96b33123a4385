import { readdir, readFile } from 'node:fs/promises'
import type { Pool } from './database.ts'

/** The numbered SQL files of one module, which may touch only the schema of the module's name and `analytics`. */
export type Migrations = { readonly module: string; readonly folder: URL }

/**
 * Brings every module's schema up to date: each file not yet applied runs once, in order, in a transaction of its own. An
 * advisory lock keeps two servers that start together from applying the same file.
 *
 * @throws when a file fails, naming it; what was applied before stays
 */
export async function migrate(pool: Pool, all: readonly Migrations[]): Promise<void> {
  await pool.query(`
    create extension if not exists postgis;
    create schema if not exists kernel;
    create schema if not exists analytics;
    create table if not exists kernel.migration (
      module text, file text, applied_at timestamptz not null default now(), primary key (module, file))`)
  for (const migrations of all) await migrateModule(pool, migrations)
}

async function migrateModule(pool: Pool, { module, folder }: Migrations): Promise<void> {
  await pool.query(`create schema if not exists ${module}`)
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  for (const file of files) {
    const sql = await readFile(new URL(file, folder), 'utf8')
    await pool
      .transaction(async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(hashtext('datong.migrate'))`)
        const done = await tx.query('select 1 from kernel.migration where module = $1 and file = $2', [module, file])
        if (done.length > 0) return
        await tx.query(sql)
        await tx.query('insert into kernel.migration (module, file) values ($1, $2)', [module, file])
      })
      .catch((cause: unknown) => {
        throw new Error(`Migration ${module}/${file} failed: ${cause instanceof Error ? cause.message : cause}`, { cause })
      })
  }
}
