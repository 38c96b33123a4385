import Type from 'typebox'
import type { VisitingOfficer } from '#contract'
import type { App } from '#kernel'
import { readAgreement, readAgreements, readText } from './agreement-reading.ts'
import { noSuchAgreement } from './agreement-refusals.ts'
import { AgreementId, AgreementJson, Page, Reason, TermsJson, toJson } from './agreement-schemas.ts'
import * as steps from './agreement-steps.ts'
import type { Reader } from './agreement-view.ts'
import { askerOfRequest, officerOfRequest } from './asker.ts'
import type { ExchangeParts } from './exchange-parts.ts'

const tags = ['exchange']
const response = { 200: AgreementJson }
const answered = async (parts: ExchangeParts, who: Reader, id: string) => {
  const found = await readAgreement(parts, who, id)
  if (found === undefined) throw noSuchAgreement()
  return toJson(found)
}

/** Agreements, for officers and for programs of departments to read. */
export function registerAgreementReading(app: App, parts: ExchangeParts): void {
  app.get(
    '/exchange/v1/agreements',
    {
      onRequest: async (request) => void askerOfRequest(request),
      schema: {
        tags,
        summary: 'Agreements of your department, those that wait for it first, then those that end soon',
        querystring: Page,
        response: {
          200: Type.Object({
            count: Type.Integer(),
            waiting: Type.Integer({ description: 'That wait for your department' }),
            ending: Type.Integer({ description: 'That end within 30 days' }),
            items: Type.Array(AgreementJson),
          }),
        },
      },
    },
    async (request) => toJson(await readAgreements(parts, askerOfRequest(request), request.query)),
  )
  app.get(
    '/exchange/v1/agreements/:id',
    {
      onRequest: async (request) => void askerOfRequest(request),
      schema: { tags, summary: 'One agreement', params: AgreementId, response },
    },
    async (request) => answered(parts, askerOfRequest(request), request.params.id),
  )
  app.get(
    '/exchange/v1/agreements/:id/text',
    {
      onRequest: async (request) => void askerOfRequest(request),
      schema: { tags, summary: 'The text with its signatures (JWS, RFC 7515 §7.2.1)', params: AgreementId },
    },
    async (request, reply) => {
      const text = await readText(parts, askerOfRequest(request), request.params.id)
      if (text === undefined) throw noSuchAgreement()
      return reply.type('application/jose+json').send(JSON.stringify(text))
    },
  )
}

/** What officers decide about them. */
export function registerAgreementSteps(app: App, parts: ExchangeParts): void {
  app.post(
    '/exchange/v1/agreements',
    {
      onRequest: async (request) => void officerOfRequest(request),
      schema: {
        tags,
        summary: 'Ask another department for part of a dataset',
        body: TermsJson,
        response: { 201: AgreementJson },
      },
    },
    async (request, reply) => {
      const who = officerOfRequest(request)
      const id = await steps.ask(parts, who, request.body)
      reply.code(201).header('location', `/exchange/v1/agreements/${id}`)
      return reply.send(await answered(parts, who, id))
    },
  )
  const act = (
    path: string,
    summary: string,
    body: Parameters<typeof Type.Object>[0],
    run: (who: VisitingOfficer, id: string, body: never) => Promise<unknown>,
  ) =>
    app.post(
      `/exchange/v1/agreements/:id/${path}`,
      {
        onRequest: async (request) => void officerOfRequest(request),
        schema: { tags, summary, params: AgreementId, body: Type.Object(body, { additionalProperties: false }), response },
      },
      async (request) => {
        const who = officerOfRequest(request)
        const id = await run(who, request.params.id, request.body as never)
        return answered(parts, who, typeof id === 'string' ? id : request.params.id)
      },
    )
  act(
    'approval',
    'Approve what was asked, or less of it',
    { terms: Type.Optional(TermsJson), reason: Type.Optional(Reason(false)) },
    (who, id, { reason = '', ...given }: { terms?: never; reason?: string }) =>
      steps.approve(parts, who, id, { ...given, reason }),
  )
  act('refusal', 'Refuse it', { reason: Reason(true) }, (who, id, { reason }: { reason: string }) =>
    steps.refuse(parts, who, id, reason),
  )
  act('signature', 'Sign for your department', {}, (who, id) => steps.sign(parts, who, id))
  act('end', 'End it at once', { reason: Reason(false) }, (who, id, { reason }: { reason: string }) =>
    steps.end(parts, who, id, reason),
  )
  act(
    'renewal',
    'Ask for the same until a later day; answers with the new one',
    { until: Type.String({ format: 'date-time' }) },
    (who, id, { until }: { until: string }) => steps.renew(parts, who, id, until),
  )
}
