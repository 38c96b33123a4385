/**
 * Text as it is compared in a search: compatibility forms folded, Latin accents removed, lower case, single spaces. `Évora` and
 * `evora` are the same; a full-width `１` is a `1`.
 */
export function simplify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}

/** Names for searching: each simplified and between line breaks, which no simplified text holds. */
export function searchTerms(names: readonly string[]): string {
  return `\n${names.map(simplify).join('\n')}\n`
}

/** Text as a literal part of a pattern for SQL's `like`. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
