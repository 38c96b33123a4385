import type { Fault } from '#kernel'
import type { Names } from './names.ts'

/** How a document is to be read. */
export type Reading = {
  readonly names: Names
  /** Every member is a bare value (`keyValues`), never a normalized or concise attribute. */
  readonly simplified?: boolean
  /** Part of an entity: values may be missing, and `urn:ngsi-ld:null` asks for removal. */
  readonly fragment?: boolean
  /** Over time (GS CIM 009, 4.5.6): an attribute has many instances of one dataset, and none of them takes anything away. */
  readonly temporal?: boolean
  /** In a fragment, the null of JSON asks for removal too, as in a JSON merge patch (RFC 7396). */
  readonly nullRemoves?: boolean
  readonly faults: Fault[]
}

/** What asks for removal in a merge (GS CIM 009, 4.5.0). */
export const ngsiNull = 'urn:ngsi-ld:null'
