import type { App } from '#kernel'
import type { Identity } from './identify.ts'
import type { Principal } from './principal.ts'

const known = new WeakMap<object, Principal>()

/** Finds out once for each request who sends it, before anything else looks at it. */
export function identifyRequests(app: App, identity: Pick<Identity, 'identify'>): void {
  app.addHook('onRequest', async (request) => {
    known.set(request, await identity.identify(request.headers))
  })
}

/** Who sends a request. @throws when the application does not identify its requests, which is a bug of ours */
export function principalOf(request: object): Principal {
  const principal = known.get(request)
  if (principal === undefined) throw new Error('This application does not find out who sends its requests')
  return principal
}
