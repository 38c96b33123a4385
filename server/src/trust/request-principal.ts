import type { Visitor } from '#contract'
import type { App } from '#kernel'
import type { Identity } from './identify.ts'
import type { Principal } from './principal.ts'
import type { Known } from './session-row.ts'

const known = new WeakMap<object, Known>()

/** Finds out once for each request who sends it, before anything else looks at it. */
export function identifyRequests(app: App, identity: Pick<Identity, 'recognise'>): void {
  app.addHook('onRequest', async (request) => {
    known.set(request, await identity.recognise(request.headers))
  })
}

/** Who sends a request. @throws when the application does not identify its requests, which is a bug of ours */
export const principalOf = (request: object): Principal => knownOf(request).principal

/** The same, as pages see it: with a name. */
export const visitorOf = (request: object): Visitor => knownOf(request).visitor

/** The id of the session a request belongs to, if it belongs to one. */
export const sessionOf = (request: object): string | undefined => knownOf(request).session

function knownOf(request: object): Known {
  const one = known.get(request)
  if (one === undefined) throw new Error('This application does not find out who sends its requests')
  return one
}
