import { NgsiLdError } from './errors.ts'
import { type Expression, parseExpression } from './expression.ts'
import type { Names } from './names.ts'

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
