/** Pages as Fastify routes: GET shows, POST acts, errors are pages too. */
import type { Services } from '@datong/server/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { renderSheet } from '../ui/document.tsx'
import type { Assets } from './assets.ts'
import type { Answer, Route } from './page.ts'
import { PageRefusal } from './refusal.ts'
import { readVisit, type Visit } from './visit.ts'

export type Site = { readonly services: Services; readonly assets: Assets; readonly secureCookies: boolean }

/** Operators have a key; everybody else signs in as the person they are. */
const signInOf = (route: Route) => (route.audience === 'operator' ? '/integrators/sign-in' : '/sign-in')

export function registerRoute(app: FastifyInstance, site: Site, route: Route): void {
  const { act } = route
  const asked = (request: FastifyRequest, visit: Visit) => ({
    services: site.services,
    visit,
    query: request.query,
    params: request.params as Record<string, string>,
    request,
  })

  app.get(route.path, async (request, reply) => {
    const visit = await visitOf(request, reply, site, route)
    if (!visit) return reply.redirect(`${signInOf(route)}?back=${encodeURIComponent(request.url)}`, 303)
    return send(reply, site, route, visit, await route.show(asked(request, visit)))
  })
  if (!act) return
  const guard = act.needsToken ? { preHandler: app.csrfProtection } : {}
  const acting = act.audience === undefined ? route : { ...route, audience: act.audience }
  app.post(route.path, guard, async (request, reply) => {
    const visit = await visitOf(request, reply, site, acting)
    if (!visit) return reply.redirect(signInOf(acting), 303)
    const answer = await act.run({ ...asked(request, visit), fields: request.body, reply })
    return send(reply, site, route, visit, answer)
  })
}

/** Undefined where the reader has to sign in first. */
async function visitOf(request: FastifyRequest, reply: FastifyReply, site: Site, route: Route): Promise<Visit | undefined> {
  const visit = await readVisit(request, site.services)
  if (route.audience !== undefined && !site.services.mayOpen(request, route.audience)) return refuseKnown(visit, route)
  return route.act !== undefined || hasForms(route, visit) ? { ...visit, token: reply.generateCsrf() } : visit
}

/** Whoever has not signed in as somebody for whom the page could be is sent to do so; whoever has is told that it is not for them. */
function refuseKnown({ who }: Visit, { audience }: Route): undefined {
  if (audience === 'data-protection' && who.kind === 'officer')
    throw new PageRefusal(403, 'denied', 'This is for the data protection officer')
  if (audience === 'planner' && who.kind !== 'nobody') throw new PageRefusal(403, 'denied', 'This is for planners of the area')
  return undefined
}

/** Tabs have a form to sign out, and whoever is with somebody else has one to end that on every page. */
function hasForms({ section }: Route, { who }: Visit): boolean {
  if (section === 'integrators' || section === 'account') return true
  if (who.kind === 'resident') return who.actsFor !== undefined || who.helper !== undefined
  return who.kind === 'nobody' && who.failed === 'delegation-ended'
}

function send(reply: FastifyReply, site: Site, route: Route, visit: Visit, answer: Answer): FastifyReply {
  if ('go' in answer) return reply.redirect(answer.go, 303)
  return reply
    .code(answer.status)
    .type('text/html; charset=utf-8')
    .send(renderSheet(answer.sheet, visit, { assets: site.assets, section: route.section }))
}
