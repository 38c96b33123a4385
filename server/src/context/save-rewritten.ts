import type { Rewritten } from './batch-rewritten.ts'
import { datasetSql } from './history-row.ts'

/**
 * Further parts of the statement that writes a batch, for what few batches have: nothing of them is there when it is not needed,
 * so that readings pay nothing for it. `parameter` is the one that holds `Rewritten` as JSON.
 */
export function rewrittenSql(parts: RewrittenParts, parameter: string): string {
  const rows = (member: keyof Rewritten, columns: string) =>
    `jsonb_to_recordset(${parameter}::jsonb -> '${member}') as r(tenant text, id text${columns})`
  const returned = `, returned as (
  delete from context.departed d using ${rows('returned', '')} where d.tenant = r.tenant and d.id = r.id
), born as (
  insert into context.born_of_history (tenant, id) select tenant, id from ${rows('born', '')} on conflict do nothing
), touched as (
  insert into context.history_touched (tenant, entity_id, attribute, day) select tenant, id, attribute, day
  from ${rows('touched', ', attribute text, day timestamptz')} where day < (select until from context.history_rolled for share)
)`
  const rest = `, forgotten as (
  delete from context.history h using ${rows('forgotten', ', attribute text, dataset text, every boolean, at timestamptz, upto bigint')}
  where h.tenant = r.tenant and h.entity_id = r.id and (r.attribute is null or h.attribute = r.attribute)
    and (r.every or ${datasetSql} is not distinct from r.dataset)
    and (r.at is null or h.at = r.at) and (r.upto is null or h.id <= r.upto)
  returning h.tenant, h.entity_id, h.attribute, h.at
), touched_by_forgetting as (
  insert into context.history_touched (tenant, entity_id, attribute, day)
  select distinct tenant, entity_id, attribute, date_trunc('day', at, 'UTC') from forgotten
  where at < (select until from context.history_rolled for share)
), changed as (
  update context.history h set at = r.at, number = r.number, instance = r.instance
  from jsonb_to_recordset(${parameter}::jsonb -> 'changed') as r(tenant text, entity_id text, attribute text, id bigint, at timestamptz,
    number double precision, instance jsonb)
  where h.tenant = r.tenant and h.entity_id = r.entity_id and h.attribute = r.attribute and h.id = r.id
), departed as (
  insert into context.departed as d (tenant, id, types, scopes, created_at, modified_at, deleted_at)
  select tenant, id, types, scopes, created_at, modified_at, deleted_at
  from ${rows('departed', ', types text[], scopes text[], created_at timestamptz, modified_at timestamptz, deleted_at timestamptz')}
  on conflict (tenant, id) do update set types = excluded.types, scopes = excluded.scopes, created_at = excluded.created_at,
    modified_at = excluded.modified_at, deleted_at = excluded.deleted_at
), lost as (
  insert into context.past_attribute (tenant, id, attribute)
  select distinct tenant, id, attribute from ${rows('lost', ', attribute text')} on conflict do nothing
), erased as (
  delete from context.departed d using ${rows('erased', '')} where d.tenant = r.tenant and d.id = r.id
), unlisted as (
  delete from context.past_attribute p using ${rows('erased', '')} where p.tenant = r.tenant and p.id = r.id
), unborn as (
  delete from context.born_of_history b using gone g where b.tenant = g.tenant and b.id = g.id
)`
  if (parts === 'none') return ''
  return parts === 'some' ? returned : returned + rest
}

/** Which of the parts a batch needs: none, those that go with what is new or comes late, or all. */
export type RewrittenParts = 'none' | 'some' | 'all'

export function partsOf({ returned, born, touched, ...others }: Rewritten): RewrittenParts {
  if (Object.values(others).some((list) => list.length > 0)) return 'all'
  return returned.length + born.length + touched.length > 0 ? 'some' : 'none'
}
