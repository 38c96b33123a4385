import { Invalid } from '#kernel'

/** A facility whose column equals a value, or matches a pattern, is of a kind. */
export type KindRule = { readonly column: string; readonly kind: string; readonly is: string | RegExp }

/**
 * Reads a rule as it stands on the command line: `CATEGORY=Medical:clinic` (equals, in any case) or `NAME~^district hosp:hospital`
 * (matches, in any case).
 *
 * @throws {Invalid} when it is neither
 */
export function parseKindRule(text: string): KindRule {
  const match = /^(?<column>[^=~]+)(?<sign>[=~])(?<pattern>.+):(?<kind>[a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(text)
  const { column = '', sign, pattern = '', kind = '' } = match?.groups ?? {}
  if (match === null)
    throw new Invalid(`"${text}" is not a rule for kinds.`, [
      { message: 'Write COLUMN=VALUE:KIND or COLUMN~PATTERN:KIND.', fix: 'For example CATEGORY=Medical:clinic.' },
    ])
  return { column: column.trim(), kind, is: sign === '~' ? readPattern(pattern) : pattern.trim() }
}

/** The kind of the first rule that fits. */
export function kindOf(rules: readonly KindRule[], cell: (column: string) => string): string | undefined {
  return rules.find(({ column, is }) => fits(cell(column), is))?.kind
}

/** A word from a table as the name of a kind: `Transport/Admin` → `transport-admin`; empty where it has no Latin letters. */
export function kindFromText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

function fits(text: string, is: string | RegExp): boolean {
  return typeof is === 'string' ? text.toLowerCase() === is.toLowerCase() : is.test(text)
}

function readPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'iu')
  } catch (cause) {
    throw new Invalid(`"${pattern}" is not a pattern: ${cause instanceof Error ? cause.message : cause}`)
  }
}
