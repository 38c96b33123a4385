import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, uuidv7 } from '#kernel'
import { coreContextUrl, isCoreContext } from './core-context.ts'
import type { ContextDeps } from './deps.ts'
import { NgsiLdError } from './errors.ts'
import { sendBytes } from './exchange.ts'
import { writeInstant } from './instant.ts'
import { isObject, unstorable } from './json.ts'
import { ownPath, ownPathIn } from './ld-context-link.ts'
import { type ContextRow, contextKinds, findContext, keepOwn, listContexts, removeContext } from './ld-context-store.ts'
import { collectTerms } from './terms.ts'

const tags = ['Context: contexts']
const details = Type.Optional(Type.Boolean({ description: 'Answer what is known about each @context' }))
const ById = Type.Object({
  id: Type.String({ description: 'The local identifier, or the URL of one that was fetched', maxLength: 2048 }),
})
const ListQuery = Type.Object({
  details,
  kind: Type.Optional(Type.Enum(contextKinds, { description: 'Only those of this kind' })),
})
const RemoveQuery = Type.Object({
  reload: Type.Optional(Type.Boolean({ description: 'Fetch it again instead; if that fails, what was known stays' })),
})

/** GS CIM 009, 5.13, 6.29 and 6.30: /jsonldContexts. They are of the node, not of one tenant: anybody's documents may refer to them. */
export function ldContextRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, clock, contexts } = deps

  app.post('/jsonldContexts', { schema: { tags, summary: 'Add an @context, to be hosted here' } }, async (request, reply) => {
    may(request, { action: 'write', types: undefined })
    const body = readOwn(request.body)
    await checkTerms(body)
    const id = uuidv7()
    await keepOwn(pool, { id, url: ownPath(id), kind: 'Hosted', body }, clock())
    return reply.status(201).header('location', ownPath(id)).send()
  })

  app.get('/jsonldContexts', { schema: { tags, summary: 'List @contexts', querystring: ListQuery } }, async (request, reply) => {
    may(request, { action: 'read', types: undefined })
    const { kind } = request.query
    await contexts.settle()
    const rows = await listContexts(pool, kind)
    const all = kind === undefined || kind === 'Cached' ? [coreRow(coreContextUrl), ...rows] : rows
    return send(
      reply,
      all.map((row) => (request.query.details ? describe(row, deps) : urlOf(row, deps))),
    )
  })

  app.get(
    '/jsonldContexts/:id',
    { schema: { tags, summary: 'Serve an @context', params: ById, querystring: Type.Object({ details }) } },
    async (request, reply) => {
      await contexts.settle()
      const found = isCoreContext(request.params.id) ? coreRow(request.params.id) : await find(request, deps)
      if (request.query.details) return send(reply, describe(found, deps))
      if (found.kind === 'Cached')
        throw new NgsiLdError('OperationNotSupported', `${found.url} is served where it comes from; ask for its details.`)
      return send(reply, { '@context': found.body })
    },
  )

  app.delete(
    '/jsonldContexts/:id',
    { schema: { tags, summary: 'Delete an @context, or fetch it again', params: ById, querystring: RemoveQuery } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const { reload = false } = request.query
      if (isCoreContext(request.params.id)) {
        if (!reload) throw new NgsiLdError('BadRequestData', 'The core @context cannot be deleted.')
      } else if (reload) await contexts.reload(await findReloadable(request.params.id, deps))
      else if (!(await removeContext(pool, nameIn(request.params.id), clock()))) throw unknown(request.params.id)
      await contexts.settle()
      return reply.status(204).send()
    },
  )
}

const send = (reply: FastifyReply, body: object) => sendBytes(reply, 'application/json', body)

function readOwn(document: unknown): unknown {
  if (!isObject(document) || document['@context'] === undefined)
    throw new NgsiLdError('InvalidRequest', 'The body is not a JSON object with an @context.')
  const reason = unstorable(document)
  if (reason !== undefined) throw new NgsiLdError('BadRequestData', `The @context ${reason}.`)
  return document['@context']
}

/** Refuses what no @context can be; what it refers to is fetched when it is first used. */
const checkTerms = (body: unknown) => collectTerms(body, new Map(), async () => ({}), 0)

const nameIn = (given: string) => ownPathIn(given) ?? given

const unknown = (id: string) => new NgsiLdError('ResourceNotFound', `There is no @context ${id}.`)

async function find(request: FastifyRequest<{ Params: { id: string } }>, { pool, contexts }: ContextDeps) {
  const found = await findContext(pool, nameIn(request.params.id))
  if (found === undefined) throw unknown(request.params.id)
  contexts.countUse(found.url)
  return found
}

async function findReloadable(id: string, { pool }: ContextDeps): Promise<string> {
  const found = await findContext(pool, nameIn(id))
  if (found?.kind !== 'Cached') throw new NgsiLdError('BadRequestData', `${id} was not fetched, so it cannot be fetched again.`)
  return found.url
}

/** The core context is built in: it counts as one that was fetched, and nothing is counted about it. */
const coreRow = (url: string) => ({
  id: url,
  url,
  kind: 'Cached' as const,
  fetched_at: builtIn,
  hits: 0,
  last_used: null,
  body: {},
})
const builtIn = new Date('2025-07-01T00:00:00Z')

const urlOf = ({ url, kind }: ContextRow, { publicUrl = '' }: ContextDeps) => (kind === 'Cached' ? url : publicUrl + url)

function describe(row: ContextRow, deps: ContextDeps): object {
  return {
    URL: urlOf(row, deps),
    localId: row.id,
    kind: row.kind,
    createdAt: writeInstant(row.fetched_at),
    ...(row.last_used !== null && { lastUsage: writeInstant(row.last_used) }),
    numberOfHits: row.hits,
  }
}
