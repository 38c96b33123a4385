import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, NotFound } from '#kernel'
import { listForks, listWitnessed } from './checkpoint-compare.ts'
import { addPeer, listPeers, removePeer } from './checkpoint-peers.ts'
import { cosign } from './checkpoint-witness.ts'
import type { Ask } from './gate-ask.ts'
import type { RecordKeeping } from './record-keeping.ts'

type Deps = {
  readonly keeping: RecordKeeping
  readonly may: (request: FastifyRequest, ask: Omit<Ask, 'principal'>) => void
}

const tags = ['record']
const text = 'text/plain; charset=utf-8'
const most = 256 * 1024

/** How nodes watch over one another's logs. */
export function registerWitness(app: App, { keeping, may }: Deps): void {
  const { log, witness } = keeping
  const { pool } = log
  const only = (action: 'read' | 'write') => async (request: FastifyRequest) =>
    may(request, { action, resource: { kind: 'record' } })

  app.register(async (scope) => {
    // The protocol says nothing of a media type, so any is taken.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: most }, (_request, body, done) => done(null, body))
    scope.post(
      '/trust/v1/witness/add-checkpoint',
      {
        schema: {
          tags,
          summary: "Have another node's checkpoint cosigned (C2SP tlog-witness): text/plain, from old size, proof and checkpoint",
        },
      },
      async (request, reply) => {
        const answer = await cosign({ ...log, witness }, typeof request.body === 'string' ? request.body : '')
        if (answer.status === 200) return reply.type(text).send(answer.signature)
        if (answer.status !== 409) return reply.status(answer.status).type(text).send(`${answer.message}\n`)
        request.log.warn({ reason: answer.message }, 'a checkpoint was not cosigned')
        return reply
          .status(409)
          .header('content-type', 'text/x.tlog.size')
          .send(Buffer.from(`${answer.size}\n`))
      },
    )
  })

  app.get(
    '/trust/v1/witnessed',
    { schema: { tags, summary: 'The newest checkpoint of each log that this node watches over, and forks that it has found' } },
    async () => ({
      newest: (await listWitnessed(pool)).map((one) => ({ ...one, at: one.at.toISOString() })),
      forks: (await listForks(pool)).map((one) => ({ ...one, at: one.at.toISOString() })),
    }),
  )

  app.get(
    '/trust/v1/peers',
    {
      onRequest: only('read'),
      schema: { tags, summary: 'Logs that this node watches over, and witnesses that watch over its own' },
    },
    async () => ({ peers: await listPeers(pool) }),
  )

  app.post(
    '/trust/v1/peers',
    {
      onRequest: only('write'),
      schema: {
        tags,
        summary: 'Watch over a log, or let a witness watch over this one: which of both, the verifier key says',
        body: Type.Object(
          { verifier: Type.String({ maxLength: 500 }), url: Type.Optional(Type.String({ maxLength: 2000 })) },
          { additionalProperties: false },
        ),
      },
    },
    async ({ body }, reply) => reply.status(201).send(await addPeer(pool, body)),
  )

  app.delete(
    '/trust/v1/peers/:role/:name',
    {
      onRequest: only('write'),
      schema: {
        tags,
        summary: 'Watch no more',
        params: Type.Object({ role: Type.Union([Type.Literal('log'), Type.Literal('witness')]), name: Type.String() }),
      },
    },
    async ({ params: { role, name } }, reply) => {
      if (!(await removePeer(pool, role, name))) throw new NotFound(`No ${role} has the name ${name}.`)
      return reply.status(204).send(null)
    },
  )
}
