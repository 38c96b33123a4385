import type { Db, Tx } from '#kernel'
import type { Attributes, Entity } from './entity.ts'
import { name } from './names.ts'

/** An entity as it lies in the store. */
export type Stored = Entity & { readonly createdAt: Date; readonly modifiedAt: Date; readonly version: number }

export type Key = { readonly tenant: string; readonly id: string }

/** One text for tenant and id; neither can hold a space. */
export const keyText = ({ tenant, id }: Key): string => `${tenant} ${id}`

export const locationName = name('location')

export type EntityRow = {
  tenant: string
  id: string
  types: string[]
  scopes: string[]
  document: Attributes
  created_at: Date
  modified_at: Date
  expires_at: Date | null
  version: number
}

/** The columns of an entity, for `select` from `context.entity e`. */
export const entityColumns = `e.tenant, e.id, e.types, e.scopes, e.document, e.created_at, e.modified_at,
  e.expires_at, e.version`

export const toEntity = ({ id, types, scopes, document, created_at, modified_at, expires_at, version }: EntityRow): Stored => ({
  id,
  types,
  scopes,
  attributes: document,
  createdAt: created_at,
  modifiedAt: modified_at,
  ...(expires_at !== null && { expiresAt: expires_at }),
  version,
})

/** Leaves out entities whose time is over. */
export const isThereSql = '(e.expires_at is null or e.expires_at > now())'

/** An entity by its id, or undefined. */
export async function findEntity(db: Db, tenant: string, id: string): Promise<Entity | undefined> {
  const [row] = await db.prepared<EntityRow>(
    `select ${entityColumns} from context.entity e where e.tenant = $1 and e.id = $2 and ${isThereSql}`,
    [tenant, id],
  )
  return row && toEntity(row)
}

/** Those of some entities that are there. */
export async function findEntities(db: Db, tenant: string, ids: readonly string[]): Promise<Entity[]> {
  const rows = await db.prepared<EntityRow>(
    `select ${entityColumns} from context.entity e where e.tenant = $1 and e.id = any($2::text[]) and ${isThereSql}`,
    [tenant, ids],
  )
  return rows.map(toEntity)
}

/** Entities that are stored, by `keyText`, which nobody else can change until the transaction ends. */
export async function holdStored(tx: Tx, keys: readonly Key[]): Promise<Map<string, Stored>> {
  if (await tx.isSharded()) return holdEach(tx, keys)
  const rows = await tx.prepared<EntityRow>(
    `select ${entityColumns} from unnest($1::text[], $2::text[]) as wanted(tenant, id)
       join context.entity e on e.tenant = wanted.tenant and e.id = wanted.id order by e.tenant, e.id for update of e`,
    [keys.map((key) => key.tenant), keys.map((key) => key.id)],
  )
  return byKey(rows)
}

/** Citus locks rows of one server at a time, and asks several in no order: each by itself, then, in an order that all keep to. */
async function holdEach(tx: Tx, keys: readonly Key[]): Promise<Map<string, Stored>> {
  const rows: EntityRow[] = []
  for (const { tenant, id } of keys.toSorted((a, b) => (keyText(a) < keyText(b) ? -1 : 1)))
    rows.push(
      ...(await tx.prepared<EntityRow>(
        `select ${entityColumns} from context.entity e where e.tenant = $1 and e.id = $2 for update`,
        [tenant, id],
      )),
    )
  return byKey(rows)
}

/** Entities that are stored, by `keyText`, also those whose time is over. */
export const findStored = (db: Db, keys: readonly Key[]): Promise<Map<string, Stored>> => findByKeys(db, stored, keys)

/** The entities that are there, by `keyText`. */
export const findThere = (db: Db, keys: readonly Key[]): Promise<Map<string, Stored>> => findByKeys(db, there, keys)

type Ways = { readonly usual: string; readonly sharded: string }

async function findByKeys(db: Db, { usual, sharded }: Ways, keys: readonly Key[]): Promise<Map<string, Stored>> {
  const values = [keys.map((key) => key.tenant), keys.map((key) => key.id)]
  return byKey(await db.prepared<EntityRow>((await db.isSharded()) ? sharded : usual, values))
}

/** Citus finds the servers to ask by a list of ids; of several tenants it may then bring more than was asked for, which hurts nobody. */
const wanted = (condition: string): Ways => ({
  usual: `select e.* from unnest($1::text[], $2::text[]) as wanted(tenant, id) cross join lateral
    (select ${entityColumns} from context.entity e where e.tenant = wanted.tenant and e.id = wanted.id and ${condition} limit 1) e`,
  sharded: `select ${entityColumns} from context.entity e where e.tenant = any($1::text[]) and e.id = any($2::text[]) and ${condition}`,
})

const stored = wanted('true')
const there = wanted(isThereSql)

const byKey = (rows: readonly EntityRow[]): Map<string, Stored> => new Map(rows.map((row) => [keyText(row), toEntity(row)]))
