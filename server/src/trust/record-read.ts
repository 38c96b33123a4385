import type { Db } from '#kernel'
import type { Hash } from './merkle-hash.ts'
import { personsOf, type RecordRow, rowColumns, toFull } from './record-row.ts'
import type { FullRecord } from './record-sealed.ts'
import { readSecrets } from './record-secrets.ts'

/** A place of the tree, and what is there: `record` is missing where it is gone, `hash` where even that is. */
export type Placed = { readonly index: number; readonly hash?: Hash; readonly record?: FullRecord }

type Row = Partial<RecordRow> & { readonly index: number; readonly hash: Hash | null }

/** The records in the order of the tree, from an index up to, not including, another: as they are kept, be it right or wrong. */
export async function readPlaced(db: Db, from: number, to: number): Promise<Placed[]> {
  const rows = await db.prepared<Row>(
    `select place as index, l.hash, ${rowColumns}
     from generate_series($1::bigint, $2::bigint - 1) as place left join trust.leaf l on l.index = place
       left join trust.record r on (r.xid, r.n) = (l.xid, l.n) order by place`,
    [from, to],
  )
  const there = rows.filter((row): row is Row & RecordRow => row.n != null)
  const secretOf = await readSecrets(db, there.flatMap(personsOf))
  return rows.map((row) => {
    const record = row.n == null ? undefined : toFull(row as Row & RecordRow, secretOf)
    return { index: row.index, ...(row.hash !== null && { hash: row.hash }), ...(record !== undefined && { record }) }
  })
}
