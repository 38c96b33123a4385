import type { FastifyRequest } from 'fastify'
import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'

/** The last thing before entities leave: whoever guards the node sees them, and refuses the whole answer or lets it go. */
export async function release(deps: ContextDeps, request: FastifyRequest, entities: readonly Entity[]): Promise<void> {
  if (deps.release !== undefined) return deps.release(request, entities)
  deps.may(request, { action: 'read', types: [...new Set(entities.flatMap(({ types }) => types))] })
}
