import type { Db, Tx } from '#kernel'
import type { Batch } from './batch.ts'
import { censusRows } from './census.ts'
import type { Instance } from './entity.ts'
import { readRow } from './history-row.ts'
import { name, shorten } from './names.ts'
import { pastKey } from './observe.ts'
import { partsOf, type RewrittenParts, rewrittenSql } from './save-rewritten.ts'
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
  const parts = partsOf(rewritten)
  if (history.length === 0 && events.length === 0 && parts === 'none') return keepsBefore
  const rows = [entities, gone, typed, untyped, censusRows(census), history, events].map((list) => JSON.stringify(list))
  const values = [...rows, entities.length + gone.length, keepsBefore, ...(parts === 'none' ? [] : [JSON.stringify(rewritten)])]
  const [row] = await db.prepared<{ wanted: boolean }>(saveSql[parts], values)
  return row?.wanted ?? keepsBefore
}

const sqlWith = (parts: RewrittenParts) => `
with entities as (
  insert into context.entity as e (tenant, id, types, scopes, document, geometry, created_at, modified_at, expires_at, version)
  select tenant, id, types, scopes, document, st_force2d(st_setsrid(st_geomfromgeojson(location), 4326)), created_at, modified_at,
    expires_at, version
  from jsonb_to_recordset($1::jsonb) as r(tenant text, id text, types text[], scopes text[], document jsonb, location jsonb,
    created_at timestamptz, modified_at timestamptz, expires_at timestamptz, version bigint)
  order by tenant, id
  on conflict (tenant, id) do update set
    types = excluded.types, scopes = excluded.scopes, document = excluded.document,
    geometry = case when excluded.document ? '${name('location')}' then coalesce(excluded.geometry, e.geometry) end,
    created_at = excluded.created_at, modified_at = excluded.modified_at, expires_at = excluded.expires_at, version = excluded.version
  where e.version = excluded.version - 1
  returning 1
), gone as (
  delete from context.entity e using jsonb_to_recordset($2::jsonb) as r(tenant text, id text, version bigint)
  where e.tenant = r.tenant and e.id = r.id and e.version = r.version
  returning e.tenant, e.id
), typed as (
  insert into context.entity_type (tenant, type, id)
  select * from jsonb_to_recordset($3::jsonb) as r(tenant text, type text, id text) order by 1, 2, 3
  on conflict do nothing
), untyped as (
  delete from context.entity_type t using jsonb_to_recordset($4::jsonb) as r(tenant text, type text, id text)
  where t.tenant = r.tenant and t.type = r.type and t.id = r.id
), census as (
  insert into context.census_change (tenant, type, attribute, kind, count)
  select * from jsonb_to_recordset($5::jsonb) as r(tenant text, type text, attribute text, kind text, count bigint)
), history as (
  insert into context.history (tenant, entity_id, attribute, at, recorded, number, instance)
  select * from jsonb_to_recordset($6::jsonb) as r(tenant text, entity_id text, attribute text, at timestamptz,
    recorded timestamptz, number double precision, instance jsonb)
), events as (
  insert into kernel.log (tenant, kind, subject, body)
  select * from jsonb_to_recordset($7::jsonb) as r(tenant text, kind text, subject text, body jsonb)
)${rewrittenSql(parts, '$10')}
select context.settle((select count(*) from entities) + (select count(*) from gone), $8, $9) as wanted`

const saveSql = { none: sqlWith('none'), some: sqlWith('some'), all: sqlWith('all') }

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
