/** What people take along as files: receipts of their consents, everything that is kept about them, and how data is used. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { choiceCookies } from '../../site/cookies.ts'
import { chooseLanguage } from '../../site/language.ts'
import { parseFields } from '../../site/query.ts'
import { noSuch, PageRefusal } from '../../site/refusal.ts'
import type { Site } from '../../site/router.tsx'

const Days = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 92 })) })

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

  app.get<{ Querystring: { days?: string } }>('/officers/protection/use.csv', async (request, reply) => {
    if (!services.mayOpen(request, 'data-protection'))
      throw new PageRefusal(403, 'denied', 'This is for the data protection officer')
    const { days = 30 } = parseFields(Days, request.query)
    return reply
      .header('content-disposition', 'attachment; filename="use-of-data.csv"')
      .type('text/csv; charset=utf-8')
      .send(await services.oversight.useCsv(services.visitor(request).who, days))
  })

  app.get('/account/data.json', async (request, reply) => {
    const kept = await services.rights.see(ownVisitor(request))
    return reply
      .header('content-disposition', 'attachment; filename="my-data.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ madeAt: services.clock(), kept }, undefined, 2))
  })
}
