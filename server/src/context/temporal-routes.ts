import Type, { type Static } from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'
import { idOf } from './entity-routes.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { negotiate, readNames, readTenant, requireTenant, sendJson } from './exchange.ts'
import type { Names } from './names.ts'
import { pageLinks } from './page-links.ts'
import { filterParameters, formParameters, list, pageParameters, readFilter, readForm } from './parameters.ts'
import { queryEntities } from './query.ts'
import type { Written } from './represent.ts'
import { findEntity } from './store.ts'
import { readAggregation, readTimeRange, temporalParameters } from './temporal-query.ts'
import { representAggregates, representEvolution, representValues } from './temporal-represent.ts'
import { findAggregates, findEvolutions } from './temporal-store.ts'
import { typesMeant } from './type-query.ts'

const tags = ['Context: history']
const byId = Type.Object({ id: Type.String() })
const One = Type.Object({ ...formParameters, ...temporalParameters })
const Many = Type.Object({ ...filterParameters, ...formParameters, ...pageParameters, ...temporalParameters })
type Ask = Static<typeof One>

/** GS CIM 009, 6.18 and 6.19: /temporal/entities, how entities evolved. */
export function temporalRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, contexts } = deps

  app.get(
    '/temporal/entities',
    { schema: { tags, summary: 'Query the history of entities', querystring: Many } },
    async (request, reply) => {
      const type = negotiate(request)
      const tenant = readTenant(request)
      const { names, context } = await readNames(request, contexts)
      const { limit = 20, offset = 0, count = false } = request.query
      const query = readFilter(request.query, names)
      if (Object.keys(query).length === 0)
        throw new NgsiLdError('BadRequestData', 'Say which entities: by type, id, attrs, q, georel or scopeQ.')
      may(request, { action: 'read', types: typesMeant(query) })
      await requireTenant(pool, tenant)
      const found = await queryEntities(pool, tenant, { ...query, offset, count, limit: limit === 0 ? 0 : limit + 1 })
      const page = found.entities.slice(0, limit)
      may(request, { action: 'read', types: [...new Set(page.flatMap((entity) => entity.types))] })
      if (found.count !== undefined) reply.header('ngsild-results-count', found.count)
      pageLinks(reply, request.url, { limit, offset, hasNext: found.entities.length > limit })
      const evolved = await evolve(deps, tenant, page, request.query, names)
      return sendJson(
        reply,
        type,
        context,
        evolved.filter(({ hasHistory }) => hasHistory).map(({ written }) => written),
      )
    },
  )

  app.get(
    '/temporal/entities/:id',
    { schema: { tags, summary: 'Retrieve the history of an entity', params: byId, querystring: One } },
    async (request, reply) => {
      const type = negotiate(request)
      const tenant = readTenant(request)
      const { names, context } = await readNames(request, contexts)
      await requireTenant(pool, tenant)
      const entity = await findEntity(pool, tenant, idOf(request.params))
      may(request, { action: 'read', types: entity?.types })
      if (entity === undefined) throw notFound(request.params.id)
      const [evolved] = await evolve(deps, tenant, [entity], request.query, names)
      return sendJson(reply, type, context, evolved?.written ?? {})
    },
  )
}

type Evolved = { readonly written: Written; readonly hasHistory: boolean }

/** The history of each entity, as instances, values or figures, as the request wants it. */
async function evolve(
  deps: ContextDeps,
  tenant: string,
  entities: readonly Entity[],
  ask: Ask,
  names: Names,
): Promise<Evolved[]> {
  const range = readTimeRange(ask)
  const form = [...(list(ask.options) ?? []), ...(list(ask.format) ?? [])]
  const { format: _format, ...rest } = ask
  const how = readForm(rest, names)
  const attributes = list(ask.attrs)?.map(names.expand)
  if (form.includes('aggregatedValues')) {
    const aggregation = readAggregation(ask)
    const found = await findAggregates(deps.pool, tenant, entities, range, aggregation, attributes)
    return entities.map((entity) => {
      const periods = found.get(entity.id) ?? new Map()
      return { written: representAggregates(entity, periods, aggregation.methods, how), hasHistory: periods.size > 0 }
    })
  }
  const found = await findEvolutions(deps.pool, tenant, entities, range, attributes)
  const isValues = form.some((option) => ['temporalValues', 'simplified', 'keyValues'].includes(option))
  return entities.map((entity) => {
    const evolution = found.get(entity.id) ?? new Map()
    const written = isValues ? representValues(entity, evolution, range.by, how) : representEvolution(entity, evolution, how)
    return { written, hasHistory: evolution.size > 0 }
  })
}
