import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { AgreementService, VisitingOfficer } from '#contract'
import { type App, Denied, NotFound, SignInNeeded } from '#kernel'
import { principalOf, visitorOf } from '#trust'
import { publishedKeys } from './agreement-keys.ts'
import { noSuchAgreement } from './agreement-refusals.ts'
import {
  AgreementId,
  AgreementJson,
  AnswerJson,
  Reason,
  ReceiptJson,
  TermsJson,
  toJson,
  UseJson,
  Wish,
} from './agreement-schemas.ts'
import { askerFor, officerOf } from './agreement-service.ts'
import * as steps from './agreement-steps.ts'
import { findAgreement } from './agreement-store.ts'
import type { Asker, ExchangeParts } from './exchange-parts.ts'
import { runQuery } from './query-run.ts'
import { viewReceipts } from './query-views.ts'

const tags = ['exchange']
const Page = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  offset: Type.Integer({ minimum: 0, default: 0 }),
})

/** Agreements and what is asked under them, for the departments' own systems: `/exchange/v1/…`. */
export function registerAgreements(app: App, parts: ExchangeParts, agreements: AgreementService): void {
  registerSteps(app, parts, agreements)
  registerQueries(app, parts, agreements)
  registerReceipts(app, parts)
}

/** What officers decide; programs only ask. */
function registerSteps(app: App, parts: ExchangeParts, agreements: AgreementService): void {
  const view = async (who: VisitingOfficer, id: string) => {
    const found = await agreements.find(who, id)
    if (found === undefined) throw noSuchAgreement()
    return toJson(found)
  }
  const response = { 200: AgreementJson }
  const onRequest = async (request: FastifyRequest) => void officerOfRequest(request)

  app.get(
    '/exchange/v1/agreements',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Agreements of your department, those that wait for it first',
        querystring: Page,
        response: { 200: Type.Object({ count: Type.Integer(), waiting: Type.Integer(), items: Type.Array(AgreementJson) }) },
      },
    },
    async (request) => toJson(await agreements.list(officerOfRequest(request), request.query)),
  )
  app.post(
    '/exchange/v1/agreements',
    {
      onRequest,
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
      return reply
        .code(201)
        .header('location', `/exchange/v1/agreements/${id}`)
        .send(await view(who, id))
    },
  )
  app.get(
    '/exchange/v1/agreements/:id',
    { onRequest, schema: { tags, summary: 'One agreement', params: AgreementId, response } },
    async (request) => view(officerOfRequest(request), request.params.id),
  )
  app.get(
    '/exchange/v1/agreements/:id/text',
    { onRequest, schema: { tags, summary: 'The text with its signatures (JWS, RFC 7515 §7.2.1)', params: AgreementId } },
    async (request, reply) => {
      const text = await agreements.text(officerOfRequest(request), request.params.id)
      if (text === undefined) throw noSuchAgreement()
      return reply.type('application/jose+json').send(JSON.stringify(text))
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
        onRequest,
        schema: { tags, summary, params: AgreementId, body: Type.Object(body, { additionalProperties: false }), response },
      },
      async (request) => {
        const who = officerOfRequest(request)
        const id = await run(who, request.params.id, request.body as never)
        return view(who, typeof id === 'string' ? id : request.params.id)
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
    'Ask for the same until a later day',
    { until: Type.String({ format: 'date-time' }) },
    (who, id, { until }: { until: string }) => steps.renew(parts, who, id, until),
  )
}

function registerQueries(app: App, parts: ExchangeParts, agreements: AgreementService): void {
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
      onRequest: async (request) => void officerOfRequest(request),
      schema: { tags, summary: 'How it was used, by day and by whoever asked', params: AgreementId, response: { 200: UseJson } },
    },
    async (request) => {
      const who = officerOfRequest(request)
      const found = await findAgreement(parts.accounts.pool, request.params.id)
      if (found === undefined || steps.sideOf(found, who.department) === undefined) throw noSuchAgreement()
      return toJson(await agreements.use(who, request.params.id))
    },
  )
}

function registerReceipts(app: App, { accounts: { pool } }: ExchangeParts): void {
  const onRequest = async (request: FastifyRequest) => void askerOfRequest(request)
  app.get(
    '/exchange/v1/receipts',
    {
      onRequest,
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
      onRequest,
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

function officerOfRequest(request: FastifyRequest): VisitingOfficer {
  if (principalOf(request).kind === 'app') throw new Denied('What is agreed on is decided by officers; programs only ask.')
  return officerOf(visitorOf(request))
}

/** Whoever may ask for a department: an officer, or a program with the scope `exchange` that one of its officers registered. */
function askerOfRequest(request: FastifyRequest): Asker {
  const principal = principalOf(request)
  if (principal.kind === 'officer') return askerFor(officerOfRequest(request))
  if (principal.kind === 'app' && principal.department !== undefined)
    return { principal, department: principal.department, jurisdiction: ['/'] }
  if (principal.kind === 'nobody')
    throw new SignInNeeded('This is for officers who have signed in, and for programs of departments.')
  throw new Denied('This is for officers, and for programs with the scope "exchange" that an officer registered.')
}
