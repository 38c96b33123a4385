import type { DatasetField, Names, SourceSpec } from '#contract'

export type { DatasetField, FieldCategory, FieldKind } from '#contract'

/** What a department publishes of one of its own systems. The rows stay there. */
export type Dataset = {
  /** Lower case, digits and hyphens; unlike any other of the node. */
  readonly id: string
  /** As in `Officer.department`. */
  readonly department: string
  readonly titles: Names
  readonly descriptions: Names
  readonly keywords: readonly string[]
  /** The field that says whom a row is about: a national identity number or the like. Answered only where it was agreed as a field. */
  readonly identifier: string
  /** The field with the code of the area in which somebody lives; without it no agreement can be limited to an area. */
  readonly areaField?: string
  /** Every field that may be asked for, among them the identifier and the field of the area. */
  readonly fields: readonly DatasetField[]
  /** The system of the department in which it lies. */
  readonly system: string
  /** Where in that system. */
  readonly source: SourceSpec
  readonly publishedAt: Date
  readonly withdrawnAt?: Date
}
