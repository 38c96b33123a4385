import type { Db } from '#kernel'

export const contextKinds = ['Cached', 'Hosted', 'ImplicitlyCreated'] as const
export type ContextKind = (typeof contextKinds)[number]

export type ContextRow = {
  readonly id: string
  /** Where it came from; for what this node hosts itself, the path. */
  readonly url: string
  readonly kind: ContextKind
  readonly fetched_at: Date
  readonly hits: number
  readonly last_used: Date | null
}

const columns = 'id, url, kind, fetched_at, hits, last_used'
const named = '(id = $1 or url = $1) and deleted_at is null'

/** What the first known of these addresses holds; `orDeleted` also takes one that was deleted, where no other is known. */
export async function findBody(db: Db, urls: readonly string[], orDeleted = false): Promise<unknown> {
  const [row] = await db.prepared<{ body: unknown }>(
    `select body from context.ld_context where url = any($1::text[]) and (deleted_at is null or $2::bool)
     order by deleted_at is not null, array_position($1::text[], url) limit 1`,
    [urls, orDeleted],
  )
  return row?.body
}

/** By local identifier, or by the URL it came from. */
export async function findContext(db: Db, name: string): Promise<(ContextRow & { readonly body: unknown }) | undefined> {
  const [row] = await db.query<ContextRow & { body: unknown }>(`select ${columns}, body from context.ld_context where ${named}`, [
    name,
  ])
  return row
}

export function listContexts(db: Db, kind: ContextKind | undefined): Promise<ContextRow[]> {
  return db.query<ContextRow>(
    `select ${columns} from context.ld_context where deleted_at is null and ($1::text is null or kind = $1) order by url`,
    [kind ?? null],
  )
}

/** Keeps what was fetched, in place of what was known of that URL. */
export async function keepCached(db: Db, url: string, body: unknown, at: Date): Promise<void> {
  await db.query(
    `insert into context.ld_context as c (url, body, fetched_at) values ($1, $2, $3)
     on conflict (url) do update set body = excluded.body, fetched_at = excluded.fetched_at, deleted_at = null,
       hits = case when c.deleted_at is null then c.hits else 0 end, version = c.version + 1`,
    [url, JSON.stringify(body), at],
  )
}

export type OwnContext = {
  readonly id: string
  readonly url: string
  readonly kind: 'Hosted' | 'ImplicitlyCreated'
  readonly body: unknown
}

/** Keeps what this node serves itself; one that is there already stays as it is. */
export async function keepOwn(db: Db, { id, url, kind, body }: OwnContext, at: Date): Promise<void> {
  await db.query(
    `insert into context.ld_context as c (id, url, kind, body, fetched_at) values ($1, $2, $3, $4, $5)
     on conflict (url) do update set deleted_at = null, fetched_at = excluded.fetched_at, hits = 0, last_used = null
     where c.deleted_at is not null`,
    [id, url, kind, JSON.stringify(body), at],
  )
}

/** @returns whether there was one */
export async function removeContext(db: Db, name: string, at: Date): Promise<boolean> {
  const rows = await db.query(`update context.ld_context set deleted_at = $2, version = version + 1 where ${named} returning 1`, [
    name,
    at,
  ])
  return rows.length > 0
}

/** Changes whenever names may have changed their meaning. */
export async function contextsMark(db: Db): Promise<number> {
  const [row] = await db.prepared<{ mark: number }>(
    'select coalesce(sum(version), 0)::float8 as mark from context.ld_context where version > 0',
  )
  return row?.mark ?? 0
}

/** Adds to how often each URL was used. */
export async function countHits(db: Db, hits: ReadonlyMap<string, number>, at: Date): Promise<void> {
  await db.prepared(
    `update context.ld_context c set hits = c.hits + n.hits, last_used = $3
     from (select * from unnest($1::text[], $2::bigint[]) as n(url, hits) order by url) n where c.url = n.url`,
    [[...hits.keys()], [...hits.values()], at],
  )
}
