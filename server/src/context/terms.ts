import { corePrefixes, coreTerms, isCoreContext } from './core-context.ts'
import { NgsiLdError } from './errors.ts'
import { isObject, type Json } from './json.ts'

const maxTerms = 20_000
const deepest = 6

/**
 * Adds the terms that an @context defines, with the contexts it refers to: later definitions replace earlier ones. What
 * JSON-LD says beyond names (types of values, containers) is left alone: values stay as they were sent.
 *
 * @throws {NgsiLdError} BadRequestData
 */
export async function collectTerms(
  context: unknown,
  terms: Map<string, string>,
  load: (url: string) => Promise<unknown>,
  depth: number,
): Promise<void> {
  if (depth > deepest) throw new NgsiLdError('BadRequestData', 'The @context refers to others too deep.')
  if (Array.isArray(context)) {
    for (const part of context) await collectTerms(part, terms, load, depth + 1)
  } else if (typeof context === 'string') {
    if (!isCoreContext(context)) await collectTerms(await load(context), terms, load, depth + 1)
  } else if (isObject(context)) defineTerms(context, terms)
  else if (context !== null) throw new NgsiLdError('BadRequestData', 'The @context is not a URL, an object or a list of such.')
}

/** Adds the terms of one @context object; a definition may use prefixes and terms of the same object and of earlier ones. */
function defineTerms(context: Json, terms: Map<string, string>): void {
  const resolve = (text: string, depth: number): string => {
    const own = definitionOf(context[text]) ?? terms.get(text) ?? coreTerms.get(text)
    if (own !== undefined && own !== text && depth < deepest) return resolve(own, depth + 1)
    const colon = text.indexOf(':')
    if (colon < 0 || text.startsWith('//', colon + 1) || depth >= deepest) return text
    const prefix = text.slice(0, colon)
    const base = definitionOf(context[prefix]) ?? terms.get(prefix) ?? corePrefixes.get(prefix)
    return base === undefined ? text : resolve(base, depth + 1) + text.slice(colon + 1)
  }
  for (const [term, definition] of Object.entries(context)) {
    if (term.startsWith('@')) continue
    const id = definitionOf(definition)
    if (id === undefined || id.startsWith('@')) continue
    const iri = resolve(id, 0)
    if (iri.includes(':')) terms.set(term, iri)
    if (terms.size > maxTerms) throw new NgsiLdError('BadRequestData', `The @context has more than ${maxTerms} terms.`)
  }
}

function definitionOf(definition: unknown): string | undefined {
  if (typeof definition === 'string') return definition
  return isObject(definition) && typeof definition['@id'] === 'string' ? definition['@id'] : undefined
}
