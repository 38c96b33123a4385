import { type Clock, callOut, type Logger, type Pool } from '#kernel'
import { NgsiLdError } from './errors.ts'
import { isObject } from './json.ts'
import { findCopy } from './ld-context-copies.ts'
import { keepCached } from './ld-context-store.ts'

export type SourceOptions = {
  readonly clock: Clock
  readonly logger: Logger
  readonly allowPrivate: boolean
  /** The only hosts that @contexts are fetched from; `*.` before a name means its subdomains. None: any. */
  readonly hosts?: readonly string[]
}

/** Gets an @context from where it is published, and keeps it. */
export type ContextSource = {
  /** Of calls for one URL at a time, one goes out; after a failure none goes out for a short while. */
  fetch(url: string): Promise<unknown>
  /** Goes out in any case. */
  fetchAnew(url: string): Promise<unknown>
}

const timeLimitMs = 5000
const sizeLimit = 2 * 1024 * 1024
const mostRedirects = 3
const rememberFailureMs = 5000

/** What an operator put here for a URL comes before what is published there: see `datong context add`. */
export function contextSource(pool: Pool, options: SourceOptions): ContextSource {
  const underWay = new Map<string, Promise<unknown>>()
  const failures = new Map<string, { readonly until: number; readonly error: NgsiLdError }>()
  const get = async (url: string) => {
    const body = (await findCopy(pool, url)) ?? (await download(url, options))
    await keepCached(pool, url, body, options.clock())
    return body
  }
  const fetchAnew = (url: string) => {
    const fetching = get(url).finally(() => underWay.delete(url))
    failures.delete(url)
    underWay.set(url, fetching)
    return fetching
  }
  const remember = (url: string) => (error: unknown) => {
    if (error instanceof NgsiLdError) failures.set(url, { until: performance.now() + rememberFailureMs, error })
    throw error
  }
  return {
    fetchAnew,
    fetch: async (url) => {
      const known = underWay.get(url)
      if (known !== undefined) return known
      for (const [failed, { until }] of failures) if (until < performance.now()) failures.delete(failed)
      const failure = failures.get(url)
      if (failure !== undefined) throw failure.error
      return fetchAnew(url).catch(remember(url))
    },
  }
}

async function download(url: string, options: SourceOptions): Promise<unknown> {
  try {
    return await follow(url, options, performance.now() + timeLimitMs, mostRedirects)
  } catch (error) {
    options.logger.warn({ err: error, url }, 'a JSON-LD context could not be fetched')
    throw new NgsiLdError('LdContextNotAvailable', `The @context ${url} cannot be fetched: ${(error as Error).message}.`)
  }
}

async function follow(url: string, options: SourceOptions, deadline: number, redirects: number): Promise<unknown> {
  if (!isAllowed(new URL(url), options.hosts ?? [])) throw new Error('its host is not one that this node fetches from')
  const answer = await callOut(url, {
    method: 'GET',
    headers: { accept: 'application/ld+json, application/json' },
    timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())),
    maxBytes: sizeLimit,
    allowPrivate: options.allowPrivate,
  })
  const { location } = answer.headers
  if (answer.status >= 300 && answer.status < 400 && location !== undefined && redirects > 0)
    return follow(new URL(location, url).href, options, deadline, redirects - 1)
  if (answer.status !== 200) throw new Error(`it answered ${answer.status}`)
  const body: unknown = JSON.parse(answer.body)
  if (!isObject(body) || body['@context'] === undefined) throw new Error('it has no @context')
  return absolute(body['@context'], url)
}

const isAllowed = ({ hostname }: URL, hosts: readonly string[]) =>
  hosts.length === 0 || hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host))

/** What an @context refers to beside itself, by its full address. */
function absolute(context: unknown, base: string): unknown {
  if (Array.isArray(context)) return context.map((part) => absolute(part, base))
  return typeof context === 'string' && URL.canParse(context, base) ? new URL(context, base).href : context
}
