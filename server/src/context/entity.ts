/** The kinds of attribute of NGSI-LD (GS CIM 009, 4.5), each with the member that carries what it says. */
export const valueMembers = {
  Property: 'value',
  GeoProperty: 'value',
  Relationship: 'object',
  LanguageProperty: 'languageMap',
  VocabProperty: 'vocab',
  JsonProperty: 'json',
  ListProperty: 'valueList',
  ListRelationship: 'objectList',
} as const

export type AttributeType = keyof typeof valueMembers

/**
 * One instance of an attribute, normalized. Besides these members it holds its sub-attributes: a list of instances under each
 * expanded name. Times are ISO 8601 in UTC.
 */
export type Instance = {
  readonly type: AttributeType
  readonly value?: unknown
  readonly object?: unknown
  readonly languageMap?: Readonly<Record<string, string | readonly string[]>>
  readonly vocab?: unknown
  readonly json?: unknown
  readonly valueList?: readonly unknown[]
  readonly objectList?: readonly unknown[]
  readonly objectType?: unknown
  readonly valueType?: unknown
  readonly observedAt?: string
  readonly unitCode?: string
  readonly datasetId?: string
  readonly createdAt?: string
  readonly modifiedAt?: string
  /** Only in the history: when the instance was deleted. */
  readonly deletedAt?: string
  readonly [subAttribute: string]: unknown
}

/** Expanded attribute name → its instances, at most one for each `datasetId`. */
export type Attributes = Readonly<Record<string, readonly Instance[]>>

/** A thing or place, with every name expanded. */
export type Entity = {
  readonly id: string
  readonly types: readonly string[]
  readonly scopes: readonly string[]
  readonly attributes: Attributes
  readonly createdAt?: Date
  readonly modifiedAt?: Date
  /** From then on it counts as deleted; in a part of an entity, null takes this away. */
  readonly expiresAt?: Date | null
}

/** What an instance says, whatever its type. */
export function saidBy(instance: Instance): unknown {
  return instance[valueMembers[instance.type]]
}

/** The sub-attributes of an instance: the members whose names are IRIs. */
export function subAttributes(instance: Instance): [string, readonly Instance[]][] {
  return Object.entries(instance).filter((member): member is [string, Instance[]] => member[0].includes(':'))
}

/** The instance without a `datasetId`, or else the first. */
export function defaultInstance(instances: readonly Instance[] | undefined): Instance | undefined {
  return instances?.find((instance) => instance.datasetId === undefined) ?? instances?.[0]
}
