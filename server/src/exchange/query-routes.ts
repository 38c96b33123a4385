import Type from 'typebox'
import { type App, NotFound } from '#kernel'
import { publishedKeys } from './agreement-keys.ts'
import { readUse } from './agreement-reading.ts'
import { noSuchAgreement } from './agreement-refusals.ts'
import { registerAgreementReading, registerAgreementSteps } from './agreement-routes.ts'
import { AgreementId, AnswerJson, Page, ReceiptJson, toJson, UseJson, Wish } from './agreement-schemas.ts'
import { askerOfRequest } from './asker.ts'
import type { ExchangeParts } from './exchange-parts.ts'
import { runQuery } from './query-run.ts'
import { viewReceipts } from './query-views.ts'

const tags = ['exchange']

/** Agreements and what is asked under them, for the departments' own systems: `/exchange/v1/…`. */
export function registerAgreements(app: App, parts: ExchangeParts): void {
  registerAgreementReading(app, parts)
  registerAgreementSteps(app, parts)
  registerQueries(app, parts)
  registerReceipts(app, parts)
}

function registerQueries(app: App, parts: ExchangeParts): void {
  app.post(
    '/exchange/v1/agreements/:id/queries',
    {
      onRequest: async (request) => void askerOfRequest(request),
      schema: {
        tags,
        summary: 'Ask about one person, several, or a question that is answered yes, no or unknown',
        description:
          'Exactly what the agreement says is answered, live from the other department’s system, with a signed receipt.',
        params: AgreementId,
        body: Wish,
        response: { 200: AnswerJson },
      },
    },
    async (request) => toJson(await runQuery(parts, askerOfRequest(request), request.params.id, request.body)),
  )
  app.get(
    '/exchange/v1/agreements/:id/use',
    {
      onRequest: async (request) => void askerOfRequest(request),
      schema: { tags, summary: 'How it was used, by day and by whoever asked', params: AgreementId, response: { 200: UseJson } },
    },
    async (request) => {
      const use = await readUse(parts, askerOfRequest(request), request.params.id)
      if (use === undefined) throw noSuchAgreement()
      return toJson(use)
    },
  )
}

function registerReceipts(app: App, { accounts: { pool } }: ExchangeParts): void {
  app.get(
    '/exchange/v1/receipts',
    {
      onRequest: async (request) => void askerOfRequest(request),
      schema: {
        tags,
        summary: 'Receipts of what your department asked or was asked, the newest first',
        querystring: Type.Intersect([Page, Type.Object({ agreement: Type.Optional(Type.String({ maxLength: 100 })) })]),
        response: { 200: Type.Object({ count: Type.Integer(), items: Type.Array(ReceiptJson) }) },
      },
    },
    async (request) => toJson(await viewReceipts(pool, askerOfRequest(request).department, request.query)),
  )
  app.get(
    '/exchange/v1/receipts/:id',
    {
      onRequest: async (request) => void askerOfRequest(request),
      schema: { tags, summary: 'One receipt', params: AgreementId, response: { 200: ReceiptJson } },
    },
    async (request) => {
      const { department } = askerOfRequest(request)
      const { items } = await viewReceipts(pool, department, { id: request.params.id, limit: 1, offset: 0 })
      const [one] = items
      if (one === undefined) throw new NotFound('Your department has no such receipt.')
      return toJson(one)
    },
  )
  app.get(
    '/exchange/v1/jwks',
    {
      schema: {
        tags,
        summary: 'The public keys of departments (RFC 7517), by which anybody verifies receipts and agreements',
        response: { 200: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }) },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return { keys: (await publishedKeys(pool)).map((key) => ({ ...key })) }
    },
  )
}
