import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from '#kernel'
import { coreContextUrl } from './core-context.ts'
import { NgsiLdError } from './errors.ts'
import { isObject } from './json.ts'
import type { LdContexts } from './ld-context.ts'
import type { Names } from './names.ts'

const linkRelation = 'http://www.w3.org/ns/json-ld#context'
const jsonTypes = ['application/json', 'application/ld+json', 'application/geo+json'] as const
export type MediaType = (typeof jsonTypes)[number]

const headerOf = (request: FastifyRequest, name: string) => {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

const innerTenants = new WeakMap<FastifyRequest, string>()
const innerPrefix = 'snapshot:'

/** The name of a tenant that holds the content of a snapshot: one that no client can give. */
export const snapshotTenant = (id: string): string => innerPrefix + id

/** From now on a request is for this tenant, whatever it says. */
export const actIn = (request: FastifyRequest, tenant: string): void => void innerTenants.set(request, tenant)

/** The tenant that a request is for; `''` is the default one. */
export function readTenant(request: FastifyRequest): string {
  const inner = innerTenants.get(request)
  if (inner !== undefined) return inner
  const tenant = headerOf(request, 'ngsild-tenant') ?? ''
  if (!/^[\w.-]{0,64}$/.test(tenant)) throw new NgsiLdError('BadRequestData', 'NGSILD-Tenant is not the name of a tenant.')
  return tenant
}

/** Refuses a tenant that nothing was ever written for. */
export async function requireTenant(pool: Pool, tenant: string): Promise<void> {
  if (tenant === '' || tenant.startsWith(innerPrefix)) return
  const rows = await pool.prepared(
    `select 1 where ${['entity', 'subscription', 'history', 'registration']
      .map((table) => `(select 1 from context.${table} where tenant = $1 limit 1) = 1`)
      .join(' or ')}`,
    [tenant],
  )
  if (rows.length === 0) throw new NgsiLdError('NonexistentTenant', `There is no tenant ${tenant}.`)
}

/** The @context that a Link header names (GS CIM 009, 6.3.5), or undefined. */
export function linkedContext(request: FastifyRequest): string | undefined {
  const links = (headerOf(request, 'link') ?? '').split(/,(?=\s*<)/)
  const found = links.filter((link) => link.includes(`"${linkRelation}"`) || link.includes(`rel=${linkRelation}`))
  if (found.length > 1) throw new NgsiLdError('BadRequestData', 'Only one Link header may name an @context.')
  return /<([^>]*)>/.exec(found[0] ?? '')?.[1]
}

const isLd = (request: FastifyRequest) => (request.headers['content-type'] ?? '').startsWith('application/ld+json')

/**
 * The @context of a document in the body: in the document itself for `application/ld+json`, else by Link header.
 *
 * @throws {NgsiLdError} BadRequestData when it is where it does not belong, or missing where it must be
 */
export function contextOf(request: FastifyRequest, document: unknown): unknown {
  const linked = linkedContext(request)
  const own = isObject(document) ? document['@context'] : undefined
  if (!isLd(request)) {
    if (own !== undefined)
      throw new NgsiLdError('BadRequestData', 'An @context in the body needs the content type application/ld+json.')
    return linked
  }
  checkLink(request)
  if (own === undefined) throw new NgsiLdError('BadRequestData', 'With application/ld+json the body needs an @context.')
  return own
}

/** Refuses a Link header to an @context beside JSON-LD, which brings its own. */
export function checkLink(request: FastifyRequest): void {
  if (isLd(request) && linkedContext(request) !== undefined)
    throw new NgsiLdError('BadRequestData', 'With application/ld+json the @context is in the body, not in a Link header.')
}

/** The names of the @context of what a request asks for, and the context to name in the answer. */
export async function readNames(
  request: FastifyRequest,
  contexts: LdContexts,
  context?: unknown,
): Promise<{ names: Names; context: unknown }> {
  const used = context ?? linkedContext(request)
  return { names: await contexts.names(used), context: used ?? coreContextUrl }
}

/**
 * The media type that suits the Accept header best.
 *
 * @throws {NgsiLdError} NotAcceptable when none does
 */
export function negotiate(
  request: FastifyRequest,
  offered: readonly MediaType[] = ['application/json', 'application/ld+json'],
): MediaType {
  const wanted = (headerOf(request, 'accept') ?? '*/*').split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    return { range, weight: Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1) }
  })
  const best = wanted
    .sort((a, b) => b.weight - a.weight)
    .map(({ range }) => offered.find((type) => range === '*/*' || range === 'application/*' || range === type))
    .find((type) => type !== undefined)
  if (best === undefined) throw new NgsiLdError('NotAcceptable', `The answer can be ${offered.join(' or ')}.`)
  return best
}

/** Sends JSON with its @context: in the body for JSON-LD and for GeoJSON unless its reader prefers it plain, else in a Link header (6.3.6). */
export function sendJson(reply: FastifyReply, type: MediaType, context: unknown, payload: object): FastifyReply {
  const linked = typeof context === 'string' ? context : coreContextUrl
  const isPlain = type === 'application/geo+json' && /\bbody=json\b/.test(headerOf(reply.request, 'prefer') ?? '')
  if (type === 'application/json' || isPlain) {
    reply.header('link', `${linkOf(reply)}<${linked}>; rel="${linkRelation}"; type="application/ld+json"`)
    return sendBytes(reply, type, payload)
  }
  const withContext = Array.isArray(payload) ? payload.map((item: object) => withOwn(item, context)) : withOwn(payload, context)
  return sendBytes(reply, type, withContext)
}

const withOwn = (item: object, context: unknown) => (isObject(item) ? { ...item, '@context': context } : item)

/** Links that were set already, such as those to other pages, followed by a comma. */
const linkOf = (reply: FastifyReply) => {
  const links = reply.getHeader('link')
  return links === undefined ? '' : `${links}, `
}

/** The address of a resource under /ngsi-ld/v1; a colon, as in most URIs, may stand in it as it is (RFC 3986, 3.3). */
export const addressOf = (collection: string, id: string): string =>
  `/ngsi-ld/v1/${collection}/${encodeURIComponent(id).replaceAll('%3A', ':')}`

/** JSON knows no charset (RFC 8259, 11), which Fastify adds unless the serializer is the sender's own. */
export const sendBytes = (reply: FastifyReply, type: MediaType, payload: object) =>
  reply.header('content-type', type).serializer(JSON.stringify).send(payload)
