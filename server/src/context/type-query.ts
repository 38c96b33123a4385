import { NgsiLdError } from './errors.ts'
import { type Expression, leaves, parseExpression } from './expression.ts'
import type { Names } from './names.ts'
import type { EntityQuery, Selector } from './query.ts'

/**
 * Reads a selection of types (GS CIM 009, 4.17): `A`, `A,B`, `A|B`, `(A;B)|C`, with names or IRIs.
 *
 * @returns expanded names
 * @throws {NgsiLdError} BadRequestData
 */
export function parseTypes(text: string, { expand }: Names): Expression<string> {
  return parseExpression(text, '|,', (term) => {
    if (/[\s"<>\0]/.test(term)) throw new NgsiLdError('BadRequestData', `"${term}" is not the name of a type.`)
    return expand(term)
  })
}

/** All types that selectors name; undefined where any type may be meant. */
export function typesOf(selectors: readonly Selector[] | undefined): readonly string[] | undefined {
  const types = selectors?.map((selector) => (selector.types === undefined ? undefined : leaves(selector.types)))
  return types?.some((some) => some === undefined) ? undefined : types?.flatMap((some) => some ?? [])
}

/** All types that a query names; undefined where any type may be meant. */
export function typesMeant({ types, selectors }: EntityQuery): readonly string[] | undefined {
  if (types === undefined) return typesOf(selectors)
  return isExpression(types) ? leaves(types) : types
}

const isExpression = (types: NonNullable<EntityQuery['types']>): types is Expression<string> => !Array.isArray(types)
