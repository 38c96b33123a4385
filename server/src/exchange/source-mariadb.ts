import mysql from 'mysql2/promise'
import type { FieldKind, SourceSpec, SystemSpec } from '#contract'
import { asTable, type Connection, type RawAsk, type TableSpec } from './source-connection.ts'
import { sourceLimits } from './source-limits.ts'
import { type Reach, reachingSocket, requireReachable, unreachable } from './source-reach.ts'
import { SourceAway } from './source-trouble.ts'

type Spec = Extract<SystemSpec, { kind: 'postgresql' | 'mariadb' }>
type Column = { readonly name: string; readonly type: string }

const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``

/** A MariaDB or MySQL database of a department, of which tables and views are read. */
export function connectMariadb(spec: Spec, password: string, reach: Reach): Connection {
  const { host, port, database, user, tls } = spec
  const pool = mysql.createPool({
    host,
    port,
    database,
    user,
    password,
    ...(tls && { ssl: { rejectUnauthorized: true, verifyIdentity: true } }),
    connectTimeout: sourceLimits.connectMs,
    connectionLimit: sourceLimits.connections,
    idleTimeout: 30_000,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    // Several statements in one text would be a door for whoever finds a way to write into one.
    multipleStatements: false,
    stream: () => reachingSocket(reach, host).connect(port, host),
  })
  const within = <T>(signal: AbortSignal | undefined, work: (ask: Ask) => Promise<T>) => {
    requireReachable(reach, host)
    return inside(pool, signal, work)
  }
  return {
    places: () => within(undefined, listTables),
    describe: (source) =>
      within(undefined, async (ask) => {
        const columns = await findColumns(ask, asTable(source))
        return columns.map(({ name, type }) => ({ name, kind: kindOf(type) }))
      }),
    find: (source, asked) => within(asked.signal, (ask) => findRows(ask, asTable(source), asked)),
    close: () => pool.end(),
  }
}

type Ask = <Row>(sql: string, values?: readonly string[]) => Promise<readonly Row[]>

async function inside<T>(pool: mysql.Pool, signal: AbortSignal | undefined, work: (ask: Ask) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection().catch((cause: unknown) => {
    throw away(cause)
  })
  const stopping = new AbortController()
  const stopped = new Promise<never>((_resolve, reject) => {
    const stop = () => {
      // Nobody waits for the answer any more, and the system need not go on with it; the driver itself would go on waiting.
      connection.destroy()
      reject(new SourceAway('too-slow'))
    }
    signal?.addEventListener('abort', stop, { signal: stopping.signal })
  })
  const ask: Ask = async (sql, values = []) => {
    const [rows] = await connection.execute({ sql, values: [...values], timeout: sourceLimits.timeoutMs })
    return rows as never
  }
  try {
    await connection.query('start transaction read only')
    const result = await Promise.race([work(ask), stopped])
    await connection.query('rollback')
    connection.release()
    return result
  } catch (cause) {
    // What a failed question leaves behind on a connection is not known: the next one gets another.
    connection.destroy()
    throw cause instanceof SourceAway ? cause : away(cause, signal)
  } finally {
    stopping.abort()
  }
}

async function listTables(ask: Ask): Promise<readonly SourceSpec[]> {
  const rows = await ask<{ s: string; t: string }>(
    `select table_schema as s, table_name as t from information_schema.tables
     where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys') order by 1, 2 limit ${sourceLimits.places}`,
  )
  return rows.map(({ s, t }) => ({ kind: 'table', schema: s, table: t }))
}

async function findColumns(ask: Ask, { schema, table }: TableSpec): Promise<readonly Column[]> {
  const rows = await ask<Column>(
    `select column_name as name, column_type as type from information_schema.columns
     where table_schema = ? and table_name = ? order by ordinal_position`,
    [schema, table],
  )
  if (rows.length === 0) throw new SourceAway('not-there')
  return rows
}

async function findRows(ask: Ask, source: TableSpec, { identifier, identifiers, fields }: RawAsk) {
  const columns = new Map((await findColumns(ask, source)).map((column) => [column.name, column]))
  const gone = fields.filter((name) => !columns.has(name))
  if (gone.length > 0)
    throw new SourceAway('not-there', { faults: gone.map((name) => ({ message: `There is no column ${name} to read.` })) })
  // Compared with a text, a number would be rounded to 53 bits; compared with a number, any text that is none would be zero.
  const isNumber = kindOf(columns.get(identifier)?.type ?? '') === 'number'
  const people = isNumber ? identifiers.filter((text) => /^-?\d{1,30}$/.test(text)) : identifiers
  if (people.length === 0) return []
  const one = isNumber ? 'cast(? as decimal(65))' : '?'
  const rows = await ask<Record<string, unknown>>(
    `select ${fields.map(quoted).join(', ')} from ${quoted(source.schema)}.${quoted(source.table)}
     where ${quoted(identifier)} in (${people.map(() => one).join(', ')}) limit ${sourceLimits.rows + 1}`,
    people,
  )
  return rows.map((values) => ({ values }))
}

/** By the type as it was declared; `tinyint(1)` is what these databases call a boolean. */
function kindOf(type: string): FieldKind {
  if (/^(tinyint\(1\)|bit\(1\))/.test(type)) return 'boolean'
  if (/^(tinyint|smallint|mediumint|int|bigint|decimal|float|double|year)/.test(type)) return 'number'
  return /^(date|datetime|timestamp)/.test(type) ? 'date' : 'text'
}

const refused = new Set(['ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR', 'ER_HOST_NOT_PRIVILEGED'])
const missing = new Set(['ER_BAD_DB_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_NO_SUCH_TABLE', 'ER_BAD_FIELD_ERROR'])
const denied = new Set(['ER_TABLEACCESS_DENIED_ERROR', 'ER_COLUMNACCESS_DENIED_ERROR'])

function away(cause: unknown, signal?: AbortSignal): SourceAway {
  const { code = '' } = cause as { code?: string }
  if (signal?.aborted || code === 'PROTOCOL_SEQUENCE_TIMEOUT' || code === 'ETIMEDOUT')
    return new SourceAway('too-slow', { cause })
  if (refused.has(code)) return new SourceAway('password-refused', { cause })
  if (missing.has(code) || denied.has(code)) return new SourceAway('not-there', { cause })
  return unreachable(cause)
}
