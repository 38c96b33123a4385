import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from './database.ts'
import { migratedDatabase, migratedFolder } from './templates.ts'

/** Where a node that is tried keeps what it knows: what `spawnNode` needs, of its own. */
export type NodeGround = {
  readonly dataDir: string
  readonly env: { readonly DATABASE_URL: string }
  dispose(): Promise<void>
}

/** A data folder and a database that hold the migrations already: on a PostgreSQL server where a URL names one, else embedded. */
export async function nodeGround(databaseUrl: string | undefined): Promise<NodeGround> {
  const dataDir = await mkdtemp(join(tmpdir(), 'datong-node-'))
  const database = databaseUrl ? await createDatabase(databaseUrl, await migratedDatabase(databaseUrl)) : undefined
  if (database === undefined) await cp(await migratedFolder(), join(dataDir, 'database'), { recursive: true })
  return {
    dataDir,
    env: { DATABASE_URL: database?.url ?? '' },
    dispose: async () => {
      await database?.dispose()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
