import Type from 'typebox'
import { type App, uuidv7 } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { countAttribute, countOfType, findTypeAttributes, findTypes, type TypeAttribute } from './discovery.ts'
import { notFound } from './errors.ts'
import { negotiate, readNames, readTenant, requireTenant, sendJson } from './exchange.ts'
import type { Names } from './names.ts'

const tags = ['Context: discovery']
const Details = Type.Object({ details: Type.Optional(Type.Boolean({ description: 'Describe each instead of naming it' })) })
const byType = Type.Object({ type: Type.String({ description: 'Name or IRI of a type' }) })
const byAttribute = Type.Object({ attribute: Type.String({ description: 'Name or IRI of an attribute' }) })

/** GS CIM 009, 6.25 to 6.28: /types and /attributes. */
export function discoveryRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, contexts } = deps

  app.get('/types', { schema: { tags, summary: 'List the types of entities', querystring: Details } }, async (request, reply) => {
    const accept = negotiate(request)
    may(request, { action: 'read', types: undefined })
    const tenant = readTenant(request)
    const { names, context } = await readNames(request, contexts)
    await requireTenant(pool, tenant)
    const types = await findTypes(pool, tenant)
    if (!request.query.details)
      return sendJson(reply, accept, context, {
        id: listId('EntityTypeList'),
        type: 'EntityTypeList',
        typeList: types.map(names.compact),
      })
    const ofType = Map.groupBy(await findTypeAttributes(pool, tenant), ({ type }) => type)
    const details = types.map((type) => ({
      id: type,
      type: 'EntityType',
      typeName: names.compact(type),
      attributeNames: [...new Set(ofType.get(type)?.map(({ attribute }) => names.compact(attribute)))],
    }))
    return sendJson(reply, accept, context, details)
  })

  app.get(
    '/types/:type',
    { schema: { tags, summary: 'Describe a type of entities', params: byType } },
    async (request, reply) => {
      const accept = negotiate(request)
      const tenant = readTenant(request)
      const { names, context } = await readNames(request, contexts)
      const type = names.expand(request.params.type)
      may(request, { action: 'read', types: [type] })
      await requireTenant(pool, tenant)
      const entityCount = await countOfType(pool, tenant, type)
      if (entityCount === 0) throw notFound(`type ${request.params.type}`)
      const found = Map.groupBy(await findTypeAttributes(pool, tenant, { type }), ({ attribute }) => attribute)
      const attributeDetails = [...found].map(([attribute, those]) => ({ ...nameOf(attribute, names), ...kindsOf(those) }))
      const info = { id: type, type: 'EntityTypeInfo', typeName: names.compact(type), entityCount, attributeDetails }
      return sendJson(reply, accept, context, info)
    },
  )

  app.get(
    '/attributes',
    { schema: { tags, summary: 'List the attributes of entities', querystring: Details } },
    async (request, reply) => {
      const accept = negotiate(request)
      may(request, { action: 'read', types: undefined })
      const tenant = readTenant(request)
      const { names, context } = await readNames(request, contexts)
      await requireTenant(pool, tenant)
      const found = Map.groupBy(await findTypeAttributes(pool, tenant), ({ attribute }) => attribute)
      const attributes = [...found.keys()].sort()
      if (!request.query.details)
        return sendJson(reply, accept, context, {
          id: listId('AttributeList'),
          type: 'AttributeList',
          attributeList: attributes.map(names.compact),
        })
      return sendJson(
        reply,
        accept,
        context,
        attributes.map((attribute) => ({ ...nameOf(attribute, names), ...typesOf(found.get(attribute) ?? [], names) })),
      )
    },
  )

  app.get(
    '/attributes/:attribute',
    { schema: { tags, summary: 'Describe an attribute', params: byAttribute } },
    async (request, reply) => {
      const accept = negotiate(request)
      may(request, { action: 'read', types: undefined })
      const tenant = readTenant(request)
      const { names, context } = await readNames(request, contexts)
      const attribute = names.expand(request.params.attribute)
      await requireTenant(pool, tenant)
      const found = await findTypeAttributes(pool, tenant, { attribute })
      if (found.length === 0) throw notFound(`attribute ${request.params.attribute}`)
      const attributeCount = await countAttribute(pool, tenant, attribute)
      const info = { ...nameOf(attribute, names), ...kindsOf(found), ...typesOf(found, names), attributeCount }
      return sendJson(reply, accept, context, info)
    },
  )
}

const listId = (kind: string) => `urn:ngsi-ld:${kind}:${uuidv7()}`

const nameOf = (attribute: string, { compact }: Names) => ({
  id: attribute,
  type: 'Attribute',
  attributeName: compact(attribute),
})
const kindsOf = (found: readonly TypeAttribute[]) => ({ attributeTypes: [...new Set(found.map(({ kind }) => kind))] })
const typesOf = (found: readonly TypeAttribute[], { compact }: Names) => ({
  typeNames: [...new Set(found.map(({ type }) => compact(type)))],
})
