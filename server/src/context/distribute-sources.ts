import type { FastifyRequest } from 'fastify'
import { type Clock, type Logger, Refusal } from '#kernel'
import { coreContextUrl } from './core-context.ts'
import type { Registration } from './csource-registration.ts'
import { encode, type SourceRequest } from './distribute-request.ts'
import { isObject } from './json.ts'
import type { LdContexts } from './ld-context.ts'
import type { Names } from './names.ts'
import { type Answer, callOut } from './outbound.ts'
import { aliasFor } from './source-identity.ts'

/** Of a request that is distributed, what goes along to every source. */
export type Origin = {
  readonly tenant: string
  /** The nodes that it went through. */
  readonly via: readonly string[]
  readonly headers: FastifyRequest['headers']
  /** The names of its @context, and where others get that: undefined for names that are written whole. */
  readonly names: Names
  readonly context: string | undefined
}

export type SourceAnswer = {
  readonly status: number
  readonly body: unknown
  readonly headers: Answer['headers']
  readonly names: Names
}

/** Calls sources, each within its time, and leaves those alone for a while that did not answer. */
export type Sources = {
  /** @throws {SourceRefusal} when there is no answer, or it is that the operation failed */
  call(registration: Registration, ask: (names: Names) => SourceRequest, origin: Origin): Promise<SourceAnswer>
  /** How the sources fared since the last time. */
  takeFates(): Fate[]
}

export type Fate = {
  readonly tenant: string
  readonly id: string
  sent: number
  failed: number
  lastSuccess?: Date
  lastFailure?: Date
}

/** That a source did not do what it was asked, or did not answer. */
export class SourceRefusal extends Refusal {
  override name = 'SourceRefusal'
  readonly status: number
  readonly code: string
  override readonly type: string
  readonly body: unknown

  constructor(status: number, message: string, options: { code?: string; type?: string; body?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.status = status
    this.code = options.code ?? 'source-refused'
    this.type = options.type ?? 'about:blank'
    this.body = options.body
  }
}

export type SourceOptions = {
  readonly clock: Clock
  readonly logger: Logger
  readonly contexts: LdContexts
  /** How this node names itself. */
  readonly alias: string
  readonly allowPrivate: boolean
}

const usualTimeoutMs = 5000
const longestTimeoutMs = 60_000
const usualCooldownMs = 5000
const maxBytes = 50 * 1024 * 1024
const mostCached = 1000

export function openSources(options: SourceOptions): Sources {
  const { logger, clock } = options
  /** When a source may be called again. */
  const resting = new Map<string, number>()
  const cache = new Map<string, { readonly until: number; readonly answer: SourceAnswer }>()
  const fates = new Map<string, Fate>()

  const exchange = async (registration: Registration, request: SourceRequest, call: Prepared, key: string): Promise<Answer> => {
    const { timeoutMs = usualTimeoutMs, cooldownMs = usualCooldownMs } = registration
    if ((resting.get(key) ?? 0) > Date.now()) throw silent(registration, 504, 'did not answer a moment ago and is left alone')
    try {
      const answer = await callOut(addressOf(registration, request), {
        method: request.method,
        headers: call.headers,
        ...(call.body !== undefined && { body: call.body }),
        timeoutMs: Math.min(timeoutMs, longestTimeoutMs),
        maxBytes,
        allowPrivate: options.allowPrivate,
      })
      resting.delete(key)
      return answer
    } catch (cause) {
      resting.set(key, Date.now() + cooldownMs)
      logger.warn({ err: cause, registration: registration.id }, 'a context source could not be reached')
      const isLate = (cause as Error).name === 'TimeoutError' || (cause as Error).name === 'AbortError'
      throw silent(registration, isLate ? 504 : 502, isLate ? 'did not answer in time' : 'could not be reached', cause)
    }
  }

  const note = (registration: Registration, tenant: string, hasFailed: boolean) => {
    const key = `${tenant} ${registration.id}`
    const fate = fates.get(key) ?? { tenant, id: registration.id, sent: 0, failed: 0 }
    fates.set(key, {
      ...fate,
      sent: fate.sent + 1,
      failed: fate.failed + (hasFailed ? 1 : 0),
      ...(hasFailed ? { lastFailure: clock() } : { lastSuccess: clock() }),
    })
  }

  return {
    call: async (registration, ask, origin) => {
      const prepared = await prepare(registration, ask, origin, options)
      const key = `${origin.tenant} ${registration.id}`
      const cacheKey = `${key} ${JSON.stringify([prepared.request, prepared.headers])}`
      const isReading = prepared.request.method === 'GET' || prepared.request.path.endsWith('/query')
      const cached = cache.get(cacheKey)
      if (cached !== undefined && cached.until > Date.now()) return cached.answer
      try {
        const answer = await exchange(registration, prepared.request, prepared, key)
        const body = readBody(registration, answer)
        // Nothing found is an answer like any other.
        if (answer.status >= 300 && !(isReading && answer.status === 404)) throw refusalOf(registration, answer.status, body)
        const read = { status: answer.status, body, headers: answer.headers, names: prepared.names }
        if (isReading && registration.cacheMs !== undefined) {
          if (cache.size >= mostCached) cache.delete(cache.keys().next().value as string)
          cache.set(cacheKey, { until: Date.now() + registration.cacheMs, answer: read })
        }
        note(registration, origin.tenant, false)
        return read
      } catch (error) {
        note(registration, origin.tenant, true)
        throw error
      }
    },
    takeFates: () => {
      const taken = [...fates.values()]
      fates.clear()
      return taken
    },
  }
}

type Prepared = {
  readonly request: SourceRequest
  readonly headers: Record<string, string>
  readonly body?: string
  readonly names: Names
}

/** Writes a request under the names that the source understands, with the headers that it is to get (4.3.6.5 and 4.3.6.6). */
async function prepare(
  registration: Registration,
  ask: (names: Names) => SourceRequest,
  origin: Origin,
  { contexts, alias: self }: SourceOptions,
): Promise<Prepared> {
  const info = new Map(registration.sourceInfo.map(({ key, value }) => [key.toLowerCase(), value]))
  const own = info.get('jsonldcontext')
  const context = own ?? origin.context
  const names = own === undefined ? origin.names : await contexts.names(own)
  const asked = ask(names)
  const request = registration.localOnly ? { ...asked, query: { ...asked.query, local: 'true' } } : asked
  const isLd = info.get('contenttype') === 'application/ld+json' && own === undefined && isObject(request.body)
  const body =
    request.body === undefined
      ? undefined
      : JSON.stringify(isLd ? { ...(request.body as object), '@context': context ?? coreContextUrl } : request.body)
  // There are sources that look for these names just as the specification writes them.
  const headers: Record<string, string> = {
    Accept: info.get('accept') ?? 'application/json',
    Via: [...origin.via, aliasFor(self, origin.tenant)].map((alias) => `1.1 ${alias}`).join(', '),
    ...(context !== undefined && !(isLd && body) && { Link: linkTo(context) }),
    ...(registration.tenant !== '' && { 'NGSILD-Tenant': registration.tenant }),
    ...(body !== undefined && {
      'Content-Type': isLd ? 'application/ld+json' : 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    }),
  }
  for (const [key, value] of info) {
    if (['jsonldcontext', 'contenttype', 'accept', 'ngsildconformance'].includes(key)) continue
    const given = value === 'urn:ngsi-ld:request' ? origin.headers[key] : value
    if (given !== undefined) headers[key] = String(given)
  }
  return { request, headers, names, ...(body !== undefined && { body }) }
}

const linkTo = (context: string) => `<${context}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`

function addressOf({ endpoint }: Registration, { path, query = {} }: SourceRequest): string {
  const base = endpoint.endsWith('/ngsi-ld/v1') ? endpoint : `${endpoint}/ngsi-ld/v1`
  const parameters = Object.entries(query).map(([key, value]) => `${key}=${encode(value)}`)
  return `${base}/${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`
}

function readBody(registration: Registration, { body, status }: Answer): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch (cause) {
    if (status >= 300) return undefined
    throw new SourceRefusal(502, `The context source ${registration.id} did not answer with JSON.`, {
      code: 'source-unclear',
      cause,
    })
  }
}

const silent = ({ id }: Registration, status: number, how: string, cause?: unknown) =>
  new SourceRefusal(status, `The context source ${id} ${how}.`, { code: 'source-silent', cause })

function refusalOf({ id }: Registration, status: number, body: unknown): SourceRefusal {
  const { type, title, detail } = isObject(body) ? body : ({} as Record<string, unknown>)
  const said = [detail, title].find((text) => typeof text === 'string') ?? `it answered ${status}`
  return new SourceRefusal(status, `The context source ${id} refused: ${said}`, {
    ...(typeof type === 'string' && { type }),
    body,
  })
}
