/** What ends something and shows nothing: a session, acting for somebody, sitting beside somebody. */
import type { FastifyInstance } from 'fastify'
import type { Site } from '../../site/router.tsx'

export function registerAccountRaw(app: FastifyInstance, { services }: Site): void {
  const guard = { preHandler: app.csrfProtection }
  const { accounts, visitor } = services

  app.post('/account/sign-out', guard, async (request, reply) => {
    const { cookie } = await accounts.sessions.signOut(visitor(request).who)
    return reply.header('set-cookie', cookie).redirect('/', 303)
  })

  app.post('/account/delegations/stop', guard, async (request, reply) => {
    await accounts.delegations.stop(visitor(request).session)
    return reply.redirect('/account/delegations', 303)
  })

  app.post('/help/end', guard, async (request, reply) => {
    await accounts.help.end(visitor(request).who)
    return reply.redirect('/help', 303)
  })
}
