import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, SignInNeeded, TooBusy } from '#kernel'
import { isSecret } from './device.ts'
import { noDevice } from './devices.ts'
import type { Intake } from './intake.ts'
import type { May } from './may.ts'
import type { Known } from './registry.ts'

const Result = Type.Object({
  outcome: Type.Union([Type.Literal('kept'), Type.Literal('late'), Type.Literal('duplicate'), Type.Literal('quarantined')]),
  reason: Type.Optional(Type.String({ description: 'Why it is in quarantine, for programs.' })),
  detail: Type.Optional(Type.String({ description: 'Why it is in quarantine, for people.' })),
})
const Results = Type.Object({ results: Type.Array(Result) })

/** @param mostPending readings on their way to the database above which a sender is asked to come back */
export function registerReadingsRoutes(app: App, intake: Intake, may: May, mostPending: number): void {
  // The bytes are kept as they came: what cannot be read as JSON belongs into quarantine, not into an error.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.post(
      '/perception/v1/readings',
      {
        // A gateway sends for many devices from one address; how much is taken in, the pending readings decide.
        config: { rateLimit: false },
        onRequest: async () => {
          if (intake.pending > mostPending)
            throw new TooBusy('More readings are arriving than can be stored. Send this again.', 1)
        },
        schema: {
          tags: ['readings'],
          summary: 'Take in one reading or a list of readings of a device, which signs in with HTTP Basic (its id and secret)',
          description: 'Answers once every reading is durable: 200, or 207 where at least one is in quarantine.',
          consumes: ['application/json'],
          querystring: Type.Object({
            device: Type.Optional(Type.String({ description: 'For an operator: on behalf of which device.' })),
          }),
          response: { 200: Results, 207: Results },
        },
      },
      async (request, reply) => {
        const from = await senderOf(request, request.query as { device?: string }, intake, may)
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const taken = await intake.take({ source: 'http', from, bytes })
        const results = taken.map((result) =>
          result.ok
            ? { outcome: result.outcome }
            : { outcome: 'quarantined' as const, reason: result.reason, detail: result.detail },
        )
        return reply.status(taken.every(({ ok }) => ok) ? 200 : 207).send({ results })
      },
    )
  })
}

/** The device that signed in, or the one an operator names. */
async function senderOf(
  request: FastifyRequest,
  { device }: { device?: string },
  { registry }: Intake,
  may: May,
): Promise<Known> {
  const basic = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (basic === undefined) {
    await may(request, { action: 'write', resource: { kind: 'devices' } })
    const known = device === undefined ? undefined : await registry.find(device)
    if (known === undefined) throw noDevice(device ?? '(name it with ?device=)')
    return known
  }
  // An id may hold a colon, a secret never does.
  const [, id = '', secret = ''] = /^(.*):([^:]*)$/.exec(Buffer.from(basic, 'base64').toString()) ?? []
  const known = await registry.find(id)
  if (known === undefined || !isSecret(secret, known.secretHash))
    throw new SignInNeeded('There is no such device, or its secret is another.')
  return known
}
