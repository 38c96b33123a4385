import canonicalize from 'canonicalize'
import { type Hash, leafHash, sha256 } from './merkle-hash.ts'
import type { Json, RecordKind } from './record-entry.ts'

/**
 * A value of a record. With a salt, the tree holds only a seal in its place, the hash of both; once erased, nothing but the seal
 * is left. Without a salt, the value itself is in the tree.
 */
export type Held<T extends Json = string> =
  | { readonly value: T; readonly salt?: string }
  | { readonly seal: string; readonly value?: never }

/** A record with all that is still known of it, so that its leaf can be made again by anybody. */
export type FullRecord = {
  /** Its number, which no other record of this node has; not its place in the tree. */
  readonly n: number
  /** RFC 3339 in UTC, to the millisecond. */
  readonly at: string
  readonly kind: RecordKind
  readonly actor: { readonly kind: string; readonly id: Held }
  readonly onBehalfOf?: Held
  readonly subjects: readonly Held[]
  readonly action: string
  readonly resource: Held
  readonly categories: readonly string[]
  readonly purpose?: string
  readonly basis?: { readonly kind: string; readonly ref: Held }
  readonly area?: string
  readonly decision: 'allow' | 'deny'
  readonly reason: Held
  readonly detail?: Held<Json>
}

/** The names of the values that can be sealed; subjects by their number. */
export type Sealable = 'actor' | 'onBehalfOf' | `subject ${number}` | 'resource' | 'basis' | 'reason' | 'detail'

/** Canonical JSON. @see RFC 8785 */
export const canonical = (value: unknown): string => canonicalize(value) as string

/** The hash that stands for a value; nobody finds the value without its salt, however few values there could be. */
export const sealOf = (value: Json, salt: string): string =>
  sha256(Buffer.concat([Buffer.from(salt, 'base64url'), Buffer.from(canonical(value))])).toString('base64url')

/**
 * The salt of one value of one record. Who is shown it can open this seal and no other; when the person's secret is gone, nobody
 * can make it again.
 */
export function saltOf(secret: Uint8Array, n: number, name: Sealable): string {
  // Hashed twice, so that no salt can be drawn out into that of a longer name.
  const inner = sha256(Buffer.concat([secret, Buffer.from(`${n} ${name}`)]))
  return sha256(Buffer.concat([secret, inner])).toString('base64url')
}

/** What the tree holds of a record: seals in place of what is somebody's own. */
export function leafOf(record: FullRecord): Json {
  const { actor, onBehalfOf, subjects, resource, basis, reason, detail, ...plain } = record
  return {
    ...plain,
    actor: { kind: actor.kind, id: closed(actor.id) },
    subjects: subjects.map(closed),
    resource: closed(resource),
    reason: closed(reason),
    ...(onBehalfOf !== undefined && { onBehalfOf: closed(onBehalfOf) }),
    ...(basis !== undefined && { basis: { kind: basis.kind, ref: closed(basis.ref) } }),
    ...(detail !== undefined && { detail: closed(detail) }),
  }
}

export const hashOf = (record: FullRecord): Hash => leafHash(canonical(leafOf(record)))

function closed(held: Held<Json>): { readonly seal: string } | { readonly value: Json } {
  if (held.value === undefined) return { seal: held.seal }
  return held.salt === undefined ? { value: held.value } : { seal: sealOf(held.value, held.salt) }
}
