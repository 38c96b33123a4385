import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { answerWrite } from './distribute-answer.ts'
import { gatherJoined, gatherOne } from './distribute-read.ts'
import { warn } from './distribute-warnings.ts'
import { performWrite } from './distribute-write.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { addressOf, readNames, readTenant } from './exchange.ts'
import { isUri } from './json.ts'
import { answerEntity } from './query-answer.ts'
import { readRetrieval, retrievalParameters } from './query-ask.ts'
import { release } from './release.ts'
import type { Write } from './write.ts'
import { readMerge, readWrite } from './write-ask.ts'
import { documentParameters, mergeParameters, readDocumentForm, writeParameters } from './write-parameters.ts'

const tags = ['Context: entities']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the entity' }) })
const Plain = Type.Object(writeParameters)
const Document = Type.Object(documentParameters)
const Merge = Type.Object(mergeParameters)
const Retrieval = Type.Object(retrievalParameters)

/** GS CIM 009, 6.4.3.1 and 6.5: entities one by one. */
export function entityRoutes(app: App, deps: ContextDeps): void {
  const { may, contexts } = deps

  app.post('/entities', { schema: { tags, summary: 'Create an entity', querystring: Document } }, async (request, reply) => {
    const { simplified } = readDocumentForm(request.query)
    const ask = await readWrite(request, deps, { mode: 'create' }, { simplified })
    const { id, types } = ask.write.entity
    may(request, { action: 'write', types })
    const parts = await performWrite(deps, request, ask)
    return answerWrite(reply, parts, () => reply.status(201).header('location', addressOf('entities', id)).send())
  })

  app.get(
    '/entities/:id',
    { schema: { tags, summary: 'Retrieve an entity', params: byId, querystring: Retrieval } },
    async (request, reply) => {
      const ask = await readRetrieval(request, deps, request.query)
      const { found: entity, warnings } = await gatherOne(deps, request, ask, idOf(request.params))
      warn(reply, warnings)
      if (entity === undefined) {
        may(request, { action: 'read', types: undefined })
        throw notFound(request.params.id)
      }
      const { found: linked, warnings: others } = await gatherJoined(deps, request, ask, [entity])
      warn(reply, [...warnings, ...others])
      await release(deps, request, [entity, ...(linked?.byId.values() ?? [])])
      return answerEntity(reply, ask, entity, linked)
    },
  )

  app.patch(
    '/entities/:id',
    { schema: { tags, summary: 'Merge into an entity', params: byId, querystring: Merge } },
    async (request, reply) => {
      const ask = await readMerge(request, deps, idOf(request.params), request.query)
      may(request, { action: 'write', types: undefined })
      const parts = await performWrite(deps, request, ask)
      return answerWrite(reply, parts, () => reply.status(204).send())
    },
  )

  app.put(
    '/entities/:id',
    { schema: { tags, summary: 'Replace an entity', params: byId, querystring: Document } },
    async (request, reply) => {
      const { simplified } = readDocumentForm(request.query)
      const ask = await readWrite(request, deps, { mode: 'replace' }, { id: idOf(request.params), simplified })
      may(request, { action: 'write', types: ask.write.entity.types })
      const parts = await performWrite(deps, request, ask)
      return answerWrite(reply, parts, () => reply.status(204).send())
    },
  )

  app.delete(
    '/entities/:id',
    { schema: { tags, summary: 'Delete an entity', params: byId, querystring: Plain } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const { names, context } = await readNames(request, contexts)
      const write = deletion(readTenant(request), idOf(request.params))
      const parts = await performWrite(deps, request, { write, names, context })
      return answerWrite(reply, parts, () => reply.status(204).send())
    },
  )

  for (const method of ['PATCH', 'PUT'] as const)
    app.route({ method, url: '/entities', schema: { hide: true }, handler: () => idOf({ id: '' }) })
}

export const deletion = (tenant: string, id: string): Write => ({
  tenant,
  mode: 'delete',
  entity: { id, types: [], scopes: [], attributes: {} },
})

/** @throws {NgsiLdError} BadRequestData when the address names no URI */
export function idOf({ id }: { id: string }): string {
  if (!isUri(id)) throw new NgsiLdError('BadRequestData', `"${id}" is not a URI.`)
  return id
}
