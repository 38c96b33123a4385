/** What is not a page: the payload as it came, a notification as it was to go, and the end of a session. */
import type { FastifyInstance } from 'fastify'
import { noSuch } from '../../site/refusal.ts'
import type { Site } from '../../site/router.tsx'
import { readVisit } from '../../site/visit.ts'

export function registerRaw(app: FastifyInstance, { services }: Site): void {
  app.get<{ Params: { id: string } }>('/integrators/quarantine/:id/payload', async (request, reply) => {
    const visit = await readVisit(request, services)
    if (!visit.isOperator) return reply.redirect('/integrators/sign-in', 303)
    const payload = await services.devices.payload(request.params.id)
    if (!payload) throw noSuch(`There is no held payload ${request.params.id}`)
    return reply
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(payload.fileName)}`)
      .type('application/octet-stream')
      .send(Buffer.from(payload.bytes))
  })

  app.get<{ Params: { id: string } }>('/integrators/notifications/:id/body', async (request, reply) => {
    const visit = await readVisit(request, services)
    if (!visit.isOperator) return reply.redirect('/integrators/sign-in', 303)
    const { id } = request.params
    const letter = /^\d{1,15}$/.test(id) ? await services.notifications.body(Number(id)) : undefined
    if (!letter) throw noSuch(`There is no notification ${id} that was not taken`)
    return reply
      .header('content-disposition', `attachment; filename="notification-${id}.json"`)
      .type(letter.contentType)
      .send(letter.text)
  })

  app.post('/integrators/sign-out', { preHandler: app.csrfProtection }, async (_request, reply) => {
    const session = services.signOut?.()
    if (session) reply.header('set-cookie', session.cookie)
    return reply.redirect('/', 303)
  })
}
