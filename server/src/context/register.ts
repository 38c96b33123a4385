import type { FastifyError, FastifyRequest } from 'fastify'
import type { App } from '#kernel'
import { describeApi } from './api-describe.ts'
import { attributeRoutes } from './attribute-routes.ts'
import { batchRoutes } from './batch-routes.ts'
import { openRegistry } from './csource-registry.ts'
import { csourceRoutes } from './csource-routes.ts'
import { csourceSubscriptionRoutes } from './csource-subscription-routes.ts'
import { refusalOf } from './database-refusal.ts'
import type { ContextDeps, ContextOptions } from './deps.ts'
import { discoveryRoutes } from './discovery-routes.ts'
import { startPlacing } from './distribute-placing.ts'
import { relayRoutes } from './distribute-relay-routes.ts'
import { openSources } from './distribute-sources.ts'
import { refuseLoops } from './distribute-via.ts'
import { entityMapRoutes } from './entity-map-routes.ts'
import { entityRoutes } from './entity-routes.ts'
import { badData, NgsiLdError } from './errors.ts'
import { readTenant } from './exchange.ts'
import { openFinder } from './finder.ts'
import { openLdContexts } from './ld-context.ts'
import { ldContextCopyRoutes } from './ld-context-copy-routes.ts'
import { ldContextRoutes } from './ld-context-routes.ts'
import { tellOtherMethods } from './other-methods.ts'
import { purgeRoutes } from './purge-routes.ts'
import { queryRoutes } from './query-routes.ts'
import { snapshotRoutes } from './snapshot-routes.ts'
import { scopeToSnapshots } from './snapshot-scope.ts'
import { sourceIdentityRoutes } from './source-identity.ts'
import { subscriptionRoutes } from './subscription-routes.ts'
import { temporalRoutes } from './temporal-routes.ts'
import { temporalWriteRoutes } from './temporal-write-routes.ts'

const prefix = '/ngsi-ld/v1'

/** The NGSI-LD API (ETSI GS CIM 009) under /ngsi-ld/v1. */
export function registerContext(app: App, options: ContextOptions): void {
  const contexts = openLdContexts(options.pool, {
    ...options,
    allowPrivate: options.allowPrivateHosts ?? false,
    ...(options.contextHosts && { hosts: options.contextHosts }),
  })
  const { alias = 'datong', allowPrivateHosts: allowPrivate = false } = options
  const sources = openSources({ ...options, contexts, alias, allowPrivate })
  const registry = openRegistry(options.pool, { logger: options.logger, takeFates: sources.takeFates })
  app.addHook('onReady', () => registry.refresh())
  app.addHook('onClose', () => registry.stop())
  const deps: ContextDeps = { ...options, alias, contexts, registry, sources, find: openFinder(options.pool) }
  if (options.publicUrl !== undefined) placeSubscriptions(app, { ...deps, publicUrl: options.publicUrl })
  app.register(
    async (scope: App) => {
      readJson(scope)
      speakNgsiLd(scope)
      scopeToSnapshots(scope, deps, prefix)
      scope.addHook('onRequest', async (request) => refuseLoops(request, alias))
      tellOtherMethods(scope)
      describeApi(scope, prefix)
      entityRoutes(scope, deps)
      attributeRoutes(scope, deps)
      batchRoutes(scope, deps)
      queryRoutes(scope, deps)
      purgeRoutes(scope, deps)
      entityMapRoutes(scope, deps)
      temporalRoutes(scope, deps)
      temporalWriteRoutes(scope, deps)
      discoveryRoutes(scope, deps)
      subscriptionRoutes(scope, deps)
      csourceRoutes(scope, deps)
      csourceSubscriptionRoutes(scope, deps)
      ldContextRoutes(scope, deps)
      sourceIdentityRoutes(scope, deps)
      relayRoutes(scope, deps)
      snapshotRoutes(scope, deps)
    },
    { prefix },
  )
  ldContextCopyRoutes(app, deps)
}

/** Sources call this broker back, so that it must know where they reach it. */
function placeSubscriptions(app: App, deps: ContextDeps & { readonly publicUrl: string }): void {
  const placing = startPlacing(deps)
  app.addHook('onClose', () => placing.stop())
}

function readJson(scope: App): void {
  scope.removeAllContentTypeParsers()
  const types = ['application/json', 'application/ld+json', 'application/merge-patch+json']
  scope.addContentTypeParser(types, { parseAs: 'string' }, async (_request: unknown, text: string) => parseJson(text))
  // Without a content type a body is taken for JSON (RFC 9110, 8.3).
  scope.addContentTypeParser('*', { parseAs: 'string' }, async ({ headers }: FastifyRequest, text: string) => {
    const type = headers['content-type']
    if (type === undefined) return parseJson(text)
    throw new NgsiLdError('UnsupportedMediaType', `${type} is not read, only ${types.join(', ')}.`)
  })
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new NgsiLdError('InvalidRequest', `The body is not JSON: ${(cause as Error).message}.`)
  }
}

/** Errors carry the types of NGSI-LD, and answers name the tenant they are for. */
function speakNgsiLd(scope: App): void {
  scope.addHook('onRequest', async (request, reply) => {
    const tenant = readTenant(request)
    if (tenant !== '') reply.header('ngsild-tenant', tenant)
    if (!request.is404) refuseUnknownParameters(request)
  })
  // NGSI-LD gives its problem details the media type that every other answer has (6.3.2, and its OpenAPI document).
  scope.addHook('onSend', (_request, reply, _payload, done) => {
    const isProblem = reply.statusCode >= 400 && String(reply.getHeader('content-type')).startsWith('application/problem+json')
    if (isProblem) reply.header('content-type', 'application/json')
    done()
  })
  // Names of headers have no case, but there are clients that look for this one just as the specification writes it.
  scope.addHook('onSend', async (_request, reply) => {
    const location = reply.getHeader('location')
    if (location === undefined) return
    reply.removeHeader('location')
    reply.raw.setHeader('Location', location)
  })
  scope.setErrorHandler<FastifyError>((error) => {
    const refusal = refusalOf(error)
    if (refusal !== undefined) throw refusal
    if (error.validation === undefined) throw error
    throw badData(error.validation.map(({ instancePath, message = 'is not valid' }) => ({ pointer: instancePath, message })))
  })
}

/** A parameter that an operation does not have is a mistake (GS CIM 009, 6.3.20), and its effect would be missed in silence. */
function refuseUnknownParameters({ query, routeOptions, is404 }: FastifyRequest): void {
  if (is404) return
  const { properties = {} } = (routeOptions.schema?.querystring ?? {}) as { properties?: object }
  const unknown = Object.keys(query as object).find((parameter) => !Object.hasOwn(properties, parameter))
  if (unknown !== undefined) throw new NgsiLdError('InvalidRequest', `The parameter ${unknown} is not known here.`)
}
