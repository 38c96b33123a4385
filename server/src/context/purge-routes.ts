import Type, { type Static } from 'typebox'
import type { App } from '#kernel'
import { answerBatch } from './batch-answer.ts'
import type { ContextDeps } from './deps.ts'
import { performPurge } from './distribute-purge.ts'
import { NgsiLdError } from './errors.ts'
import { readNames, readTenant, requireTenant } from './exchange.ts'
import type { Names } from './names.ts'
import { filterParameters, formParameters } from './parameters.ts'
import { attributeNames } from './projection.ts'
import type { Purge } from './purge.ts'
import { bounded, filterOf } from './query-ask.ts'
import { typesMeant } from './type-query.ts'

const text = (description: string) => Type.Optional(Type.String({ description, maxLength: 10_000 }))
const Parameters = Type.Object({
  ...filterParameters,
  attrs: formParameters.attrs,
  keep: text('Names of attributes, with commas between: all others are deleted, and the entities stay'),
  drop: text('Names of attributes, with commas between: these are deleted, and the entities stay'),
})

/** GS CIM 009, 6.4.3.3: deleting all entities that match, or attributes of them. */
export function purgeRoutes(app: App, deps: ContextDeps): void {
  app.delete(
    '/entities',
    { schema: { tags: ['Context: entities'], summary: 'Purge entities', querystring: Parameters } },
    async (request, reply) => {
      const tenant = readTenant(request)
      const { names, context } = await readNames(request, deps.contexts)
      const purge = readPurge(request.query, names)
      const query = filterOf(request.query, names)
      if (query.ids === undefined) bounded(query, request.query)
      deps.may(request, { action: 'write', types: typesMeant(query) })
      await requireTenant(deps.pool, tenant)
      return answerBatch(reply, await performPurge(deps, request, { tenant, names, context, query, purge }))
    },
  )
}

function readPurge({ keep, drop }: Static<typeof Parameters>, { expand }: Names): Purge {
  if (keep !== undefined && drop !== undefined) throw new NgsiLdError('BadRequestData', 'keep and drop cannot be given together.')
  const given = keep ?? drop
  if (given === undefined) return { mode: 'delete' }
  return { mode: keep === undefined ? 'drop' : 'keep', attributes: attributeNames(given).map((name) => expand(name)) }
}
