import type { Concern } from './csource-concern.ts'
import { type Likeness, matchingInfo } from './csource-match.ts'
import type { Operation } from './csource-operations.ts'
import type { Registration } from './csource-registration.ts'
import { writeConditions, writeTypes } from './distribute-query-text.ts'
import type { SourceRequest } from './distribute-request.ts'
import { grouped, narrowed, type SelectorGroup } from './distribute-selectors.ts'
import type { Names } from './names.ts'
import type { EntityQuery, Selector } from './query.ts'

/** One request for entities to one source. */
export type ReadShare = {
  readonly registration: Registration
  readonly selector: SelectorGroup
  /** The attributes that the source is asked for; missing for all. */
  readonly attributes?: readonly string[]
}

/**
 * Which sources are asked for entities, each for what it has of them only (GS CIM 009, 5.7.1 and 5.7.2).
 *
 * @param wanted the attributes that are to be answered; missing for all
 * @param serving operations of which a source must serve one
 */
export function planRead(
  registrations: readonly Registration[],
  concern: Concern,
  like: Likeness,
  wanted: readonly string[] | undefined,
  serving: readonly Operation[],
): ReadShare[] {
  const selectors: readonly Selector[] = concern.selectors ?? [{}]
  return registrations
    .filter(({ operations }) => serving.some((operation) => operations.has(operation)))
    .flatMap((registration) =>
      matchingInfo(registration, concern, like).flatMap((info) => {
        const own = info.attributes && wanted ? wanted.filter((name) => info.attributes?.has(name)) : (wanted ?? info.attributes)
        const attributes = own && [...own]
        if (attributes?.length === 0) return []
        return grouped(narrowed(selectors, info, like)).map((selector) => ({
          registration,
          selector,
          ...(attributes && { attributes }),
        }))
      }),
    )
}

/** How many entities, from which on, and whether to count all. */
export type Window = { readonly limit: number; readonly offset: number; readonly count: boolean }

/** The request for one entity, by the first way that its source serves. */
export function retrieveRequest(share: ReadShare, id: string, names: Names): SourceRequest {
  const { registration, attributes } = share
  if (!registration.operations.has('retrieveEntity'))
    return queryRequest(
      { ...share, selector: { ...share.selector, ids: [id] } },
      {},
      { limit: 1, offset: 0, count: false },
      names,
      false,
    )
  const path = `entities/${encodeURIComponent(id).replaceAll('%3A', ':')}`
  return { method: 'GET', path, query: { options: 'sysAttrs', ...pickOf(attributes, names) } }
}

/** The request for a part of what a query means: by POST where that was how it came, or is the only way that the source serves. */
export function queryRequest(
  { registration, selector, attributes }: ReadShare,
  query: EntityQuery,
  { limit, offset, count }: Window,
  names: Names,
  isPosted: boolean,
): SourceRequest {
  const { types, ids, idPattern } = selector
  const page = {
    options: 'sysAttrs',
    limit: String(limit),
    ...(offset > 0 && { offset: String(offset) }),
    ...(count && { count: 'true' }),
  }
  const conditions = writeConditions(query, names)
  const isQuery = registration.operations.has('queryEntity')
  if (!isQuery || (isPosted && registration.operations.has('queryBatch'))) {
    const { georel, geometry, coordinates, geoproperty, ...others } = conditions
    const one = { ...(types && { type: writeTypes(types, names) }), ...(idPattern !== undefined && { idPattern }) }
    const body = {
      type: 'Query',
      entities: ids === undefined ? [one] : ids.map((id) => ({ ...one, id })),
      ...others,
      ...(georel !== undefined && {
        geoQ: { georel, geometry, coordinates: JSON.parse(coordinates as string), ...(geoproperty && { geoproperty }) },
      }),
      ...(attributes && { pick: pickOf(attributes, names).pick?.split(',') }),
    }
    return { method: 'POST', path: 'entityOperations/query', query: page, body }
  }
  return {
    method: 'GET',
    path: 'entities',
    query: {
      ...(types && { type: writeTypes(types, names) }),
      ...(ids && { id: ids.join(',') }),
      ...(idPattern !== undefined && { idPattern }),
      ...conditions,
      ...pickOf(attributes, names),
      ...page,
    },
  }
}

const pickOf = (attributes: readonly string[] | undefined, { compact }: Names): { pick?: string } =>
  attributes === undefined ? {} : { pick: ['id', 'type', 'scope', ...attributes.map(compact)].join(',') }
