import type { Clock, Db, Logger, Pool, Tx } from '#kernel'
import { isCoreContext } from './core-context.ts'
import { NgsiLdError } from './errors.ts'
import { ownPathIn } from './ld-context-link.ts'
import { type ContextSource, contextSource } from './ld-context-source.ts'
import { contextsMark, countHits, findBody } from './ld-context-store.ts'
import { coreNames, type Names, namesOf } from './names.ts'
import { collectTerms } from './terms.ts'

/** Reads names by any @context: a URL, an object with terms, or a list of such. */
export type LdContexts = {
  /**
   * @throws {NgsiLdError} BadRequestData for what is no @context, LdContextNotAvailable for one that cannot be fetched
   */
  names(context: unknown): Promise<Names>
  /** The same within a transaction, from what was fetched before. */
  namesKept(tx: Tx, context: unknown): Promise<Names>
  /** Fetches a kept @context again. @throws {NgsiLdError} LdContextNotAvailable, and what was kept stays */
  reload(url: string): Promise<void>
  /** Counts a use of a kept @context, by the URL it is kept under. */
  countUse(url: string): void
  /** Writes down the uses counted so far, and learns what other processes changed. */
  settle(): Promise<void>
}

export type LdContextOptions = {
  readonly clock: Clock
  readonly logger: Logger
  readonly allowPrivate: boolean
  readonly hosts?: readonly string[]
}

type Known = { readonly names: Names; readonly urls: readonly string[] }
type Load = (url: string) => Promise<unknown>

const maxKept = 500
const mostParts = 40
const settleMs = 1000

/**
 * Fetched contexts are kept in the database, and what was made of them in memory. Once a second at most, while contexts are
 * used, the counts of their uses are written, and what is in memory is dropped if any context was changed meanwhile.
 */
export function openLdContexts(pool: Pool, options: LdContextOptions): LdContexts {
  const source: ContextSource = contextSource(pool, options)
  const known = new Map<string, Known>()
  const uses = new Map<string, number>()
  let mark: number | undefined
  let learned = Number.NEGATIVE_INFINITY
  let settling: Promise<void> | undefined

  const countUse = (url: string) => void uses.set(url, (uses.get(url) ?? 0) + 1)
  const isDue = () => performance.now() - learned > settleMs
  const learn = async (db: Db) => {
    learned = performance.now()
    const now = await contextsMark(db)
    if (mark !== undefined && mark !== now) known.clear()
    mark = now
  }
  const settle = async () => {
    const counted = new Map(uses)
    uses.clear()
    if (counted.size > 0) await countHits(pool, counted, options.clock())
    await learn(pool)
  }
  const settleOnce = () => {
    settling ??= settle().finally(() => {
      settling = undefined
    })
    return settling
  }
  const read = async (context: unknown, load: Load) => {
    const key = JSON.stringify(context)
    let entry = known.get(key)
    if (entry === undefined) {
      entry = await readNames(context, load)
      if (known.size >= maxKept) known.delete(known.keys().next().value as string)
      known.set(key, entry)
    }
    entry.urls.forEach(countUse)
    return entry.names
  }
  return {
    names: async (context) => {
      if (isCore(context)) return coreNames
      if (isDue()) await settleOnce()
      return read(context, async (url) => (await findBody(pool, placesOf(url))) ?? source.fetch(url))
    },
    namesKept: async (tx, context) => {
      if (isCore(context)) return coreNames
      if (isDue()) await learn(tx)
      return read(context, async (url) => {
        const body = await findBody(tx, placesOf(url), true)
        if (body === undefined) throw new NgsiLdError('LdContextNotAvailable', `The @context ${url} is not kept.`)
        return body
      })
    },
    reload: async (url) => {
      await source.fetchAnew(url)
      known.clear()
    },
    countUse,
    settle: settleOnce,
  }
}

const isCore = (context: unknown) => context === undefined || (typeof context === 'string' && isCoreContext(context))

/** What is kept under the URL itself, else what this node hosts under its path. */
const placesOf = (url: string): string[] => {
  const own = ownPathIn(url)
  return own === undefined ? [url] : [url, own]
}

async function readNames(context: unknown, load: Load): Promise<Known> {
  const terms = new Map<string, string>()
  const urls = new Set<string>()
  const loadCounted = (url: string) => {
    if (urls.size >= mostParts) throw new NgsiLdError('BadRequestData', `The @context refers to more than ${mostParts} others.`)
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw new NgsiLdError('BadRequestData', `The @context ${url} is not an HTTP URL.`)
    urls.add(url)
    return load(url)
  }
  await collectTerms(context, terms, loadCounted, 0)
  return { names: terms.size === 0 ? coreNames : namesOf(terms), urls: [...urls].map((url) => ownPathIn(url) ?? url) }
}
