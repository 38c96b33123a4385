import { type Expression, leaves } from './expression.ts'
import type { Condition } from './q-parse.ts'
import type { EntityQuery, Selector } from './query.ts'

/** Which entities and attributes a request is about, for matching with registrations; what is missing may be any. */
export type Concern = {
  /** Meant by any of these. */
  readonly selectors?: readonly Selector[]
  /** Any of these, by expanded name. */
  readonly attributes?: readonly string[]
  readonly datasetIds?: readonly string[]
}

/** What a query is about: its entities, and the attributes that it asks for or looks at (GS CIM 009, 5.10.2.4 and 5.12). */
export function concernOf({ types, ids, idPattern, selectors, attributes, q, geo }: EntityQuery): Concern {
  const ofTypes = types === undefined ? {} : { types: isExpression(types) ? types : { any: types.map((leaf) => ({ leaf })) } }
  const ofPattern = idPattern === undefined ? {} : { idPattern }
  const own = ids?.map((id): Selector => ({ ...ofTypes, id })) ?? [{ ...ofTypes, ...ofPattern }]
  const isAny = types === undefined && ids === undefined && idPattern === undefined
  const names = [...(attributes ?? []), ...(q ? attributesOf(q) : []), ...(geo ? [geo.property] : [])]
  const meant = selectors ?? (isAny ? undefined : own)
  return { ...(meant && { selectors: meant }), ...(names.length > 0 && { attributes: [...new Set(names)] }) }
}

const isExpression = (types: NonNullable<EntityQuery['types']>): types is Expression<string> => !Array.isArray(types)

const attributesOf = (q: Condition): string[] => leaves(q).flatMap(({ path }) => path.slice(0, 1))
