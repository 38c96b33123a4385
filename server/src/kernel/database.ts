import { createHash } from 'node:crypto'
import { once } from 'node:events'
import pg from 'pg'

/** Something SQL can be sent to: the pool, or one transaction. */
export type Db = {
  /**
   * Rows as objects: `jsonb` parsed, `int8` and `numeric` as numbers, `timestamptz` as `Date`.
   *
   * @throws the driver's error, with its SQLSTATE in `code`
   */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** The same through a named prepared statement, which stays on the connection: for hot SQL whose text is constant. */
  prepared<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Whether Citus is there, which may keep tables on several servers, and then cannot do all that PostgreSQL can. */
  isSharded(): Promise<boolean>
}

declare const inTransaction: unique symbol

/** A `Db` that is inside a transaction, so that a function asking for one cannot be called outside. */
export type Tx = Db & { readonly [inTransaction]: true }

export type Pool = Db & {
  /**
   * Commits when the work resolves and rolls back when it throws. The embedded database has a single connection: work that
   * asks the pool instead of its `tx` would wait for itself.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Answers what was asked until now, then ends the connections. */
  close(): Promise<void>
}

/** Where a database listens: a URL, or the folder of the embedded database's private socket. */
export type Address = { readonly url: string } | { readonly socketFolder: string }

const numberTypes = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])
/** The object id of `text[]`, which the driver does not name. */
const textArrayType = 1009

/** Reads `int8` and `numeric` as JavaScript numbers: no count or measurement of ours leaves the 2^53 that stay exact. */
const rowTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(oid, format)
    if (numberTypes.has(oid)) return Number
    return oid === textArrayType ? readTexts : pg.types.getTypeParser(oid, 'text')
  }) as typeof pg.types.getTypeParser,
}

const readAnyTexts = pg.types.getTypeParser(textArrayType as number, 'text') as (text: string) => string[]

/** Lists of plain words, as most are, without the driver's walk from letter to letter. */
function readTexts(text: string): string[] {
  if (text === '{}') return []
  return /["\\]|NULL|^\[|^\{\{/.test(text) ? readAnyTexts(text) : text.slice(1, -1).split(',')
}

/**
 * Opens a pool of connections; nothing is sent before the first query.
 *
 * @param onBroken hears of every connection that breaks, in use or idle: the pool replaces it, and what was asked on it fails
 */
export function connect(address: Address, onBroken: (error: Error) => void): Pool {
  const pool = new pg.Pool({ ...optionsFor(address), types: rowTypes, connectionTimeoutMillis: 60_000 })
  pool.on('error', onBroken)
  // The pool listens to idle connections only; one that breaks in use, with nobody listening, would end the process.
  pool.on('acquire', (client) => client.on('error', onBroken))
  pool.on('release', (_error, client) => client.off('error', onBroken))
  const citus = citusFinder(address)
  const connected = new Set<pg.PoolClient>()
  pool.on('connect', (client) => connected.add(client))
  pool.on('remove', (client) => connected.delete(client))
  return {
    ...dbOn({ query: (query) => queryOnce(pool, query) }, citus),
    transaction: async (work) => {
      const client = await pool.connect()
      return inside(client, citus, work).finally(() => client.release())
    },
    close: async () => {
      // Once it is ending, the pool would never answer those who still wait for a connection.
      while (pool.waitingCount > 0) await once(pool, 'release')
      await pool.end()
      // The pool has ended before its connections have: a database that goes away now would break them.
      while (connected.size > 0) await once(pool, 'remove')
    },
  }
}

/**
 * One query on any connection, which survives an error of the SQL: the pool's own `query` would close it, and with it lose what
 * was prepared on it.
 */
async function queryOnce(pool: pg.Pool, query: pg.QueryConfig): Promise<pg.QueryResult> {
  const client = await pool.connect()
  try {
    const result = await client.query(query)
    client.release()
    return result
  } catch (error) {
    const isBroken = !(error instanceof pg.DatabaseError)
    // A text of several statements may have begun a transaction, which whoever comes next must not find.
    if (!isBroken && query.values === undefined) await client.query('rollback')
    client.release(isBroken)
    throw error
  }
}

/** Disks have no arms any more, and compiling a plan takes longer than any of our statements. */
export const connectionSettings = ['random_page_cost = 1.1', 'jit = off'] as const

function optionsFor(address: Address): pg.PoolConfig {
  if ('url' in address)
    return {
      connectionString: address.url,
      max: 10,
      onConnect: async (client) => void (await client.query(connectionSettings.map((setting) => `set ${setting}`).join('; '))),
    }
  return {
    host: address.socketFolder,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    // The embedded engine is one session for all connections, so a new connection must forget what an earlier one prepared.
    onConnect: async (client) => void (await client.query('deallocate all')),
  }
}

async function inside<T>(client: pg.PoolClient, citus: CitusFinder, work: (tx: Tx) => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work(dbOn(client, citus) as Tx)
    await client.query('commit')
    return result
  } catch (error) {
    // When the rollback fails too, the connection is gone and with it the transaction: the first error is the one to tell.
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

type Target = { query(query: pg.QueryConfig): Promise<pg.QueryResult> }
type CitusFinder = (target: Target) => Promise<boolean>

/** Asks until it was answered; an extension is not added while servers are at work. */
function citusFinder(address: Address): CitusFinder {
  let isThere = 'url' in address ? undefined : false
  return async (target) => {
    isThere ??= (await target.query({ text: `select 1 from pg_extension where extname = 'citus'` })).rows.length > 0
    return isThere
  }
}

function dbOn(target: Target, citus: CitusFinder): Db {
  // Several statements in one text, as in a migration, answer with a result each: their rows follow one another.
  const run = async (query: pg.QueryConfig) => {
    const result = (await target.query(query)) as pg.QueryResult | pg.QueryResult[]
    return Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows
  }
  return {
    query: async (text, values) => (await run(values === undefined ? { text } : { text, values: [...values] })) as never,
    prepared: async (text, values = []) => (await run({ name: nameOf(text), text, values: [...values] })) as never,
    isSharded: () => citus(target),
  }
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 20)
  names.set(text, name)
  return name
}
