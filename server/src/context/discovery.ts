import type { Db } from '#kernel'

/** The expanded names of all types that entities of a tenant have. */
export async function findTypes(db: Db, tenant: string): Promise<string[]> {
  const rows = await db.prepared<{ type: string }>(
    `select type from context.census_now where tenant = $1 and attribute = '' and type <> '' order by type`,
    [tenant],
  )
  return rows.map(({ type }) => type)
}

/** An attribute of a type, with the kinds it has and how many instances there are of each. */
export type TypeAttribute = {
  readonly type: string
  readonly attribute: string
  readonly kind: string
  readonly count: number
}

/** The attributes of a type (or of all types), or one attribute of all types; those that entities have now. */
export async function findTypeAttributes(
  db: Db,
  tenant: string,
  { type, attribute }: { readonly type?: string; readonly attribute?: string } = {},
): Promise<TypeAttribute[]> {
  return db.prepared<TypeAttribute>(
    `select type, attribute, kind, count from context.census_now
     where tenant = $1 and type <> '' and attribute <> '' and type = coalesce($2, type) and attribute = coalesce($3, attribute)
     order by type, attribute, kind`,
    [tenant, type ?? null, attribute ?? null],
  )
}

/** How many entities have a type. */
export async function countOfType(db: Db, tenant: string, type: string): Promise<number> {
  const [row] = await db.prepared<{ count: number }>(
    `select count from context.census_now where tenant = $1 and type = $2 and attribute = ''`,
    [tenant, type],
  )
  return row?.count ?? 0
}

/** How many instances of an attribute there are in all entities. */
export async function countAttribute(db: Db, tenant: string, attribute: string): Promise<number> {
  const [row] = await db.prepared<{ count: number }>(
    `select coalesce(sum(count), 0)::bigint as count from context.census_now where tenant = $1 and type = '' and attribute = $2`,
    [tenant, attribute],
  )
  return row?.count ?? 0
}
