import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { idOf } from './entity-routes.ts'
import { list } from './parameters.ts'
import type { Written } from './write.ts'
import { readAttributeDeletion, readAttributeWrite, readWrite, type WriteAsk } from './write-ask.ts'
import { writeOne } from './write-entity.ts'

const tags = ['Context: attributes']
const byId = Type.Object({ id: Type.String() })
const byAttribute = Type.Object({ id: Type.String(), attribute: Type.String() })
const Options = Type.Object({ options: Type.Optional(Type.String()) })
const WhichInstance = Type.Object({ datasetId: Type.Optional(Type.String()), deleteAll: Type.Optional(Type.Boolean()) })

/** GS CIM 009, 6.6 and 6.7: /entities/{id}/attrs and /entities/{id}/attrs/{attribute}. */
export function attributeRoutes(app: App, deps: ContextDeps): void {
  const { may } = deps

  app.post(
    '/entities/:id/attrs',
    { schema: { tags, summary: 'Append attributes', params: byId, querystring: Options } },
    async (request, reply) => {
      const noOverwrite = list(request.query.options)?.includes('noOverwrite') ?? false
      const ask = await readWrite(request, deps, { mode: 'append', noOverwrite }, { fragment: true, id: idOf(request.params) })
      may(request, { action: 'write', types: undefined })
      return answer(reply, ask, await writeOne(deps, ask.write))
    },
  )

  app.patch('/entities/:id/attrs', { schema: { tags, summary: 'Update attributes', params: byId } }, async (request, reply) => {
    const ask = await readWrite(request, deps, { mode: 'update' }, { fragment: true, id: idOf(request.params) })
    may(request, { action: 'write', types: undefined })
    return answer(reply, ask, await writeOne(deps, ask.write))
  })

  for (const [method, mode] of [
    ['PATCH', 'patch-attribute'],
    ['PUT', 'replace-attribute'],
  ] as const)
    app.route({
      method,
      url: '/entities/:id/attrs/:attribute',
      schema: { tags, summary: method === 'PUT' ? 'Replace an attribute' : 'Update an attribute in part', params: byAttribute },
      handler: async (request, reply) => {
        const address = { id: idOf(request.params), attribute: request.params.attribute }
        const { write } = await readAttributeWrite(request, deps, mode, address)
        may(request, { action: 'write', types: undefined })
        await writeOne(deps, write)
        return reply.status(204).send()
      },
    })

  app.delete(
    '/entities/:id/attrs/:attribute',
    { schema: { tags, summary: 'Delete an attribute', params: byAttribute, querystring: WhichInstance } },
    async (request, reply) => {
      const address = { id: idOf(request.params), attribute: request.params.attribute }
      const { write } = await readAttributeDeletion(request, deps, address, request.query)
      may(request, { action: 'write', types: undefined })
      await writeOne(deps, write)
      return reply.status(204).send()
    },
  )
}

/** 204 when everything was done, else 207 with what was and what was not (5.2.18). */
function answer(reply: FastifyReply, { names, write }: WriteAsk, { notUpdated }: Written & { ok: true }): FastifyReply {
  if (notUpdated === undefined) return reply.status(204).send()
  const left = new Set(notUpdated.map(({ attribute }) => attribute))
  const updated = Object.keys(write.entity.attributes).filter((attribute) => !left.has(attribute))
  return reply.status(207).send({
    updated: updated.map(names.compact),
    notUpdated: notUpdated.map(({ attribute, reason }) => ({ attributeName: names.compact(attribute), reason })),
  })
}
