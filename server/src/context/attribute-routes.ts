import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { answerUpdate, answerWrite } from './distribute-answer.ts'
import { performWrite } from './distribute-write.ts'
import { idOf } from './entity-routes.ts'
import { readAttributeDeletion, readAttributeWrite, readWrite } from './write-ask.ts'
import { documentParameters, readDocumentForm, writeParameters } from './write-parameters.ts'

const tags = ['Context: attributes']
const byId = Type.Object({ id: Type.String() })
const byAttribute = Type.Object({ id: Type.String(), attribute: Type.String() })
const Document = Type.Object(documentParameters)
const Plain = Type.Object(writeParameters)
const WhichInstance = Type.Object({
  ...writeParameters,
  datasetId: Type.Optional(
    Type.String({ description: 'The dataset of the instance to delete; the default instance without it' }),
  ),
  deleteAll: Type.Optional(Type.Boolean({ description: 'Delete all instances' })),
})

/** GS CIM 009, 6.6 and 6.7: /entities/{id}/attrs and /entities/{id}/attrs/{attribute}. */
export function attributeRoutes(app: App, deps: ContextDeps): void {
  const { may } = deps

  app.post(
    '/entities/:id/attrs',
    { schema: { tags, summary: 'Append attributes', params: byId, querystring: Document } },
    async (request, reply) => {
      const { noOverwrite, simplified } = readDocumentForm(request.query, ['noOverwrite'])
      const part = { fragment: true, id: idOf(request.params), simplified }
      const ask = await readWrite(request, deps, { mode: 'append', noOverwrite }, part)
      may(request, { action: 'write', types: undefined })
      return answerUpdate(reply, await performWrite(deps, request, ask))
    },
  )

  app.patch(
    '/entities/:id/attrs',
    { schema: { tags, summary: 'Update attributes', params: byId, querystring: Document } },
    async (request, reply) => {
      const { simplified } = readDocumentForm(request.query)
      const ask = await readWrite(request, deps, { mode: 'update' }, { fragment: true, id: idOf(request.params), simplified })
      may(request, { action: 'write', types: undefined })
      return answerUpdate(reply, await performWrite(deps, request, ask))
    },
  )

  for (const [method, mode] of [
    ['PATCH', 'patch-attribute'],
    ['PUT', 'replace-attribute'],
  ] as const)
    app.route({
      method,
      url: '/entities/:id/attrs/:attribute',
      schema: {
        tags,
        summary: method === 'PUT' ? 'Replace an attribute' : 'Update an attribute in part',
        params: byAttribute,
        querystring: Plain,
      },
      handler: async (request, reply) => {
        const address = { id: idOf(request.params), attribute: request.params.attribute }
        const ask = await readAttributeWrite(request, deps, mode, address)
        may(request, { action: 'write', types: undefined })
        const parts = await performWrite(deps, request, ask)
        return answerWrite(reply, parts, () => reply.status(204).send())
      },
    })

  app.delete(
    '/entities/:id/attrs/:attribute',
    { schema: { tags, summary: 'Delete an attribute', params: byAttribute, querystring: WhichInstance } },
    async (request, reply) => {
      const address = { id: idOf(request.params), attribute: request.params.attribute }
      const ask = await readAttributeDeletion(request, deps, address, request.query)
      may(request, { action: 'write', types: undefined })
      const parts = await performWrite(deps, request, ask)
      return answerWrite(reply, parts, () => reply.status(204).send())
    },
  )
}
