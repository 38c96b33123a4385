import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import type { FastifyRequest } from 'fastify'
import { type App, type Config, createHttp, type HttpOptions, type Metrics, type Pool } from '#kernel'
import { type Identity, identifyRequests, principalOf } from '#trust'

export type AppOptions = HttpOptions & {
  readonly config: Config
  readonly version: string
  readonly metrics: Metrics
  readonly pool: Pool
  readonly identity: Pick<Identity, 'recognise'>
  readonly isReady: () => boolean
}

/** Two years, as browsers' lists ask for (RFC 6797). */
const hsts = 'max-age=63072000; includeSubDomains'
const inert = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** The HTTP application without a socket and without the modules' routes: what holds for every one of them. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, pool, metrics, isReady, identity, version } = options
  const app = createHttp(options)
  identifyRequests(app, identity)
  await app.register(compress, { global: true, threshold: 1024 })
  if (config.rateLimit > 0 && !config.openContext)
    await app.register(rateLimit, {
      // The limit is for nobody in particular: whoever is known by a key is not counted.
      max: (request) => (principalOf(request).kind === 'operator' ? Number.MAX_SAFE_INTEGER : config.rateLimit),
      timeWindow: '1 minute',
    })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Datong',
        version,
        description: 'One shared picture of a city and its countryside.',
        license: { name: 'Apache-2.0' },
      },
      servers: [{ url: config.publicUrl }],
      components: { securitySchemes: { operator: { type: 'http', scheme: 'bearer', description: 'The key of an operator' } } },
    },
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, index) => (typeof $id === 'string' ? $id : `def-${index}`) },
  })
  const isSecure = config.publicUrl.startsWith('https:')
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'same-origin')
    if (isSecure) reply.header('strict-transport-security', hsts)
    // Pages bring a policy of their own; whatever else a browser may be led to show must do nothing there.
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
    if (!isPage && !reply.hasHeader('content-security-policy')) reply.header('content-security-policy', inert)
  })
  app.get('/healthz', { schema: { hide: true }, config: { rateLimit: false } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true }, config: { rateLimit: false } }, async (request, reply) => {
    const status = isReady() ? await askDatabase(pool, request) : 'starting or stopping'
    return reply.status(status === 'ok' ? 200 : 503).send({ status })
  })
  app.get('/metrics', { schema: { hide: true }, config: { rateLimit: false } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  return app
}

async function askDatabase(pool: Pool, request: FastifyRequest): Promise<string> {
  try {
    await pool.query('select 1')
    return 'ok'
  } catch (error) {
    request.log.warn({ err: error }, 'not ready')
    return 'the database does not answer'
  }
}
