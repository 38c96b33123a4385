import { join } from 'node:path'
import { type Address, type Config, connect, type Logger, migrate, openEmbedded, type Pool, realignLog } from '#kernel'
import { allSchemas } from '../schemas.ts'
import type { Stops } from './start.ts'

/** Opens the database of the settings, embedded unless they name one, and brings it up to date. */
export async function openDatabase(config: Config, logger: Logger, stops: Stops): Promise<Pool> {
  const pool = connect(await findAddress(config, stops), (error) =>
    logger.error({ err: error }, 'a connection to the database broke'),
  )
  stops.push(pool.close)
  await migrate(pool, allSchemas)
  await realignLog(pool)
  return pool
}

async function findAddress({ databaseUrl, dataDir }: Config, stops: Stops): Promise<Address> {
  if (databaseUrl !== undefined) return { url: databaseUrl }
  const embedded = await openEmbedded(join(dataDir, 'database'))
  stops.push(embedded.close)
  return embedded.address
}
