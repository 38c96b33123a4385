import pg from 'pg'
import type { FieldKind, SystemSpec } from '#contract'
import { asTable, type Connection, type RawAsk, type TableSpec } from './source-connection.ts'
import { sourceLimits } from './source-limits.ts'
import { type Reach, reachingSocket, requireReachable, unreachable } from './source-reach.ts'
import { SourceAway } from './source-trouble.ts'

type Spec = Extract<SystemSpec, { kind: 'postgresql' | 'mariadb' }>

/** @param category of the type, as in `pg_type.typcategory` @param type quoted, for a cast */
type Column = { readonly name: string; readonly category: string; readonly type: string; readonly isWhole: boolean }

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** What every transaction begins with: nothing is written, nothing takes long, texts are as they are read here. */
const begin = `begin transaction read only; set local statement_timeout = ${sourceLimits.timeoutMs}; set local timezone = 'UTC';
  set local datestyle = 'ISO'; set local bytea_output = 'hex'`

/** A PostgreSQL database of a department, of which tables and views are read. */
export function connectPostgresql(spec: Spec, password: string, reach: Reach): Connection {
  const { host, port, database, user, tls } = spec
  const pool = new pg.Pool({
    host,
    port,
    database,
    user,
    password,
    ssl: tls,
    application_name: 'datong',
    max: sourceLimits.connections,
    connectionTimeoutMillis: sourceLimits.connectMs,
    idleTimeoutMillis: 30_000,
    stream: () => reachingSocket(reach, host),
    types: { getTypeParser: () => (text: string) => text },
  })
  // A connection that breaks while nobody uses it is replaced; one that breaks in use tells whoever uses it.
  pool.on('error', () => undefined)
  const within = <T>(signal: AbortSignal | undefined, work: (client: pg.PoolClient) => Promise<T>) => {
    requireReachable(reach, host)
    return inside(pool, signal, work)
  }
  return {
    places: () => within(undefined, listTables),
    describe: (source) =>
      within(undefined, async (client) => {
        const columns = await findColumns(client, asTable(source))
        return columns.map(({ name, category }) => ({ name, kind: kindOf(category) }))
      }),
    find: (source, ask) => within(ask.signal, (client) => findRows(client, asTable(source), ask)),
    close: () => pool.end(),
  }
}

async function inside<T>(
  pool: pg.Pool,
  signal: AbortSignal | undefined,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw away(cause)
  })
  let isBroken = false
  const stop = () => {
    isBroken = true
    // Nobody waits for the answer any more, and the system need not go on with it.
    client.release(true)
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('rollback')
    return result
  } catch (cause) {
    if (!isBroken) await client.query('rollback').catch(() => undefined)
    throw cause instanceof SourceAway ? cause : away(cause, signal)
  } finally {
    signal?.removeEventListener('abort', stop)
    if (!isBroken) client.release()
  }
}

async function listTables(client: pg.PoolClient): Promise<readonly TableSpec[]> {
  const { rows } = await client.query<{ schema: string; table: string }>(
    `select n.nspname as schema, c.relname as table from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'v', 'm', 'f', 'p') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
       and has_any_column_privilege(c.oid, 'select') order by 1, 2 limit ${sourceLimits.places}`,
  )
  return rows.map((row) => ({ kind: 'table', ...row }))
}

async function findColumns(client: pg.PoolClient, { schema, table }: TableSpec): Promise<readonly Column[]> {
  const { rows } = await client.query<{ name: string; category: string; type: string; whole: string }>(
    `select a.attname as name, t.typcategory as category, format('%I.%I', n.nspname, t.typname) as type,
       t.typname in ('int2', 'int4', 'int8') as whole
     from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
       join pg_catalog.pg_namespace n on n.oid = t.typnamespace
     where a.attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) and a.attnum > 0 and not a.attisdropped
       and has_column_privilege(a.attrelid, a.attnum, 'select') order by a.attnum`,
    [schema, table],
  )
  if (rows.length === 0) throw new SourceAway('not-there')
  return rows.map(({ whole, ...column }) => ({ ...column, isWhole: whole === 't' }))
}

async function findRows(client: pg.PoolClient, source: TableSpec, { identifier, identifiers, fields }: RawAsk) {
  const columns = new Map((await findColumns(client, source)).map((column) => [column.name, column]))
  const gone = [identifier, ...fields].filter((name) => !columns.has(name))
  if (gone.length > 0)
    throw new SourceAway('not-there', { faults: gone.map((name) => ({ message: `There is no column ${name} to read.` })) })
  const who = columns.get(identifier) as Column
  const { condition, values } = among(who, identifiers)
  if (values.length === 0) return []
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${fields.map((name) => quoted(name)).join(', ')} from ${quoted(source.schema)}.${quoted(source.table)}
     where ${condition} limit ${sourceLimits.rows + 1}`,
    [values],
  )
  return rows.map((values) => ({ values }))
}

/** A comparison that an index of the column serves, whatever its type; what cannot be of that type is nobody's. */
function among({ name, category, type, isWhole }: Column, identifiers: readonly string[]) {
  const column = quoted(name)
  if (category === 'S') return { condition: `${column} = any($1::${type}[])`, values: [...identifiers] }
  if (category !== 'N') return { condition: `${column}::text = any($1::text[])`, values: [...identifiers] }
  const numbers = identifiers.filter((text) => /^-?\d{1,18}$/.test(text))
  return { condition: `${column} = any($1::${isWhole ? 'int8' : type}[])`, values: numbers }
}

const kinds: Readonly<Record<string, FieldKind>> = { N: 'number', B: 'boolean', D: 'date' }
const kindOf = (category: string): FieldKind => kinds[category] ?? 'text'

/** What went wrong, by SQLSTATE or by the system call that failed. */
function away(cause: unknown, signal?: AbortSignal): SourceAway {
  const { code = '', message = '' } = cause as { code?: string; message?: string }
  if (signal?.aborted || code === '57014' || /timeout/.test(message)) return new SourceAway('too-slow', { cause })
  if (code.startsWith('28')) return new SourceAway('password-refused', { cause })
  if (['3D000', '42501', '42P01', '42703', '3F000'].includes(code)) return new SourceAway('not-there', { cause })
  return unreachable(cause)
}
