import type { Rewritten } from './batch-rewritten.ts'
import { datasetSql } from './history-row.ts'

/**
 * Further parts of the statement that writes a batch, for what few batches have. `parameter` is the one that holds `Rewritten` as
 * JSON; what is gone is known from the part of that name.
 */
function partSql(parameter: string) {
  const rows = (member: keyof Rewritten, columns: string) =>
    `jsonb_to_recordset(${parameter}::jsonb -> '${member}') as r(tenant text, id text${columns})`
  return {
    returned: `
  delete from context.departed d using ${rows('returned', '')} where d.tenant = r.tenant and d.id = r.id`,
    born: `
  insert into context.born_of_history (tenant, id) select tenant, id from ${rows('born', '')} on conflict do nothing`,
    touched: `
  insert into context.history_touched (tenant, entity_id, attribute, day) select tenant, id, attribute, day
  from ${rows('touched', ', attribute text, day timestamptz')} where day < (select until from context.history_rolled for share)`,
    forgotten: `
  delete from context.history h using ${rows('forgotten', ', attribute text, dataset text, every boolean, at timestamptz, upto bigint')}
  where h.tenant = r.tenant and h.entity_id = r.id and (r.attribute is null or h.attribute = r.attribute)
    and (r.every or ${datasetSql} is not distinct from r.dataset)
    and (r.at is null or h.at = r.at) and (r.upto is null or h.id <= r.upto)
  returning h.tenant, h.entity_id, h.attribute, h.at`,
    touched_by_forgetting: `
  insert into context.history_touched (tenant, entity_id, attribute, day)
  select distinct tenant, entity_id, attribute, date_trunc('day', at, 'UTC') from forgotten
  where at < (select until from context.history_rolled for share)`,
    changed: `
  update context.history h set at = r.at, number = r.number, instance = r.instance
  from jsonb_to_recordset(${parameter}::jsonb -> 'changed') as r(tenant text, entity_id text, attribute text, id bigint, at timestamptz,
    number double precision, instance jsonb)
  where h.tenant = r.tenant and h.entity_id = r.entity_id and h.attribute = r.attribute and h.id = r.id`,
    departed: `
  insert into context.departed as d (tenant, id, types, scopes, created_at, modified_at, deleted_at)
  select tenant, id, types, scopes, created_at, modified_at, deleted_at
  from ${rows('departed', ', types text[], scopes text[], created_at timestamptz, modified_at timestamptz, deleted_at timestamptz')}
  on conflict (tenant, id) do update set types = excluded.types, scopes = excluded.scopes, created_at = excluded.created_at,
    modified_at = excluded.modified_at, deleted_at = excluded.deleted_at`,
    lost: `
  insert into context.past_attribute (tenant, id, attribute)
  select distinct tenant, id, attribute from ${rows('lost', ', attribute text')} on conflict do nothing`,
    erased: `
  delete from context.departed d using ${rows('erased', '')} where d.tenant = r.tenant and d.id = r.id`,
    unlisted: `
  delete from context.past_attribute p using ${rows('erased', '')} where p.tenant = r.tenant and p.id = r.id`,
    unborn: `
  delete from context.born_of_history b using gone g where b.tenant = g.tenant and b.id = g.id`,
  }
}

export type FurtherPart = keyof ReturnType<typeof partSql>

/** Those that go with what is new or comes late. */
const usual: readonly FurtherPart[] = ['returned', 'born', 'touched']
const all = Object.keys(partSql('')) as FurtherPart[]

/**
 * The further parts that a batch needs. PostgreSQL passes over a part without rows at no cost, so that they come together and few
 * statements are prepared: none, those that go with readings, or all. Citus would ask every shard for each.
 */
export function partsOf(rewritten: Rewritten, gone: readonly unknown[], isSharded: boolean): readonly FurtherPart[] {
  const { forgotten, erased } = rewritten
  const lists = { ...rewritten, touched_by_forgetting: forgotten, unlisted: erased, unborn: gone }
  const needed = all.filter((part) => lists[part].length > 0)
  if (isSharded) return needed
  if (needed.length === 0) return []
  return needed.every((part) => usual.includes(part)) ? usual : all
}

export function furtherSql(parts: readonly FurtherPart[], parameter: string): string[] {
  const sql = partSql(parameter)
  return parts.map((part) => `${part} as (${sql[part]}\n)`)
}
