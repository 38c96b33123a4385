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
  const [first] = entries
  if (first === undefined) return
  if (entries.every((entry) => isAlike(entry, first))) await recordAlike(tx, first, entries)
  else await recordAny(tx, entries)
}

/** Whether two were done by the same, in the same way, to people, places and things that may differ: as when a list is worked off. */
const isAlike = (one: RecordEntry, other: RecordEntry): boolean =>
  one.kind === other.kind &&
  one.actor.kind === other.actor.kind &&
  one.actor.id === other.actor.id &&
  one.onBehalfOf === other.onBehalfOf &&
  one.action === other.action &&
  one.purpose === other.purpose &&
  one.basis?.kind === other.basis?.kind &&
  one.decision === other.decision &&
  one.reason === other.reason &&
  one.at?.getTime() === other.at?.getTime() &&
  one.categories.length === other.categories.length &&
  one.categories.every((category, i) => category === other.categories[i])

/** What all have in common is sent and read once: of a row, that is most. */
async function recordAlike(tx: Tx, first: RecordEntry, entries: readonly RecordEntry[]): Promise<void> {
  const { at, kind, actor, onBehalfOf, action, categories, purpose, basis, decision, reason } = first
  const refs = shareOut(entries.map((entry) => entry.basis?.ref))
  const areas = shareOut(entries.map(({ area }) => area))
  const isOneEach = entries.every(({ subjects }) => subjects.length === 1)
  await tx.prepared(
    `insert into trust.record (${columns})
     select coalesce($1, now()), $2, $3, $4, $5, case when $12 then array[subject] else subject::text[] end, $6, resource, $7::text[],
       $8, $9, coalesce(basis_ref, $13), coalesce(area, $14), $10, $11, detail
     from unnest($15::text[], $16::text[], $17::text[], $18::text[], $19::jsonb[]) as entry(subject, resource, basis_ref, area, detail)`,
    [
      at ?? null,
      kind,
      actor.kind,
      actor.id,
      onBehalfOf ?? null,
      action,
      categories,
      purpose ?? null,
      basis?.kind ?? null,
      decision,
      reason,
      isOneEach,
      refs.all,
      areas.all,
      entries.map(({ subjects }) => (isOneEach ? subjects[0] : arrayOf(subjects))),
      entries.map(({ resource }) => resource),
      refs.each,
      areas.each,
      entries.some(({ detail }) => detail !== undefined)
        ? entries.map(({ detail }) => (detail === undefined ? null : JSON.stringify(detail)))
        : null,
    ],
  )
}

/** One value for all rows where it is the same, else one for each. */
function shareOut(values: readonly (string | undefined)[]) {
  const [first = null] = values
  const isSame = values.every((value) => (value ?? null) === first)
  return { all: isSame ? first : null, each: isSame ? null : values.map((value) => value ?? null) }
}

/** An array as PostgreSQL writes it, for arrays of arrays that differ in length. */
const arrayOf = (texts: readonly string[]) => `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`

async function recordAny(tx: Tx, entries: readonly RecordEntry[]): Promise<void> {
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
