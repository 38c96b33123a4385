import { fileURLToPath } from 'node:url'
import type { Services } from '@datong/server/contract'
import cookie from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import formbody from '@fastify/formbody'
import statics from '@fastify/static'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Host, PagesOptions, Problem } from './door'
import { registerOpenid } from './pages/account/openid.tsx'
import { registerAccountRaw } from './pages/account/raw.ts'
import { registerChoices } from './pages/everyone/choices.ts'
import { errorSheet } from './pages/everyone/error.tsx'
import { type OpenDocument, openDataSheet } from './pages/everyone/open-data.tsx'
import { liveParts, pages } from './pages/index.ts'
import { registerRaw } from './pages/integrators/raw.ts'
import { registerPlanningMap } from './pages/planners/planning-map.ts'
import { registerRightsRaw } from './pages/rights/raw.ts'
import { readAssets } from './site/assets.ts'
import { addHeaders, guardErrorPages } from './site/headers.ts'
import { registerLive } from './site/live-route.ts'
import { problemOf } from './site/problem.ts'
import { registerRoute, type Site } from './site/router.tsx'
import { plainVisit } from './site/visit.ts'
import { renderSheet } from './ui/document.tsx'

/** What `renderError` needs of the portal that was registered on the same application. */
const portal = Symbol.for('datong.portal')

export async function registerPages(host: Host, services: Services, options: PagesOptions = {}): Promise<void> {
  const app = host as unknown as FastifyInstance
  const clientFolder = options.clientFolder ?? new URL('../client/', import.meta.url)
  const site: Site = { services, assets: readAssets(clientFolder), secureCookies: options.secureCookies ?? false }
  app.decorate(portal, { getter: () => site })
  if (!app.hasDecorator('setCookie') && !app.hasReplyDecorator('setCookie')) await app.register(cookie)
  guardErrorPages(app)
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true } as NonNullable<typeof route.schema>
    })
    await scope.register(statics, {
      root: fileURLToPath(new URL('assets/', clientFolder)),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      index: false,
      decorateReply: false,
    })
    await scope.register(async (inner) => registerSite(inner, site))
  })
}

async function registerSite(app: FastifyInstance, site: Site): Promise<void> {
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded')) await app.register(formbody)
  const cookieKey = site.secureCookies ? '__Host-csrf' : '_csrf'
  await app.register(csrf, {
    cookieKey,
    cookieOpts: { path: '/', sameSite: 'strict', httpOnly: true, secure: site.secureCookies },
  })
  addHeaders(app)
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply))
  for (const page of pages) registerRoute(app, site, page)
  registerChoices(app, site)
  registerRaw(app, site)
  registerAccountRaw(app, site)
  registerPlanningMap(app, site)
  registerRightsRaw(app, site)
  registerOpenid(app, site)
  registerLive(app, site.services, liveParts)
}

async function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const problem = problemOf(error)
  if (problem.status >= 500) request.log.error({ err: error, url: request.url }, 'a page failed')
  return reply
    .code(problem.status)
    .type('text/html; charset=utf-8')
    .send(await renderError(request, problem))
}

export async function renderDocument(request: FastifyRequest, document: object): Promise<string> {
  const site = request.server.getDecorator<Site>(portal)
  const visit = plainVisit(request, site.services.clock(), await site.services.region.info())
  return renderSheet(openDataSheet(document as OpenDocument, visit), visit, { assets: site.assets, section: undefined })
}

/** The region is left out where even asking for it fails: a page about a failure must not fail itself. */
export async function renderError(request: FastifyRequest, problem: Problem): Promise<string> {
  const site = request.server.getDecorator<Site>(portal)
  const region = await site.services.region.info().catch((error: unknown) => {
    request.log.error({ err: error }, 'the region could not be read for an error page')
    return undefined
  })
  const visit = plainVisit(request, site.services.clock(), region)
  return renderSheet(errorSheet(problem, visit), visit, { assets: site.assets, section: undefined })
}
