import type { Tx } from '#kernel'
import type { RecordEntry } from './record-entry.ts'

/** Appends to the record within the transaction of what it tells of, so that neither exists without the other. */
export async function record(tx: Tx, entry: RecordEntry): Promise<void> {
  await tx.prepared(
    `insert into trust.record (at, kind, actor_kind, actor, on_behalf_of, subjects, action, resource, categories, purpose,
       basis_kind, basis_ref, area, decision, reason, detail)
     values (coalesce($1, now()), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    valuesOf(entry),
  )
}

function valuesOf(entry: RecordEntry): unknown[] {
  const { at, kind, actor, onBehalfOf, subjects, action, resource, categories } = entry
  const { purpose, basis, area, decision, reason, detail } = entry
  return [
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
  ]
}
