import { NgsiLdError } from './errors.ts'
import { type Expression, holds, parseExpression, toSql } from './expression.ts'
import type { SqlValues } from './sql-values.ts'

/** One scope to match: `+` stands for any one level, and `#`, at the end, for the scope itself and all below it. */
export type ScopeTerm = { readonly levels: readonly string[]; readonly withBelow: boolean }

export type ScopeQuery = Expression<ScopeTerm>

/**
 * Reads a scopeQ (GS CIM 009, 4.19): `/520000/#`, `/a/+/c`, joined by `;`, `|`, `,` and brackets.
 *
 * @throws {NgsiLdError} BadRequestData
 */
export function parseScopeQuery(text: string): ScopeQuery {
  return parseExpression(text, '|,', (term) => {
    const levels = term.replace(/^\/|\/$/g, '').split('/')
    const withBelow = levels.at(-1) === '#'
    if (withBelow) levels.pop()
    if (levels.some((level) => level === '' || (level !== '+' && /[+#\s\0]/.test(level))))
      throw new NgsiLdError('BadRequestData', `scopeQ: "${term}" is not a scope.`)
    return { levels, withBelow }
  })
}

export function meetsScope(scopes: readonly string[], query: ScopeQuery): boolean {
  return holds(query, (term) => scopes.some((scope) => isIn(scope, term)))
}

function isIn(scope: string, { levels, withBelow }: ScopeTerm): boolean {
  const own = scope.slice(1).split('/')
  if (withBelow ? own.length < levels.length : own.length !== levels.length) return false
  return levels.every((level, index) => level === '+' || level === own[index])
}

export function scopeSql(query: ScopeQuery, scopes: string, values: SqlValues): string {
  return toSql(query, ({ levels, withBelow }) => {
    if (levels.length === 0) return `${scopes} <> '{}'`
    if (levels.includes('+')) {
      const pattern = levels.map((level) => (level === '+' ? '[^/]+' : level.replace(/[^\p{L}\p{N}]/gu, '\\$&'))).join('/')
      return `exists (select from unnest(${scopes}) s where s ~ ${values.add(`^/${pattern}${withBelow ? '(/|$)' : '$'}`)})`
    }
    const scope = `/${levels.join('/')}`
    if (!withBelow) return `${scopes} @> array[${values.add(scope)}]::text[]`
    return `exists (select from unnest(${scopes}) s where s = ${values.add(scope)} or starts_with(s, ${values.add(`${scope}/`)}))`
  })
}
