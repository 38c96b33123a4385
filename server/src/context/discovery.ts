import type { Db } from '#kernel'

/** The expanded names of all types that entities of a tenant have, found by skipping through the index of types. */
export async function findTypes(db: Db, tenant: string): Promise<string[]> {
  const rows = await db.query<{ type: string }>(
    `with recursive found(type) as (
       (select type from context.entity_type where tenant = $1 order by type limit 1)
       union all
       select (select t.type from context.entity_type t where t.tenant = $1 and t.type > found.type order by t.type limit 1)
       from found where found.type is not null)
     select type from found where type is not null`,
    [tenant],
  )
  return rows.map(({ type }) => type)
}

/** An attribute of a type, as entities have it now. */
export type TypeAttribute = { readonly type: string; readonly attribute: string; readonly kinds: readonly string[] }

/**
 * The attributes of types (or of all types), with the kinds they have in one of the newest entities; of what was noted when
 * entities were written, only what an entity still has.
 */
export async function findTypeAttributes(db: Db, tenant: string, types?: readonly string[]): Promise<TypeAttribute[]> {
  return db.query<TypeAttribute>(
    `select a.type, a.attribute, example.kinds from context.type_attribute a cross join lateral
       (select array(select distinct instance ->> 'type' from jsonb_array_elements(e.document -> a.attribute) instance) as kinds
        from context.entity_type t join context.entity e on e.tenant = t.tenant and e.id = t.id
        where t.tenant = a.tenant and t.type = a.type and e.document ? a.attribute limit 1) example
     where a.tenant = $1 and ($2::text[] is null or a.type = any($2)) order by 1, 2`,
    [tenant, types ?? null],
  )
}

export async function countOfType(db: Db, tenant: string, type: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*) as count from context.entity_type where tenant = $1 and type = $2',
    [tenant, type],
  )
  return row?.count ?? 0
}

/** How many instances of an attribute entities of these types have. */
export async function countAttribute(db: Db, tenant: string, attribute: string, types: readonly string[]): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select coalesce(sum(jsonb_array_length(e.document -> $2)), 0) as count from context.entity e
     where e.tenant = $1 and e.document ? $2
       and exists (select from context.entity_type t where t.tenant = e.tenant and t.id = e.id and t.type = any($3))`,
    [tenant, attribute, types],
  )
  return row?.count ?? 0
}
