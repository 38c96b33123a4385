/** What people take along as files: the receipts of their consents, and everything that is kept about them. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { choiceCookies } from '../../site/cookies.ts'
import { chooseLanguage } from '../../site/language.ts'
import { noSuch, PageRefusal } from '../../site/refusal.ts'
import type { Site } from '../../site/router.tsx'

export function registerRightsRaw(app: FastifyInstance, { services }: Site): void {
  const ownVisitor = (request: FastifyRequest) => {
    if (!services.mayOpen(request, 'resident')) throw new PageRefusal(403, 'denied', 'This is for residents who have signed in')
    return services.visitor(request).who
  }

  app.get<{ Params: { id: string } }>('/account/consents/:id/receipt.json', async (request, reply) => {
    const who = ownVisitor(request)
    const language = chooseLanguage(request.cookies[choiceCookies.language], request.headers['accept-language'])
    const receipt = await services.consents.receipt(who, request.params.id, language)
    if (receipt === undefined) throw noSuch('There is no such receipt')
    return reply.header('content-disposition', 'attachment; filename="consent-receipt.json"').send(receipt)
  })

  app.get('/account/data.json', async (request, reply) => {
    const kept = await services.rights.see(ownVisitor(request))
    return reply
      .header('content-disposition', 'attachment; filename="my-data.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ madeAt: services.clock(), kept }, undefined, 2))
  })
}
