import type { Pool } from '#kernel'

export type ContextCopy = { readonly url: string; readonly addedAt: Date }

export async function findCopy(pool: Pool, url: string): Promise<unknown> {
  const [row] = await pool.query<{ body: unknown }>('select body from context.ld_context_copy where url = $1', [url])
  return row?.body
}

export function listCopies(pool: Pool): Promise<ContextCopy[]> {
  return pool.query<ContextCopy>('select url, added_at as "addedAt" from context.ld_context_copy order by url')
}

/** Keeps a copy, and puts it in the place of what was fetched from that URL before. */
export async function keepCopy(pool: Pool, url: string, body: unknown, at: Date): Promise<void> {
  await pool.query(
    `with copied as (
       insert into context.ld_context_copy (url, body, added_at) values ($1, $2, $3)
       on conflict (url) do update set body = excluded.body, added_at = excluded.added_at returning url, body)
     update context.ld_context c set body = copied.body, fetched_at = $3, version = version + 1
     from copied where c.url = copied.url and c.kind = 'Cached' and c.deleted_at is null`,
    [url, JSON.stringify(body), at],
  )
}

/** @returns whether there was one */
export async function removeCopy(pool: Pool, url: string): Promise<boolean> {
  return (await pool.query('delete from context.ld_context_copy where url = $1 returning 1', [url])).length > 0
}
