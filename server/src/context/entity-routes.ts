import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { addressOf, readTenant } from './exchange.ts'
import { isUri } from './json.ts'
import { answerEntity } from './query-answer.ts'
import { readRetrieval, retrievalParameters } from './query-ask.ts'
import { findJoined, findOne } from './query-page.ts'
import type { Write } from './write.ts'
import { readMerge, readWrite } from './write-ask.ts'
import { writeOne } from './write-entity.ts'
import { documentParameters, mergeParameters, readDocumentForm, writeParameters } from './write-parameters.ts'

const tags = ['Context: entities']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the entity' }) })
const Plain = Type.Object(writeParameters)
const Document = Type.Object(documentParameters)
const Merge = Type.Object(mergeParameters)
const Retrieval = Type.Object(retrievalParameters)

/** GS CIM 009, 6.4.3.1 and 6.5: entities one by one. */
export function entityRoutes(app: App, deps: ContextDeps): void {
  const { may } = deps

  app.post('/entities', { schema: { tags, summary: 'Create an entity', querystring: Document } }, async (request, reply) => {
    const { simplified } = readDocumentForm(request.query)
    const { write } = await readWrite(request, deps, { mode: 'create' }, { simplified })
    may(request, { action: 'write', types: write.entity.types })
    await writeOne(deps, write)
    return reply.status(201).header('location', addressOf('entities', write.entity.id)).send()
  })

  app.get(
    '/entities/:id',
    { schema: { tags, summary: 'Retrieve an entity', params: byId, querystring: Retrieval } },
    async (request, reply) => {
      const ask = await readRetrieval(request, deps, request.query)
      const entity = await findOne(deps, ask, idOf(request.params))
      may(request, { action: 'read', types: entity?.types })
      if (entity === undefined) throw notFound(request.params.id)
      const linked = await findJoined(deps, ask, [entity])
      for (const { types } of linked?.byId.values() ?? []) may(request, { action: 'read', types })
      return answerEntity(reply, ask, entity, linked)
    },
  )

  app.patch(
    '/entities/:id',
    { schema: { tags, summary: 'Merge into an entity', params: byId, querystring: Merge } },
    async (request, reply) => {
      const { write } = await readMerge(request, deps, idOf(request.params), request.query)
      may(request, { action: 'write', types: undefined })
      await writeOne(deps, write)
      return reply.status(204).send()
    },
  )

  app.put(
    '/entities/:id',
    { schema: { tags, summary: 'Replace an entity', params: byId, querystring: Document } },
    async (request, reply) => {
      const { simplified } = readDocumentForm(request.query)
      const { write } = await readWrite(request, deps, { mode: 'replace' }, { id: idOf(request.params), simplified })
      may(request, { action: 'write', types: write.entity.types })
      await writeOne(deps, write)
      return reply.status(204).send()
    },
  )

  app.delete(
    '/entities/:id',
    { schema: { tags, summary: 'Delete an entity', params: byId, querystring: Plain } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      await writeOne(deps, deletion(readTenant(request), idOf(request.params)))
      return reply.status(204).send()
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
