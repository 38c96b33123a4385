import { join } from 'node:path'
import {
  type Address,
  type Config,
  connect,
  type Logger,
  migrate,
  openEmbedded,
  type Pool,
  realignLog,
  SetupProblem,
} from '#kernel'
import { allSchemas } from '../schemas.ts'
import type { Stops } from './stops.ts'

/**
 * Opens the database of the settings, embedded unless they name one, and brings it up to date.
 *
 * @throws {SetupProblem} when it does not answer or cannot be used
 */
export async function openDatabase(config: Config, logger: Logger, stops: Stops): Promise<Pool> {
  const pool = connect(await findAddress(config, stops), (error) =>
    logger.error({ err: error }, 'a connection to the database broke'),
  )
  stops.push(pool.close)
  await pool.query('select 1').catch((cause: Error) => {
    throw new SetupProblem(`The database of DATABASE_URL does not answer: ${cause.message}.`, { cause })
  })
  await migrate(pool, allSchemas)
  await realignLog(pool)
  return pool
}

async function findAddress({ databaseUrl, dataDir }: Config, stops: Stops): Promise<Address> {
  if (databaseUrl !== undefined) return { url: databaseUrl }
  const folder = join(dataDir, 'database')
  const embedded = await openEmbedded(folder).catch((cause: Error) => {
    throw new SetupProblem(`The embedded database in ${folder} does not start: ${cause.message}.`, { cause })
  })
  stops.push(embedded.close)
  return embedded.address
}
