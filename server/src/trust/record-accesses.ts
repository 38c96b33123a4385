import type { Db } from '#kernel'
import { idsInRecord } from './account-of-card.ts'
import type { Json, RecordKind } from './record-entry.ts'
import { type RecordRow, rowColumns } from './record-row.ts'

/** One record as the person concerned sees it, or somebody on their behalf. */
export type AccessView = {
  /** Its place in the tree, by which it can be proved; missing for a second or so after it was made. */
  readonly index?: number
  readonly at: Date
  readonly kind: RecordKind
  readonly actor: { readonly kind: string; readonly id?: string }
  readonly onBehalfOf?: string
  readonly action: string
  readonly resource?: string
  readonly categories: readonly string[]
  readonly purpose?: string
  readonly basis?: { readonly kind: string; readonly ref?: string }
  readonly area?: string
  readonly decision: 'allow' | 'deny'
  readonly reason?: string
  readonly detail?: Json
}

export type AccessAsk = {
  readonly from?: Date
  /** Up to, not including. */
  readonly to?: Date
  /** `own` for what the person did, `others` (usual) for what others did that concerns them. */
  readonly by?: 'others' | 'own' | 'anybody'
  readonly kinds?: readonly RecordKind[]
  readonly page: { readonly limit: number; readonly offset: number }
}

type Row = RecordRow & { readonly index: number | null; readonly count: number }

/**
 * Who looked at a person's data or acted in their name, newest first, up to the last moment: what is not in the tree yet is there,
 * too, and what was recorded by their card before they had an account.
 */
export async function accessesOf(
  db: Db,
  person: string,
  { from, to, by = 'others', kinds, page }: AccessAsk,
): Promise<{ readonly items: readonly AccessView[]; readonly count: number }> {
  const rows = await db.prepared<Row>(
    `with concerning as (
       select l.index, r.* from trust.concern c join trust.leaf l using (index) join trust.record r on (r.xid, r.n) = (l.xid, l.n)
         where c.person = any($1) and c.at >= coalesce($2::timestamptz, '-infinity') and c.at < coalesce($3::timestamptz, 'infinity')
       union all
       select null, r.* from trust.record r, trust.tree t where (r.xid, r.n) > (t.xid, t.n)
         and $1::text[] && (r.subjects || array[r.on_behalf_of, r.actor])
         and r.at >= coalesce($2::timestamptz, '-infinity') and r.at < coalesce($3::timestamptz, 'infinity'))
     select r.index, ${rowColumns}, count(*) over () as count from concerning r
     where ($4::text[] is null or r.kind = any($4)) and
       case $5 when 'others' then (r.actor = any($1)) is not true when 'own' then r.actor = any($1) else true end
     order by r.at desc, r.n desc limit $6 offset $7`,
    [await idsInRecord(db, person), from ?? null, to ?? null, kinds ?? null, by, page.limit, page.offset],
  )
  return { items: rows.map(toView), count: rows[0]?.count ?? 0 }
}

function toView({ index, at, kind, action, categories, area, decision, ...row }: Row): AccessView {
  const { actorKind, actor, onBehalfOf, resource, purpose, basisKind, basisRef, reason, detail } = row
  return {
    ...(index !== null && { index }),
    at,
    kind,
    actor: { kind: actorKind, ...(actor !== null && { id: actor }) },
    ...(onBehalfOf !== null && { onBehalfOf }),
    action,
    ...(resource !== null && { resource }),
    categories,
    ...(purpose !== null && { purpose }),
    ...(basisKind !== null && { basis: { kind: basisKind, ...(basisRef !== null && { ref: basisRef }) } }),
    ...(area !== null && { area }),
    decision,
    ...(reason !== null && { reason }),
    ...(detail !== null && { detail }),
  }
}
