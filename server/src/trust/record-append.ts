import type { Tx } from '#kernel'
import type { RecordEntry } from './record-entry.ts'

const columns = `at, kind, actor_kind, actor, on_behalf_of, subjects, action, resource, categories, purpose, basis_kind, basis_ref, area,
  decision, reason, detail`

/** Appends to the record within the transaction of what it tells of, so that neither exists without the other. */
export async function record(tx: Tx, entry: RecordEntry): Promise<void> {
  const { at, kind, actor, onBehalfOf, subjects, action, resource, categories } = entry
  const { purpose, basis, area, decision, reason, detail } = entry
  await tx.prepared(
    `insert into trust.record (${columns})
     values (coalesce($1, now()), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      at ?? null,
      kind,
      actor.kind,
      actor.id,
      onBehalfOf ?? null,
      subjects,
      action,
      resource,
      categories,
      purpose ?? null,
      basis?.kind ?? null,
      basis?.ref ?? null,
      area ?? null,
      decision,
      reason,
      detail === undefined ? null : JSON.stringify(detail),
    ],
  )
}

/** The same for many at once, in one statement. */
export async function recordAll(tx: Tx, entries: readonly RecordEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ actor, basis, onBehalfOf, ...entry }) => ({
    ...entry,
    actor_kind: actor.kind,
    actor: actor.id,
    on_behalf_of: onBehalfOf,
    basis_kind: basis?.kind,
    basis_ref: basis?.ref,
  }))
  await tx.prepared(
    `insert into trust.record (${columns})
     select coalesce(at, now()), kind, actor_kind, actor, on_behalf_of, subjects, action, resource, categories, purpose, basis_kind,
       basis_ref, area, decision, reason, detail
     from json_to_recordset($1::json) as entry(at timestamptz, kind text, actor_kind text, actor text, on_behalf_of text,
       subjects text[], action text, resource text, categories text[], purpose text, basis_kind text, basis_ref text, area text,
       decision text, reason text, detail jsonb)`,
    [JSON.stringify(rows)],
  )
}
