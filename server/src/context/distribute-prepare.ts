import type { FastifyRequest } from 'fastify'
import { coreContextUrl } from './core-context.ts'
import type { Registration } from './csource-registration.ts'
import { encode, type SourceRequest } from './distribute-request.ts'
import { isObject } from './json.ts'
import type { LdContexts } from './ld-context.ts'
import type { Names } from './names.ts'
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

/** A request as it is sent. */
export type Prepared = {
  readonly request: SourceRequest
  readonly headers: Record<string, string>
  readonly body?: string
  readonly names: Names
}

/** Writes a request under the names that the source understands, with the headers that it is to get (4.3.6.5 and 4.3.6.6). */
export async function prepare(
  registration: Registration,
  ask: (names: Names) => SourceRequest,
  origin: Origin,
  { contexts, alias: self }: { readonly contexts: LdContexts; readonly alias: string },
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

/** Where a request to a source goes. */
export function addressOf({ endpoint }: Registration, { path, query = {} }: SourceRequest): string {
  const base = endpoint.endsWith('/ngsi-ld/v1') ? endpoint : `${endpoint}/ngsi-ld/v1`
  const parameters = Object.entries(query).map(([key, value]) => `${key}=${encode(value)}`)
  return `${base}/${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`
}
