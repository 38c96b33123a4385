import type { Db, Tx } from '#kernel'
import type { Batch } from './batch.ts'
import { censusRows } from './census.ts'
import type { Instance } from './entity.ts'
import { readRow } from './history-row.ts'
import { name, shorten } from './names.ts'
import { pastKey } from './observe.ts'
import { type FurtherPart, furtherSql, partsOf } from './save-rewritten.ts'
import { type Key, keyText } from './store.ts'

/**
 * Writes a batch as one statement, which is its own transaction: entities, their types, history and log, or nothing.
 *
 * @returns whether somebody wants events to tell what was there before a change
 * @throws SQLSTATE 40001 when an entity is not as it was read, or somebody wants what was there before and it is not in the
 * events; 23514 when a month has no partition
 */
export async function saveBatch(db: Db, batch: Batch): Promise<boolean> {
  const { entities, gone, typed, untyped, census, history, events, rewritten, keepsBefore } = batch
  const isSharded = await db.isSharded()
  const further = partsOf(rewritten, gone, isSharded)
  if (history.length === 0 && events.length === 0 && further.length === 0) return keepsBefore
  const lists: Record<Part, readonly unknown[]> = { entities, gone, typed, untyped, census: censusRows(census), history, events }
  const used = isSharded ? allParts.filter((part) => lists[part].length > 0) : allParts
  const values = [...used.map((part) => JSON.stringify(lists[part])), entities.length + gone.length, keepsBefore]
  if (further.length > 0) values.push(JSON.stringify(rewritten))
  const [row] = await db.prepared<{ wanted: boolean }>(saveSql(used, further), values)
  return row?.wanted ?? keepsBefore
}

/** The parts of the statement that writes a batch, each as it reads its rows from a parameter that holds them as JSON. */
const partSql = {
  entities: (rows: string) => `
  insert into context.entity as e (tenant, id, types, scopes, document, geometry, created_at, modified_at, expires_at, version)
  select tenant, id, types, scopes, document, st_force2d(st_setsrid(st_geomfromgeojson(location), 4326)), created_at, modified_at,
    expires_at, version
  from jsonb_to_recordset(${rows}) as r(tenant text, id text, types text[], scopes text[], document jsonb, location jsonb,
    created_at timestamptz, modified_at timestamptz, expires_at timestamptz, version bigint)
  order by tenant, id
  on conflict (tenant, id) do update set
    types = excluded.types, scopes = excluded.scopes, document = excluded.document,
    geometry = case when excluded.document ? '${name('location')}' then coalesce(excluded.geometry, e.geometry) end,
    created_at = excluded.created_at, modified_at = excluded.modified_at, expires_at = excluded.expires_at, version = excluded.version
  where e.version = excluded.version - 1
  returning 1`,
  gone: (rows: string) => `
  delete from context.entity e using jsonb_to_recordset(${rows}) as r(tenant text, id text, version bigint)
  where e.tenant = r.tenant and e.id = r.id and e.version = r.version
  returning e.tenant, e.id`,
  typed: (rows: string) => `
  insert into context.entity_type (tenant, type, id)
  select * from jsonb_to_recordset(${rows}) as r(tenant text, type text, id text) order by 1, 2, 3
  on conflict do nothing`,
  untyped: (rows: string) => `
  delete from context.entity_type t using jsonb_to_recordset(${rows}) as r(tenant text, type text, id text)
  where t.tenant = r.tenant and t.type = r.type and t.id = r.id`,
  census: (rows: string) => `
  insert into context.census_change (tenant, type, attribute, kind, count)
  select * from jsonb_to_recordset(${rows}) as r(tenant text, type text, attribute text, kind text, count bigint)`,
  history: (rows: string) => `
  insert into context.history (tenant, entity_id, attribute, at, recorded, number, instance)
  select * from jsonb_to_recordset(${rows}) as r(tenant text, entity_id text, attribute text, at timestamptz,
    recorded timestamptz, number double precision, instance jsonb)`,
  events: (rows: string) => `
  insert into kernel.log (tenant, kind, subject, body)
  select * from jsonb_to_recordset(${rows}) as r(tenant text, kind text, subject text, body jsonb)`,
}

type Part = keyof typeof partSql
const allParts = Object.keys(partSql) as Part[]
const statements = new Map<string, string>()

/** A part without rows costs PostgreSQL nothing, so that it knows few statements; Citus asks every shard for it. */
function saveSql(used: readonly Part[], further: readonly FurtherPart[]): string {
  const key = `${used} ${further}`
  const known = statements.get(key)
  if (known !== undefined) return known
  const [expected, keepsBefore, rewritten = ''] = [1, 2, 3].map((beyond) => `$${used.length + beyond}`)
  const parts = [
    ...used.map((part, index) => `${part} as (${partSql[part](`$${index + 1}::jsonb`)}\n)`),
    ...furtherSql(further, rewritten),
  ]
  const changed = (['entities', 'gone'] as const).map((part) => (used.includes(part) ? `(select count(*) from ${part})` : '0'))
  const sql = `with ${parts.join(', ')} select context.settle(${changed.join(' + ')}, ${expected}, ${keepsBefore}) as wanted`
  statements.set(key, sql)
  return sql
}

export type PastAsk = Key & { readonly attribute: string; readonly at: string }

/** The keys (`pastKey`) of what the history holds of these attributes at these times, by entity. */
export async function findPast(db: Db | Tx, asks: readonly PastAsk[]): Promise<Map<string, Set<string>>> {
  const past = new Map<string, Set<string>>()
  if (asks.length === 0) return past
  const rows = await db.prepared<{
    tenant: string
    id: string
    attribute: string
    at: Date
    number: number | null
    instance: Instance | null
  }>((await db.isSharded()) ? pastInShards : pastByAsk, [
    asks.map((ask) => ask.tenant),
    asks.map((ask) => ask.id),
    asks.map((ask) => shorten(ask.attribute)),
    asks.map((ask) => ask.at),
  ])
  for (const row of rows) {
    const key = keyText(row)
    past.set(key, (past.get(key) ?? new Set()).add(pastKey(name(row.attribute), readRow(row))))
  }
  return past
}

const pastColumns = 'h.tenant, h.entity_id as id, h.attribute, h.at, h.number, h.instance'

const pastByAsk = `select ${pastColumns}
  from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as ask(tenant, id, attribute, at) cross join lateral
    (select * from context.history h where h.tenant = ask.tenant and h.entity_id = ask.id
       and h.attribute = ask.attribute and h.at = ask.at limit 1000) h`

/** Citus finds the servers to ask by a list of ids. What it brings beyond what was asked for is in the history as well. */
const pastInShards = `select ${pastColumns} from context.history h
  where h.tenant = any($1::text[]) and h.entity_id = any($2::text[]) and h.attribute = any($3::text[]) and h.at = any($4::timestamptz[])`

/** Makes the partitions of the history that rows of these months (`2026-11`) need. */
export async function keepMonths(db: Db, months: Iterable<string>): Promise<void> {
  for (const month of months)
    if (month >= '1970-01' && month < '2100-01') await db.query('select context.keep_month($1)', [`${month}-01`])
}
