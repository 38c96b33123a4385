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
  const rows = await tx.prepared<EntityRow>(
    `select ${entityColumns} from unnest($1::text[], $2::text[]) as wanted(tenant, id)
       join context.entity e on e.tenant = wanted.tenant and e.id = wanted.id order by e.tenant, e.id for update of e`,
    [keys.map((key) => key.tenant), keys.map((key) => key.id)],
  )
  return new Map(rows.map((row) => [keyText(row), toEntity(row)]))
}

const wantedSql = (condition: string) =>
  `select e.* from unnest($1::text[], $2::text[]) as wanted(tenant, id) cross join lateral
     (select ${entityColumns} from context.entity e where e.tenant = wanted.tenant and e.id = wanted.id and ${condition} limit 1) e`

const storedSql = wantedSql('true')
const thereSql = wantedSql(isThereSql)

/** Entities that are stored, by `keyText`, also those whose time is over. */
export const findStored = (db: Db, keys: readonly Key[]): Promise<Map<string, Stored>> => findByKeys(db, storedSql, keys)

/** The entities that are there, by `keyText`. */
export const findThere = (db: Db, keys: readonly Key[]): Promise<Map<string, Stored>> => findByKeys(db, thereSql, keys)

async function findByKeys(db: Db, sql: string, keys: readonly Key[]): Promise<Map<string, Stored>> {
  const rows = await db.prepared<EntityRow>(sql, [keys.map((key) => key.tenant), keys.map((key) => key.id)])
  return new Map(rows.map((row) => [keyText(row), toEntity(row)]))
}
