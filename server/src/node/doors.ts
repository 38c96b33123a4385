import type { FastifyRequest } from 'fastify'
import { registerContext, registerNotificationRoutes } from '#context'
import type { Services } from '#contract'
import {
  registerAccess,
  registerCompliance,
  registerEquity,
  registerFeatures,
  registerPlans,
  registerScenarios,
  registerUse,
  registerWhy,
} from '#equity'
import { registerAgreements, registerExchange, systemSecrets } from '#exchange'
import { registerInsight } from '#insight'
import type { App } from '#kernel'
import { registerPerception } from '#perception'
import { registerRegion } from '#region'
import {
  type Ask,
  createPeopleGate,
  mayContext,
  principalOf,
  registerOauth,
  registerRecordRoutes,
  registerSealingRoutes,
  releaseContext,
  requireAllowed,
  sealedCards,
} from '#trust'
import { createApp } from '../app.ts'
import { exchangeOf } from './exchange.ts'
import type { Parts } from './parts.ts'
import { readVersion } from './services.ts'

export type Doors = { readonly app: App; setReady(isReady: boolean): void }

/** The HTTP application with every route and page, each behind the gate. Nothing listens yet. */
export async function openDoors(parts: Parts, services: Omit<Services, 'api'>): Promise<Doors> {
  const { config, identity, oauth, portal, isSecure, intake, places } = parts
  const version = await readVersion()
  let isReady = false
  const app = await createApp({
    ...parts,
    version,
    isReady: () => isReady,
    identity,
    renderProblem: async (request, problem) => (isApi(request) ? undefined : portal.renderError(request, problem)),
  })
  const may = (request: FastifyRequest, { action, resource }: Omit<Ask, 'principal'>) =>
    requireAllowed({ principal: principalOf(request), action, resource })
  const { openContext, allowPrivateHosts, contextHosts, publicUrl, nodeAlias: alias, historyPage } = config
  const settings = { allowPrivateHosts, contextHosts, publicUrl, alias, historyPage }
  const release = releaseContext(createPeopleGate(parts.pool, parts))
  registerContext(app, { ...parts, may: mayContext(openContext), ...(!openContext && { release }), ...settings })
  registerNotificationRoutes(app, { notifications: services.notifications, may })
  registerPerception(app, { intake, may })
  registerRegion(app, { ...parts, region: services.region, follower: places, may })
  registerRecordRoutes(app, { ...parts, may })
  registerExchange(app, { ...parts, ...config, may })
  registerAgreements(app, exchangeOf(parts))
  registerSealingRoutes(app, { ...parts, sealed: [sealedCards, systemSecrets], may })
  registerInsight(app, { forecast: services.parking.forecast })
  registerEquity(app, services)
  registerUse(app, services)
  registerAccess(app, services)
  if (services.plans !== undefined) registerPlans(app, { plans: services.plans, guard: services.planGuard })
  if (services.scenarios !== undefined)
    registerScenarios(app, { ...services, scenarios: services.scenarios, guard: services.planGuard })
  registerFeatures(app, { pool: parts.pool, ...services, publicUrl, version, renderDocument: portal.renderDocument })
  registerOauth(app, oauth)
  registerWhy(app, services)
  registerCompliance(app, services)
  await portal.registerPages(app, { ...services, api: () => app.swagger() }, { secureCookies: isSecure })
  return {
    app,
    setReady: (ready) => {
      isReady = ready
    },
  }
}

/** A program that says it takes HTML, too, still gets problem details from the interfaces for programs. */
const isApi = (request: FastifyRequest) =>
  /^\/(ngsi-ld|context|perception|region|insight|equity|exchange\/v1|trust\/v1)\//.test(request.url)
