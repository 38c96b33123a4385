/** What departments publish of their own systems, so that others may ask. */
import type { Names } from './places.ts'

export type FieldKind = 'text' | 'number' | 'boolean' | 'date'

/** How much harm it does when a field gets about. */
export type FieldCategory = 'public' | 'internal' | 'personal' | 'sensitive'

export type DatasetField = {
  /** The column or member in the department's own system. */
  readonly name: string
  readonly titles: Names
  readonly kind: FieldKind
  readonly category: FieldCategory
}
