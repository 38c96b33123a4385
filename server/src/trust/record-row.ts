import type { Json, RecordKind } from './record-entry.ts'
import { type FullRecord, type Held, type Sealable, saltOf } from './record-sealed.ts'

/** A record as the database keeps it: in the clear, and null where something was erased. */
export type RecordRow = {
  readonly n: number
  readonly at: Date
  readonly kind: RecordKind
  readonly actorKind: string
  readonly actor: string | null
  readonly onBehalfOf: string | null
  readonly subjects: readonly (string | null)[]
  readonly action: string
  readonly resource: string | null
  readonly categories: readonly string[]
  readonly purpose: string | null
  readonly basisKind: string | null
  readonly basisRef: string | null
  readonly area: string | null
  readonly decision: 'allow' | 'deny'
  readonly reason: string | null
  readonly detail: Json
  readonly erased: Readonly<Partial<Record<Sealable, string>>> | null
}

/** For a table named `r`. */
export const rowColumns = `r.n, r.at, r.kind, r.actor_kind as "actorKind", r.actor, r.on_behalf_of as "onBehalfOf", r.subjects,
  r.action, r.resource, r.categories, r.purpose, r.basis_kind as "basisKind", r.basis_ref as "basisRef", r.area, r.decision,
  r.reason, r.detail, r.erased`

/** Everybody who acts and is not a person, or not one whom anything could be kept of. */
export const impersonal: readonly string[] = ['app', 'device', 'node', 'operator', 'system', 'nobody']

export const isPerson = (actorKind: string): boolean => !impersonal.includes(actorKind)

/** Everybody whose id is sealed in the leaf of a record. */
export function personsOf({ actorKind, actor, onBehalfOf, subjects }: RecordRow): string[] {
  const ids = [...subjects, onBehalfOf, isPerson(actorKind) ? actor : null]
  return [...new Set(ids.flatMap((id) => id ?? []))]
}

/**
 * Whose own a record is, so that what it was about is sealed with them: its only subject, or the resident who acted where it
 * concerns nobody else.
 */
export function ownerOf({ actorKind, actor, subjects }: RecordRow): string | undefined {
  if (subjects.length === 1) return subjects[0] ?? undefined
  return subjects.length === 0 && actorKind === 'resident' ? (actor ?? undefined) : undefined
}

/** @param secretOf the secret of each of `personsOf` the row */
export function toFull(row: RecordRow, secretOf: (person: string) => Uint8Array): FullRecord {
  const { n, at, kind, actorKind, action, categories, purpose, basisKind, area, decision, detail } = row
  const owner = ownerOf(row)
  const held = <T extends Json>(name: Sealable, value: T | null, person: string | null | undefined): Held<T> => {
    const seal = row.erased?.[name]
    // What is missing and was not erased gets a seal that fits nothing, so that verification names it.
    if (seal !== undefined || value === null) return { seal: seal ?? '' }
    return person == null ? { value } : { value, salt: saltOf(secretOf(person), n, name) }
  }
  const isThere = (name: Sealable, value: unknown) => value !== null || row.erased?.[name] !== undefined
  return {
    n,
    at: at.toISOString(),
    kind,
    actor: { kind: actorKind, id: held('actor', row.actor, isPerson(actorKind) ? row.actor : undefined) },
    ...(isThere('onBehalfOf', row.onBehalfOf) && { onBehalfOf: held('onBehalfOf', row.onBehalfOf, row.onBehalfOf) }),
    subjects: row.subjects.map((subject, i) => held(`subject ${i}`, subject, subject)),
    action,
    resource: held('resource', row.resource, owner),
    categories,
    ...(purpose !== null && { purpose }),
    ...(basisKind !== null && { basis: { kind: basisKind, ref: held('basis', row.basisRef, owner) } }),
    ...(area !== null && { area }),
    decision,
    reason: held('reason', row.reason, owner),
    ...(isThere('detail', detail) && { detail: held('detail', detail, owner) }),
  }
}
