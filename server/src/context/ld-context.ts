import type { Clock, Db, Logger, Pool, Tx } from '#kernel'
import { corePrefixes, coreTerms, isCoreContext } from './core-context.ts'
import { NgsiLdError } from './errors.ts'
import { isObject, type Json } from './json.ts'
import { coreNames, type Names, namesOf } from './names.ts'
import { callOut } from './outbound.ts'

/** Reads names by any @context: a URL, an object with terms, or a list of such. */
export type LdContexts = {
  /**
   * @throws {NgsiLdError} BadRequestData for what is no @context, LdContextNotAvailable for one that cannot be fetched
   */
  names(context: unknown): Promise<Names>
  /** The same within a transaction, from what was fetched before. */
  namesKept(tx: Tx, context: unknown): Promise<Names>
}

type Options = { readonly clock: Clock; readonly logger: Logger; readonly allowPrivate: boolean }

const maxKept = 500
const maxTerms = 20_000
const deepest = 6

/** Fetched contexts are kept in the database, and what was made of them in memory. */
export function openLdContexts(pool: Pool, options: Options): LdContexts {
  const known = new Map<string, Names>()
  const read = async (context: unknown, load: (url: string) => Promise<unknown>) => {
    if (context === undefined || (typeof context === 'string' && isCoreContext(context))) return coreNames
    const key = JSON.stringify(context)
    const names = known.get(key) ?? (await readNames(context, load))
    if (known.size >= maxKept) known.delete(known.keys().next().value as string)
    known.set(key, names)
    return names
  }
  return {
    names: (context) => read(context, async (url) => (await findKept(pool, url)) ?? fetchAndKeep(pool, url, options)),
    namesKept: (tx, context) =>
      read(context, async (url) => {
        const body = await findKept(tx, url)
        if (body === undefined) throw new NgsiLdError('LdContextNotAvailable', `The @context ${url} is not kept.`)
        return body
      }),
  }
}

async function readNames(context: unknown, load: (url: string) => Promise<unknown>): Promise<Names> {
  const terms = new Map<string, string>()
  await collectTerms(context, terms, load, 0)
  return terms.size === 0 ? coreNames : namesOf(terms)
}

async function collectTerms(
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

async function findKept(db: Db, url: string): Promise<unknown> {
  const [row] = await db.query<{ body: unknown }>('select body from context.ld_context where url = $1', [url])
  return row?.body
}

async function fetchAndKeep(pool: Pool, url: string, options: Options): Promise<unknown> {
  const body = await fetchContext(url, options)
  await pool.query('insert into context.ld_context (url, body, fetched_at) values ($1, $2, $3) on conflict (url) do nothing', [
    url,
    JSON.stringify(body),
    options.clock(),
  ])
  return body
}

async function fetchContext(url: string, options: Options, redirects = 0): Promise<unknown> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new NgsiLdError('BadRequestData', `The @context ${url} is not an HTTP URL.`)
  const headers = { accept: 'application/ld+json, application/json' }
  try {
    const answer = await callOut(url, {
      method: 'GET',
      headers,
      timeoutMs: 5000,
      maxBytes: 2 * 1024 * 1024,
      allowPrivate: options.allowPrivate,
    })
    const { location } = answer.headers
    if (answer.status >= 300 && answer.status < 400 && location !== undefined && redirects < 3)
      return await fetchContext(new URL(location, url).href, options, redirects + 1)
    if (answer.status !== 200) throw new Error(`it answered ${answer.status}`)
    const body: unknown = JSON.parse(answer.body)
    if (!isObject(body) || body['@context'] === undefined) throw new Error('it has no @context')
    return body['@context']
  } catch (error) {
    if (error instanceof NgsiLdError) throw error
    options.logger.warn({ err: error, url }, 'a JSON-LD context could not be fetched')
    throw new NgsiLdError('LdContextNotAvailable', `The @context ${url} cannot be fetched.`)
  }
}
