import type { Db } from '#kernel'

export type Totals = { readonly entities: number; readonly readings: number }

/** How many entities there are, and how many attribute instances were ever recorded, deleted ones included. */
export async function countContext(db: Db): Promise<Totals> {
  const [row] = await db.query<Totals>(
    `select (select coalesce(sum(count), 0)::bigint from context.census_now where type = '' and attribute = '') as entities,
       (select case when is_called then last_value else 0 end from context.history_id) as readings`,
  )
  return row ?? { entities: 0, readings: 0 }
}
