import { corePrefixes, coreTerms, vocabulary } from './core-context.ts'

/** How names read under one @context: `expand` to IRIs for storing and comparing, `compact` to terms for answering. */
export type Names = {
  expand(term: string): string
  compact(iri: string): string
}

/** Term → IRI, as an @context defines it beside the core context. */
export type Terms = ReadonlyMap<string, string>

/** The names of an @context with these terms; the core context's own terms win (GS CIM 009, 5.5.7). */
export function namesOf(terms: Terms): Names {
  const inverse = new Map<string, string>()
  for (const [term, iri] of [...terms, ...coreTerms]) if (!iri.endsWith('/') && !iri.endsWith('#')) inverse.set(iri, term)
  const prefixes = [...terms, ...corePrefixes].filter(([, iri]) => /[/#:]$/.test(iri))
  const expand = (term: string) => coreTerms.get(term) ?? terms.get(term) ?? expandCompactIri(term, terms) ?? vocabulary + term
  const compact = (iri: string) => {
    const term = inverse.get(iri)
    if (term !== undefined && expand(term) === iri) return term
    // A term of the default vocabulary that the @context defines otherwise stays apart from it by its prefix.
    const shorts = [iri.startsWith(vocabulary) ? iri.slice(vocabulary.length) : undefined, compactIri(iri, prefixes)]
    return shorts.find((short) => short !== undefined && short !== '' && expand(short) === iri) ?? iri
  }
  return { expand: remembering(expand), compact: remembering(compact) }
}

/** Names that are kept ready for each @context and direction. */
const mostRemembered = 500

/** The same names come again and again, in every entity of an answer. */
function remembering(read: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    if (known.size >= mostRemembered) known.clear()
    const made = read(name)
    known.set(name, made)
    return made
  }
}

function expandCompactIri(term: string, terms: Terms): string | undefined {
  const colon = term.indexOf(':')
  if (colon < 0) return undefined
  if (term.startsWith('//', colon + 1)) return term
  const prefix = term.slice(0, colon)
  const base = corePrefixes.get(prefix) ?? terms.get(prefix)
  return base === undefined ? term : base + term.slice(colon + 1)
}

function compactIri(iri: string, prefixes: readonly (readonly [string, string])[]): string | undefined {
  const fits = prefixes.filter(([, base]) => iri.startsWith(base) && iri.length > base.length)
  const longest = fits.sort((a, b) => b[1].length - a[1].length)[0]
  return longest && `${longest[0]}:${iri.slice(longest[1].length)}`
}

/** The names under the core context alone, as all data of the platform itself uses them. */
export const coreNames: Names = namesOf(new Map())

/** The IRI of an attribute or type of the core context: `name('pm25')`. */
export const name = (term: string): string => coreNames.expand(term)

/** The term of the core context for an IRI, or the IRI itself. */
export const shorten = (iri: string): string => coreNames.compact(iri)
