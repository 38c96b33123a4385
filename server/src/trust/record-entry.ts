export const recordKinds = [
  'access',
  'consent',
  'delegation',
  'agreement',
  'policy',
  'officer-action',
  'sign-in',
  'rights',
  'emergency',
] as const
export type RecordKind = (typeof recordKinds)[number]

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * What somebody saw, did or agreed to, or was refused.
 *
 * With exactly one subject, `resource`, `reason`, `detail` and the basis's `ref` are that person's own and are erased with them;
 * otherwise they must name nobody.
 */
export type RecordEntry = {
  readonly kind: RecordKind
  /** Who did it: `id` is the principal's, of `kind` resident, officer, app, device, node, operator … */
  readonly actor: { readonly kind: string; readonly id: string }
  /** The person for whom the actor acted. */
  readonly onBehalfOf?: string
  /** The ids of the persons whom it concerns, each once. */
  readonly subjects: readonly string[]
  /** A verb: `read`, `give`, `withdraw`, `approve` … */
  readonly action: string
  /** What it was done to: a type, an id, a service. */
  readonly resource: string
  /** Of the data: `public`, `internal`, `personal`, `sensitive`, or finer ones. */
  readonly categories: readonly string[]
  readonly purpose?: string
  readonly basis?: { readonly kind: string; readonly ref: string }
  /** A scope path: `/520000/520100`. */
  readonly area?: string
  readonly decision: 'allow' | 'deny'
  /** Why it was allowed or refused: a code or plain words. */
  readonly reason: string
  /** More, without any personal content: never what was read. */
  readonly detail?: Json
  /** When it happened, where that is not now (the time of the transaction's start). */
  readonly at?: Date
}
