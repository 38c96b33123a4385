import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { negotiate, readNames, readTenant, sendJson } from './exchange.ts'
import { writeInstant } from './instant.ts'

/** How this node names itself to other brokers for a tenant, in `Via` and in its identity: each tenant is a source by itself (4.3.6.6). */
export const aliasFor = (alias: string, tenant: string): string => (tenant === '' ? alias : `${alias}~${tenant}`)

/** GS CIM 009, 5.15.1: /info/sourceIdentity, by which brokers recognize each other. */
export function sourceIdentityRoutes(app: App, { contexts, clock, alias = 'datong' }: ContextDeps): void {
  const startedAt = clock()

  app.get(
    '/info/sourceIdentity',
    { schema: { tags: ['Context: sources'], summary: 'Tell who this context source is' } },
    async (request, reply) => {
      const type = negotiate(request)
      const { context } = await readNames(request, contexts)
      const own = aliasFor(alias, readTenant(request))
      const now = clock()
      return sendJson(reply, type, context, {
        id: `urn:ngsi-ld:ContextSourceIdentity:${own}`,
        type: 'ContextSourceIdentity',
        contextSourceAlias: own,
        contextSourceUptime: writeDuration(now.getTime() - startedAt.getTime()),
        contextSourceTimeAt: writeInstant(now),
      })
    },
  )
}

/** As an ISO 8601 duration of days, hours, minutes and seconds. */
function writeDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
  return `P${days}DT${hours}H${minutes}M${seconds % 60}S`
}
