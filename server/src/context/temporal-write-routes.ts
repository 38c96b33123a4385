import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App, Fault } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { type Entity, type Instance, saidBy } from './entity.ts'
import { idOf } from './entity-routes.ts'
import { badData, NgsiLdError, notFound } from './errors.ts'
import { contextOf, readNames, readTenant } from './exchange.ts'
import { isUri, step } from './json.ts'
import type { Names } from './names.ts'
import { checkName } from './parse-attribute.ts'
import type { Write } from './write.ts'
import { attributeWrite, readInstances, readWrite } from './write-ask.ts'
import { writeOne } from './write-entity.ts'

const tags = ['Context: history']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the entity' }) })
const byAttribute = Type.Object({ id: Type.String(), attribute: Type.String() })
const byInstance = Type.Object({
  id: Type.String(),
  attribute: Type.String(),
  instanceId: Type.String({ description: 'The URI that the history answers as `instanceId`' }),
})
const Which = Type.Object({
  datasetId: Type.Optional(Type.String({ description: 'Only the instances of this dataset, instead of the default ones' })),
  deleteAll: Type.Optional(Type.Boolean({ description: 'The instances of all datasets' })),
})

/** GS CIM 009, 6.18 to 6.22: how the history of entities is provided, corrected and deleted. */
export function temporalWriteRoutes(app: App, deps: ContextDeps): void {
  const { may, contexts } = deps

  app.post(
    '/temporal/entities',
    { schema: { tags, summary: 'Create an entity by its history, or add to it' } },
    async (request, reply) => {
      const { write } = await readWrite(request, deps, { mode: 'temporal-upsert' }, { temporal: true })
      may(request, { action: 'write', types: write.entity.types })
      const { outcome } = await writeOne(deps, write)
      if (outcome !== 'created') return reply.status(204).send()
      return reply
        .status(201)
        .header('location', `/ngsi-ld/v1/temporal/entities/${encodeURIComponent(write.entity.id)}`)
        .send()
    },
  )

  app.delete(
    '/temporal/entities/:id',
    { schema: { tags, summary: 'Delete the history of an entity', params: byId } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const entity = { id: idOf(request.params), types: [], scopes: [], attributes: {} }
      await writeOne(deps, { tenant: readTenant(request), mode: 'temporal-delete', entity })
      return reply.status(204).send()
    },
  )

  app.post(
    '/temporal/entities/:id/attrs',
    { schema: { tags, summary: 'Add to the history of an entity', params: byId } },
    async (request, reply) => {
      const options = { temporal: true, fragment: true, id: idOf(request.params) }
      const { write } = await readWrite(request, deps, { mode: 'temporal-append' }, options)
      requireWhole(write.entity)
      may(request, { action: 'write', types: undefined })
      await writeOne(deps, write)
      return reply.status(204).send()
    },
  )

  app.delete(
    '/temporal/entities/:id/attrs/:attribute',
    { schema: { tags, summary: 'Delete an attribute from the history', params: byAttribute, querystring: Which } },
    async (request, reply) => {
      const { datasetId, deleteAll = false } = request.query
      const { names } = await readNames(request, contexts)
      const instance: Instance = { type: 'Property', ...(datasetId !== undefined && { datasetId }) }
      const write = addressed(request, request.params, names, 'temporal-delete-attribute', [instance])
      may(request, { action: 'write', types: undefined })
      await writeOne(deps, { ...write, everyInstance: deleteAll })
      return reply.status(204).send()
    },
  )

  app.patch(
    '/temporal/entities/:id/attrs/:attribute/:instanceId',
    { schema: { tags, summary: 'Correct one instance in the history', params: byInstance } },
    async (request, reply) => {
      const row = rowOf(request.params)
      const { names } = await readNames(request, contexts, contextOf(request, request.body))
      const instances = readInstances(request.body, { names, fragment: true })
      if (instances.length !== 1) throw badData([{ pointer: '', message: 'is not one instance of an attribute' }])
      const write = addressed(request, request.params, names, 'temporal-patch-instance', instances)
      may(request, { action: 'write', types: undefined })
      await writeOne(deps, { ...write, row: row ?? nowhere(request.params) })
      return reply.status(204).send()
    },
  )

  app.delete(
    '/temporal/entities/:id/attrs/:attribute/:instanceId',
    { schema: { tags, summary: 'Delete one instance from the history', params: byInstance } },
    async (request, reply) => {
      const row = rowOf(request.params)
      const { names } = await readNames(request, contexts)
      const write = addressed(request, request.params, names, 'temporal-delete-instance', [{ type: 'Property' }])
      may(request, { action: 'write', types: undefined })
      await writeOne(deps, { ...write, row: row ?? nowhere(request.params) })
      return reply.status(204).send()
    },
  )
}

/** @throws {NgsiLdError} BadRequestData when the address names no URI or no attribute */
function addressed(
  request: FastifyRequest,
  { id, attribute }: { id: string; attribute: string },
  names: Names,
  mode: Write['mode'],
  instances: readonly Instance[],
): Write {
  const faults: Fault[] = []
  checkName(attribute, { names, faults }, '')
  if (faults.length > 0) throw new NgsiLdError('BadRequestData', `${attribute} is not the name of an attribute.`)
  return attributeWrite(readTenant(request), mode, idOf({ id }), names.expand(attribute), instances)
}

/** The number of an instance in the history, or undefined where it is a URI of something else. */
function rowOf({ instanceId }: { instanceId: string }): number | undefined {
  if (!isUri(instanceId)) throw new NgsiLdError('BadRequestData', `${instanceId} is not a URI.`)
  const row = /^urn:ngsi-ld:Instance:(\d{1,15})$/.exec(instanceId)?.[1]
  return row === undefined ? undefined : Number(row)
}

function nowhere({ instanceId }: { instanceId: string }): never {
  throw notFound(instanceId)
}

/** What is added to a history stands by itself: each instance has a type and says something. */
function requireWhole({ attributes }: Entity): void {
  const faults = Object.entries(attributes).flatMap(([attribute, instances]) =>
    instances.flatMap((instance, index): Fault[] =>
      instance.type === undefined || saidBy(instance) === undefined
        ? [{ pointer: step(step('', attribute), index), message: 'has no value' }]
        : [],
    ),
  )
  if (faults.length > 0) throw badData(faults)
}
