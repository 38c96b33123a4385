import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, uuidv7 } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { countAttribute, countOfType, findTypeAttributes, findTypes, type TypeAttribute } from './discovery.ts'
import { type Description, type DescriptionAsk, gatherDescriptions } from './distribute-discovery.ts'
import { warn } from './distribute-warnings.ts'
import { notFound } from './errors.ts'
import { type MediaType, negotiate, readNames, readTenant, requireTenant, sendJson } from './exchange.ts'
import type { Names } from './names.ts'
import { localParameter } from './parameters.ts'

const tags = ['Context: discovery']
const Local = Type.Object(localParameter)
const Details = Type.Object({
  ...localParameter,
  details: Type.Optional(Type.Boolean({ description: 'Describe each instead of naming it' })),
})
const byType = Type.Object({ type: Type.String({ description: 'Name or IRI of a type' }) })
const byAttribute = Type.Object({ attribute: Type.String({ description: 'Name or IRI of an attribute' }) })

/** GS CIM 009, 6.25 to 6.28: /types and /attributes. */
export function discoveryRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, contexts } = deps

  app.get('/types', { schema: { tags, summary: 'List the types of entities', querystring: Details } }, async (request, reply) => {
    may(request, { action: 'read', types: undefined })
    const ask = await readAsk(request)
    const { details = false } = request.query
    const types = await findTypes(pool, ask.tenant)
    const own = details
      ? describeTypes(types, await findTypeAttributes(pool, ask.tenant), ask.names)
      : { ...listOf('EntityTypeList'), typeList: types.map(ask.names.compact) }
    const operation = details ? 'retrieveEntityTypeDetails' : 'retrieveEntityTypes'
    return answer(request, reply, own, { ...ask, operation, path: () => 'types', details, concern: {} })
  })

  app.get(
    '/types/:type',
    { schema: { tags, summary: 'Describe a type of entities', params: byType, querystring: Local } },
    async (request, reply) => {
      const ask = await readAsk(request)
      const type = ask.names.expand(request.params.type)
      may(request, { action: 'read', types: [type] })
      const own = await describeType(type, ask.tenant, ask.names)
      const path = ({ compact }: Names) => `types/${encodeURIComponent(compact(type))}`
      const concern = { selectors: [{ types: { leaf: type } }] }
      return answer(request, reply, own, { ...ask, operation: 'retrieveEntityTypeInfo', path, details: false, concern })
    },
  )

  app.get(
    '/attributes',
    { schema: { tags, summary: 'List the attributes of entities', querystring: Details } },
    async (request, reply) => {
      may(request, { action: 'read', types: undefined })
      const ask = await readAsk(request)
      const { details = false } = request.query
      const found = Map.groupBy(await findTypeAttributes(pool, ask.tenant), ({ attribute }) => attribute)
      const attributes = [...found.keys()].sort()
      const own = details
        ? attributes.map((attribute) => ({ ...nameOf(attribute, ask.names), ...typesOf(found.get(attribute) ?? [], ask.names) }))
        : { ...listOf('AttributeList'), attributeList: attributes.map(ask.names.compact) }
      const operation = details ? 'retrieveAttrTypeDetails' : 'retrieveAttrTypes'
      return answer(request, reply, own, { ...ask, operation, path: () => 'attributes', details, concern: {} })
    },
  )

  app.get(
    '/attributes/:attribute',
    { schema: { tags, summary: 'Describe an attribute', params: byAttribute, querystring: Local } },
    async (request, reply) => {
      may(request, { action: 'read', types: undefined })
      const ask = await readAsk(request)
      const attribute = ask.names.expand(request.params.attribute)
      const own = await describeAttribute(attribute, ask.tenant, ask.names)
      const path = ({ compact }: Names) => `attributes/${encodeURIComponent(compact(attribute))}`
      const concern = { attributes: [attribute] }
      return answer(request, reply, own, { ...ask, operation: 'retrieveAttrTypeInfo', path, details: false, concern })
    },
  )

  const readAsk = async (request: FastifyRequest) => {
    const accept = negotiate(request)
    const tenant = readTenant(request)
    const { names, context } = await readNames(request, contexts)
    await requireTenant(pool, tenant)
    return { accept, tenant, names, context }
  }

  const describeType = async (type: string, tenant: string, names: Names): Promise<Description | undefined> => {
    const entityCount = await countOfType(pool, tenant, type)
    if (entityCount === 0) return undefined
    const found = Map.groupBy(await findTypeAttributes(pool, tenant, { type }), ({ attribute }) => attribute)
    const attributeDetails = [...found].map(([attribute, those]) => ({ ...nameOf(attribute, names), ...kindsOf(those) }))
    return { id: type, type: 'EntityTypeInfo', typeName: names.compact(type), entityCount, attributeDetails }
  }

  const describeAttribute = async (attribute: string, tenant: string, names: Names): Promise<Description | undefined> => {
    const found = await findTypeAttributes(pool, tenant, { attribute })
    if (found.length === 0) return undefined
    const attributeCount = await countAttribute(pool, tenant, attribute)
    return { ...nameOf(attribute, names), ...kindsOf(found), ...typesOf(found, names), attributeCount }
  }

  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    own: Description | undefined,
    ask: DescriptionAsk & { readonly accept: MediaType },
  ) => {
    const { found, warnings } = await gatherDescriptions(deps, request, own, ask)
    warn(reply, warnings)
    if (found === undefined) throw notFound(decodeURIComponent(ask.path(ask.names)).replace('s/', ' '))
    return sendJson(reply, ask.accept, ask.context, found)
  }
}

const listOf = (type: string) => ({ id: `urn:ngsi-ld:${type}:${uuidv7()}`, type })

const describeTypes = (types: readonly string[], attributes: readonly TypeAttribute[], { compact }: Names) => {
  const ofType = Map.groupBy(attributes, ({ type }) => type)
  return types.map((type) => ({
    id: type,
    type: 'EntityType',
    typeName: compact(type),
    attributeNames: [...new Set(ofType.get(type)?.map(({ attribute }) => compact(attribute)))],
  }))
}

const nameOf = (attribute: string, { compact }: Names) => ({
  id: attribute,
  type: 'Attribute',
  attributeName: compact(attribute),
})
const kindsOf = (found: readonly TypeAttribute[]) => ({ attributeTypes: [...new Set(found.map(({ kind }) => kind))] })
const typesOf = (found: readonly TypeAttribute[], { compact }: Names) => ({
  typeNames: [...new Set(found.map(({ type }) => compact(type)))],
})
