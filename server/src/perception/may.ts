import type { FastifyRequest } from 'fastify'

/** What somebody wants to do here. */
export type Act = {
  readonly action: 'read' | 'write'
  readonly resource: { readonly kind: 'devices' | 'quarantine' | 'imports' }
}

/** Asks whoever guards the node; throws a refusal where the answer is no. */
export type May = (request: FastifyRequest, act: Act) => void | Promise<void>

/** A hook for the routes of one resource: reading with GET and HEAD, writing with everything else. */
export const guard = (may: May, kind: Act['resource']['kind']) => async (request: FastifyRequest) => {
  await may(request, { action: request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write', resource: { kind } })
}
