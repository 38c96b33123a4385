import type { Refusal } from '#kernel'
import type { Entity, Instance } from './entity.ts'

/**
 * What a write does to an entity that may or may not be there:
 * - `create`, `replace`, `delete`: as they say; refused when the entity is there, or is not there
 * - `upsert-replace`, `upsert-merge`: creates, or replaces the whole, or replaces the attributes that are given
 * - `merge`: JSON merge patch (RFC 7396) down into values; `urn:ngsi-ld:null` removes
 * - `append`: adds attributes and replaces those that are there, unless `noOverwrite`
 * - `update`: replaces or adds attributes, and scopes where there are some; `urn:ngsi-ld:null` removes
 * - `patch-attribute`, `replace-attribute`, `delete-attribute`: the attributes given, refused where one is not there
 * - `keep`, `drop`: takes all attributes away but those given, or just those
 * - `expire`: deletes an entity whose time is over, and leaves any other alone
 * - `observe`: for readings, in any order and any number of times: see `observe.ts`
 * - `temporal-…`: the history, and what is known now along with it: see `temporal-apply.ts`
 */
export type Mode =
  | 'create'
  | 'replace'
  | 'upsert-replace'
  | 'upsert-merge'
  | 'merge'
  | 'append'
  | 'update'
  | 'patch-attribute'
  | 'replace-attribute'
  | 'delete-attribute'
  | 'keep'
  | 'drop'
  | 'expire'
  | 'observe'
  | 'delete'
  | 'temporal-upsert'
  | 'temporal-append'
  | 'temporal-delete'
  | 'temporal-delete-attribute'
  | 'temporal-patch-instance'
  | 'temporal-delete-instance'

export type Write = {
  /** `''` is the default tenant. */
  readonly tenant: string
  readonly mode: Mode
  /** For `delete` only the id matters. */
  readonly entity: Entity
  readonly noOverwrite?: boolean
  /** For `delete-attribute`: every instance, whatever its `datasetId`. */
  readonly everyInstance?: boolean
  /** For one instance in the history: its number there. */
  readonly row?: number
  /** For `merge`: when attributes were observed that say it of what is there, or are new, and do not say it themselves. */
  readonly observedAt?: string
  /** For `merge`: bare values, each said in the way of the attribute that is there, texts in this language. */
  readonly bare?: { readonly lang: string; readonly expand: (term: string) => string }
}

/**
 * What became of a write: `late` was older than what is known and went to the history only, `duplicate` was known already,
 * `unchanged` had nothing to change.
 */
export type Outcome = 'created' | 'updated' | 'late' | 'duplicate' | 'deleted' | 'unchanged'

export type NotUpdated = { readonly attribute: string; readonly reason: string }

export type Written =
  | { readonly ok: true; readonly outcome: Outcome; readonly notUpdated?: readonly NotUpdated[] }
  | { readonly ok: false; readonly refusal: Refusal }

/** One instance of an attribute that the history is to remember. */
export type Remembered = { readonly attribute: string; readonly instance: Instance }

/** What a write makes of an entity, before anything is stored. */
export type Applied = {
  readonly outcome: Outcome
  /** Undefined: the entity is gone. The very object that was there: nothing to store. */
  readonly next: Entity | undefined
  /** Expanded names of the attributes that are different now. */
  readonly changed: readonly string[]
  readonly history: readonly Remembered[]
  readonly notUpdated?: readonly NotUpdated[]
  /** What becomes of rows that are in the history already. */
  readonly rewritten?: Rewriting
}

/** One row of the history, told by its number and by what it was before; names of attributes are expanded. */
type RowPlace = { readonly attribute: string; readonly row: number; readonly at: string; readonly datasetId?: string }

/** A change of the history itself. */
export type Rewriting =
  | { readonly forget: 'entity' }
  | { readonly forget: 'attribute'; readonly attribute: string; readonly datasetId?: string; readonly everyInstance: boolean }
  | ({ readonly forget: 'row' } & RowPlace)
  | ({ readonly instance: Instance } & RowPlace)
