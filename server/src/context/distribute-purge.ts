import type { FastifyRequest } from 'fastify'
import type { Done } from './batch-items.ts'
import { concernOf } from './csource-concern.ts'
import { matchingInfo } from './csource-match.ts'
import type { ContextDeps } from './deps.ts'
import { findConcerned, originOf, staysHere } from './distribute-concerned.ts'
import { writeConditions, writeTypes } from './distribute-query-text.ts'
import { planRead, type ReadShare } from './distribute-read-plan.ts'
import type { SourceRequest } from './distribute-request.ts'
import { asRefusal } from './distribute-write.ts'
import { NgsiLdError } from './errors.ts'
import type { Names } from './names.ts'
import { type Purge, purgeEntities } from './purge.ts'
import type { EntityQuery } from './query.ts'

/** What is purged, by whom it is read. */
export type PurgeAsk = {
  readonly tenant: string
  readonly names: Names
  readonly context: unknown
  readonly query: EntityQuery
  readonly purge: Purge
}

/** Purges what matches, here and at the sources that have some of it (GS CIM 009, 5.6.21); answers what could not be. */
export async function performPurge(deps: ContextDeps, request: FastifyRequest, ask: PurgeAsk): Promise<Done[]> {
  const { tenant, names, context, query, purge } = ask
  if (staysHere(deps, request)) return purgeEntities(deps, tenant, query, purge)
  const origin = originOf(request, names, context)
  const concern = concernOf(query)
  const { registrations, like } = await findConcerned(deps, origin, concern)
  const shares = planRead(registrations, concern, like, undefined, ['purgeEntity'])
  const refused = registrations.filter(
    (one) =>
      (one.mode === 'exclusive' || one.mode === 'redirect') &&
      !one.operations.has('purgeEntity') &&
      matchingInfo(one, concern, like).length > 0,
  )
  const failed = (registration: string, refusal: ReturnType<typeof asRefusal>): Done => ({
    id: '',
    registration,
    result: { ok: false, refusal },
  })
  const askSource = async ({ registration, ...share }: ReadShare): Promise<Done[]> => {
    try {
      await deps.sources.call(registration, (written) => purgeRequest(share.selector, query, purge, written), origin)
      return []
    } catch (error) {
      return [failed(registration.id, asRefusal(error))]
    }
  }
  const all = await Promise.all([purgeEntities(deps, tenant, query, purge), ...shares.map(askSource)])
  const conflicts = refused.map(({ id }) =>
    failed(id, new NgsiLdError('Conflict', `The context source ${id} does not serve this operation.`)),
  )
  return [...all.flat(), ...conflicts]
}

function purgeRequest(selector: ReadShare['selector'], query: EntityQuery, purge: Purge, names: Names): SourceRequest {
  const { types, ids, idPattern } = selector
  return {
    method: 'DELETE',
    path: 'entities',
    query: {
      ...(types && { type: writeTypes(types, names) }),
      ...(ids && { id: ids.join(',') }),
      ...(idPattern !== undefined && { idPattern }),
      ...writeConditions(query, names),
      ...(query.attributes && { attrs: query.attributes.map(names.compact).join(',') }),
      ...(purge.mode !== 'delete' && { [purge.mode]: purge.attributes.map(names.compact).join(',') }),
    },
  }
}
