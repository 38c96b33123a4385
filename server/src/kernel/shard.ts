import { connectionSettings, type Tx } from './database.ts'

/**
 * What a module spreads over the servers of a Citus cluster: tables, each with the column that says where a row lies (rows of one
 * value lie on one server), and functions that those servers need to answer for them.
 */
export type Shards = { readonly tables: Readonly<Record<string, string>>; readonly functions: readonly string[] }

/** Spreads tables that are not spread yet, with what is in them, where Citus is there and has servers to take them. */
export async function shardTables(tx: Tx, { tables, functions }: Shards): Promise<void> {
  if (!(await hasServers(tx))) return
  // Partitions of one table are made over the same connection to a server, as Citus wants it.
  await tx.query(`set local citus.multi_shard_modify_mode = 'sequential'`)
  const [first = 'none'] = Object.keys(tables)
  for (const [table, column] of Object.entries(tables)) {
    const done = await tx.query('select 1 from pg_dist_partition where logicalrelid = $1::regclass', [table])
    if (done.length > 0) continue
    await tx.query('select create_distributed_table($1, $2, colocate_with => $3)', [
      table,
      column,
      table === first ? 'none' : first,
    ])
    await tx.query('select truncate_local_data_after_distributing_table($1)', [table])
  }
  for (const signature of functions) await tx.query('select create_distributed_function($1)', [signature])
  await tellServers(tx)
}

/** What is set for our own connections to the coordinator (`database.ts`) Citus does not tell its servers, which plan and compile by it. */
async function tellServers(tx: Tx): Promise<void> {
  const [database] = await tx.query<{ name: string; isTold: boolean }>(
    `select quote_ident(current_database()) as name, exists (
       select from pg_db_role_setting where setdatabase = d.oid and setrole = 0 and 'jit=off' = any(setconfig)) as "isTold"
     from pg_database d where datname = current_database()`,
  )
  if (database === undefined || database.isTold) return
  for (const setting of connectionSettings) await tx.query(`alter database ${database.name} set ${setting}`)
}

async function hasServers(tx: Tx): Promise<boolean> {
  if (!(await tx.isSharded())) return false
  const servers = await tx.query(`select 1 from pg_dist_node where isactive and shouldhaveshards and noderole = 'primary'`)
  return servers.length > 0
}
