import type { Clock, Db, Logger, Pool, Tx } from '#kernel'
import { isCoreContext } from './core-context.ts'
import { NgsiLdError } from './errors.ts'
import { isObject } from './json.ts'
import { coreNames, type Names, namesOf } from './names.ts'
import { callOut } from './outbound.ts'
import { collectTerms } from './terms.ts'

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
