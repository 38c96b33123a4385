import { randomBytes } from 'node:crypto'
import { connect, migrate, type Pool } from '#kernel'
import { allSchemas } from '../src/schemas.ts'
import type { OwnDatabase } from './database.ts'

const fail = (error: Error) => {
  throw error
}

type Node = { readonly host: string; readonly port: number; readonly isCoordinator: boolean }

/** Few, because every one of them is made anew for every test file. */
const shards = 4

/**
 * Makes a database on the Citus cluster of this coordinator, and on all of its workers, with all migrations. It cannot be copied from
 * a template: what Citus knows of its shards does not come along.
 *
 * @param url of a database of the coordinator in which the workers are known
 * @param before what is done in it before it has any servers, while its tables still lie in it as in any database
 */
export async function createShardedDatabase(
  url: string,
  before?: (pool: Pool) => Promise<unknown>,
): Promise<OwnDatabase & { readonly url: string }> {
  const server = connect({ url }, fail)
  const nodes = await nodesOf(server)
  const name = `datong_${randomBytes(6).toString('hex')}`
  // One after the other: Citus refuses to make two databases known to one worker at once.
  await server.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('datong.citus'))`)
    for (const node of nodes) {
      await onNode(url, node, 'postgres', [`create database ${name}`])
      await onNode(url, node, name, ['create extension citus', 'create extension postgis'])
    }
  })
  const own = new URL(url)
  own.pathname = `/${name}`
  const address = { url: own.href }
  const pool = connect(address, fail)
  if (before !== undefined) await migrate(pool, allSchemas).then(() => before(pool))
  await server.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('datong.citus'))`)
    await addServers(pool, nodes, name)
  })
  await server.close()
  await pool.close()
  const spreading = connect(address, fail)
  await migrate(spreading, allSchemas)
  await spreading.close()
  return {
    ...address,
    address,
    dispose: async () => {
      // Citus itself has connections to it, which go with it.
      for (const node of nodes) await onNode(url, node, 'postgres', [`drop database ${name} with (force)`])
    },
  }
}

async function addServers(pool: Pool, nodes: readonly Node[], name: string): Promise<void> {
  await pool.query(`alter database ${name} set citus.shard_count = ${shards}`)
  for (const { host, port, isCoordinator } of nodes)
    await pool.query(isCoordinator ? 'select citus_set_coordinator_host($1, $2)' : 'select citus_add_node($1, $2)', [host, port])
}

async function nodesOf(pool: Pool): Promise<readonly Node[]> {
  const nodes = await pool.query<Node>(
    'select nodename as host, nodeport as port, groupid = 0 as "isCoordinator" from pg_dist_node where isactive order by groupid',
  )
  if (!nodes.some(({ isCoordinator }) => isCoordinator)) throw new Error('This is not the coordinator of a Citus cluster')
  return nodes
}

async function onNode(url: string, { host, port }: Node, database: string, statements: readonly string[]): Promise<void> {
  const target = new URL(url)
  target.host = `${host}:${port}`
  target.pathname = `/${database}`
  const pool = connect({ url: target.href }, fail)
  for (const statement of statements) await pool.query(statement)
  await pool.close()
}
