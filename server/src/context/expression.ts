import { NgsiLdError } from './errors.ts'

/** A condition made of smaller ones: the shape that type selection, scopeQ and q of NGSI-LD share. */
export type Expression<Leaf> =
  | { readonly all: readonly Expression<Leaf>[] }
  | { readonly any: readonly Expression<Leaf>[] }
  | { readonly leaf: Leaf }

const deepest = 20
const longest = 10_000

/**
 * Reads an expression of terms joined by `;` (and), which binds closer, and `|` (or), with brackets; other characters that mean
 * "or" can be given. What stands in quotes is left whole.
 *
 * @throws {NgsiLdError} BadRequestData when brackets or terms are missing, TooComplexQuery when it is nested or long beyond reason
 */
export function parseExpression<Leaf>(text: string, or: string, parseLeaf: (term: string) => Leaf, depth = 0): Expression<Leaf> {
  if (depth > deepest || text.length > longest)
    throw new NgsiLdError('TooComplexQuery', 'The query is nested or long beyond reason.')
  const inner = (part: string) => parseExpression(part, or, parseLeaf, depth + 1)
  const anyOf = split(text, or)
  if (anyOf.length > 1) return { any: anyOf.map(inner) }
  const allOf = split(text, ';')
  if (allOf.length > 1) return { all: allOf.map(inner) }
  const term = text.trim()
  if (term === '') throw new NgsiLdError('BadRequestData', 'The query has an empty term.')
  return term.startsWith('(') && term.endsWith(')') ? inner(term.slice(1, -1)) : { leaf: parseLeaf(term) }
}

/** Splits at characters that stand outside of quotes and brackets. */
function split(text: string, separators: string): string[] {
  const parts: string[] = []
  let [from, depth, isQuoted] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (isQuoted && char === '\\') at += 1
    else if (char === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if ('([{'.includes(char)) depth += 1
    else if (')]}'.includes(char)) depth -= 1
    else if (depth === 0 && separators.includes(char)) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
    if (depth < 0) break
  }
  if (depth !== 0 || isQuoted) throw new NgsiLdError('BadRequestData', 'The query has a bracket or quote without its partner.')
  return [...parts, text.slice(from)]
}

/** Whether an expression holds, given which of its leaves do. */
export function holds<Leaf>(expression: Expression<Leaf>, test: (leaf: Leaf) => boolean): boolean {
  if ('leaf' in expression) return test(expression.leaf)
  return 'all' in expression
    ? expression.all.every((part) => holds(part, test))
    : expression.any.some((part) => holds(part, test))
}

/** The SQL of an expression, given that of its leaves. */
export function toSql<Leaf>(expression: Expression<Leaf>, leafSql: (leaf: Leaf) => string): string {
  if ('leaf' in expression) return leafSql(expression.leaf)
  const [parts, joint] = 'all' in expression ? [expression.all, ' and '] : [expression.any, ' or ']
  return `(${parts.map((part) => toSql(part, leafSql)).join(joint)})`
}

/** Every leaf, from left to right. */
export function leaves<Leaf>(expression: Expression<Leaf>): Leaf[] {
  if ('leaf' in expression) return [expression.leaf]
  return ('all' in expression ? expression.all : expression.any).flatMap((part) => leaves(part))
}
