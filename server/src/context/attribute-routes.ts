import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import type { Instance } from './entity.ts'
import { idOf } from './entity-routes.ts'
import { badData } from './errors.ts'
import { contextOf, readNames, readTenant } from './exchange.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { list } from './parameters.ts'
import { parseAttribute } from './parse-attribute.ts'
import type { Reading } from './reading.ts'
import type { Write, Written } from './write.ts'
import { readEntity, writeOne } from './write-entity.ts'

const tags = ['Context: attributes']
const byId = Type.Object({ id: Type.String() })
const byAttribute = Type.Object({ id: Type.String(), attribute: Type.String() })
const Options = Type.Object({ options: Type.Optional(Type.String()) })
const WhichInstance = Type.Object({ datasetId: Type.Optional(Type.String()), deleteAll: Type.Optional(Type.Boolean()) })

/** GS CIM 009, 6.6 and 6.7: /entities/{id}/attrs and /entities/{id}/attrs/{attribute}. */
export function attributeRoutes(app: App, deps: ContextDeps): void {
  const { may, contexts } = deps

  app.post(
    '/entities/:id/attrs',
    { schema: { tags, summary: 'Append attributes', params: byId, querystring: Options } },
    async (request, reply) => {
      const { names } = await readNames(request, contexts, contextOf(request, request.body))
      const entity = readEntity(request.body, { names, fragment: true, id: idOf(request.params) })
      may(request, { action: 'write', types: undefined })
      const noOverwrite = list(request.query.options)?.includes('noOverwrite') ?? false
      const write: Write = { tenant: readTenant(request), mode: 'append', entity, noOverwrite }
      return answer(reply, names, write, await writeOne(deps, write))
    },
  )

  app.patch('/entities/:id/attrs', { schema: { tags, summary: 'Update attributes', params: byId } }, async (request, reply) => {
    const { names } = await readNames(request, contexts, contextOf(request, request.body))
    const entity = readEntity(request.body, { names, fragment: true, id: idOf(request.params) })
    may(request, { action: 'write', types: undefined })
    const write: Write = { tenant: readTenant(request), mode: 'update', entity }
    return answer(reply, names, write, await writeOne(deps, write))
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
        const { names } = await readNames(request, contexts, contextOf(request, request.body))
        const instances = readAttribute(request.body, { names, fragment: mode === 'patch-attribute' })
        may(request, { action: 'write', types: undefined })
        await writeOne(deps, attributeWrite(readTenant(request), mode, request.params, names, instances))
        return reply.status(204).send()
      },
    })

  app.delete(
    '/entities/:id/attrs/:attribute',
    { schema: { tags, summary: 'Delete an attribute', params: byAttribute, querystring: WhichInstance } },
    async (request, reply) => {
      const { names } = await readNames(request, contexts)
      const { datasetId, deleteAll = false } = request.query
      may(request, { action: 'write', types: undefined })
      const instance: Instance = { type: 'Property', ...(datasetId !== undefined && { datasetId }) }
      const write = attributeWrite(readTenant(request), 'delete-attribute', request.params, names, [instance])
      await writeOne(deps, { ...write, everyInstance: deleteAll })
      return reply.status(204).send()
    },
  )
}

function attributeWrite(
  tenant: string,
  mode: Write['mode'],
  { id, attribute }: { id: string; attribute: string },
  names: Names,
  instances: readonly Instance[],
): Write {
  return {
    tenant,
    mode,
    entity: { id: idOf({ id }), types: [], scopes: [], attributes: { [names.expand(attribute)]: instances } },
  }
}

function readAttribute(body: unknown, how: Omit<Reading, 'faults'>): Instance[] {
  const reading: Reading = { ...how, faults: [] }
  const instances = parseAttribute(isObject(body) ? withoutContext(body) : body, reading, '')
  if (reading.faults.length > 0) throw badData(reading.faults)
  return instances
}

const withoutContext = ({ '@context': _context, ...document }: Json) => document

/** 204 when everything was done, else 207 with what was and what was not (5.2.18). */
function answer(reply: FastifyReply, names: Names, { entity }: Write, { notUpdated }: Written & { ok: true }): FastifyReply {
  if (notUpdated === undefined) return reply.status(204).send()
  const left = new Set(notUpdated.map(({ attribute }) => attribute))
  const updated = Object.keys(entity.attributes).filter((attribute) => !left.has(attribute))
  return reply.status(207).send({
    updated: updated.map(names.compact),
    notUpdated: notUpdated.map(({ attribute, reason }) => ({ attributeName: names.compact(attribute), reason })),
  })
}
