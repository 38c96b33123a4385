import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify'
import type { Logger } from './logger.ts'
import { Histogram, type Metrics } from './metrics.ts'
import { type Problem, problemOf } from './problem.ts'
import { Invalid, NotFound, Refusal } from './refusal.ts'
import { answerUnreadable } from './unreadable.ts'
import { uuidv7 } from './uuid.ts'

/** An HTTP application whose route schemas are at once the check, the type and the document. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export type HttpOptions = {
  readonly logger: Logger
  readonly metrics: Metrics
  /** Turns a problem into a page for a browser; without it, or where it answers nothing, problem details are sent. */
  readonly renderProblem?: (request: FastifyRequest, problem: Problem) => Promise<string | undefined>
}

/** An application without routes: identified and counted requests, and the one place where errors become HTTP. */
export function createHttp({ logger, metrics, renderProblem }: HttpOptions): App {
  const app: App = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => uuidv7(),
    bodyLimit: 10 * 1024 * 1024,
    // A proxy on this machine says who is asking; from anywhere else nobody may claim to be somebody else.
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 2048, ignoreTrailingSlash: true },
    ajv: { customOptions: { allErrors: true, coerceTypes: 'array', removeAdditional: false } },
    clientErrorHandler: answerUnreadable,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>()

  noteRoutes(app)
  closeLinesAtTheEnd(app)
  measureRequests(app, metrics)
  app.addHook('preHandler', async ({ query, params }) => {
    refuseUncountable(query)
    refuseUncountable(params)
  })
  app.setErrorHandler((error, request, reply) => answer(error, request, reply, renderProblem))
  app.setNotFoundHandler((request, reply) =>
    answer(new NotFound(`There is nothing at ${request.method} ${request.url.split('?')[0]}.`), request, reply, renderProblem),
  )
  return app
}

/** What is being answered when the node stops is answered to its end; the line is not kept for more, which nobody would end. */
function closeLinesAtTheEnd(app: App): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}

/** Schemas let pass what no database counts to, such as an offset of 1e400. */
function refuseUncountable(given: unknown): void {
  for (const [name, value] of Object.entries(given ?? {}))
    if (typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER))
      throw new Invalid(`${name} is too large a number.`, [
        { pointer: `/${name}`, message: 'is too large', fix: `stay below ${Number.MAX_SAFE_INTEGER}` },
      ])
}

export type RouteName = { readonly method: string; readonly url: string }

const noted = new WeakMap<object, RouteName[]>()

/** Every route of an application, in the order of their registration: for checks that must not miss any. */
export const routesOf = (app: App): readonly RouteName[] => noted.get(app) ?? []

function noteRoutes(app: App): void {
  const routes: RouteName[] = []
  noted.set(app, routes)
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url })
  })
}

async function answer(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  renderProblem: HttpOptions['renderProblem'],
): Promise<unknown> {
  const problem = problemOf(error)
  if (problem.status >= 500 && !(error instanceof Refusal))
    request.log.error({ err: error, url: request.url, method: request.method }, 'a request failed')
  if (error instanceof Refusal && error.retryAfter !== undefined) reply.header('retry-after', error.retryAfter)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  reply.status(problem.status)
  const page = request.headers.accept?.includes('text/html') ? await pageOf(request, problem, renderProblem) : undefined
  if (page !== undefined) return reply.type('text/html; charset=utf-8').send(page)
  return reply.type('application/problem+json').send(JSON.stringify({ ...problem, inLanguages: undefined, instance: request.id }))
}

async function pageOf(
  request: FastifyRequest,
  problem: Problem,
  render: HttpOptions['renderProblem'],
): Promise<string | undefined> {
  try {
    return await render?.(request, problem)
  } catch (error) {
    request.log.error({ err: error, url: request.url }, 'a page about a problem failed; problem details are sent instead')
    return undefined
  }
}

function measureRequests(app: App, metrics: Metrics): void {
  const seconds = new Histogram({
    name: 'datong_http_request_seconds',
    help: 'Time from request to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [metrics],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}
